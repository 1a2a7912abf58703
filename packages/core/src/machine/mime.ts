/**
 * User data of several parts: a MIME multipart message (RFC 2046) as cloud-init and cloudbase-init split it. The same parts
 * give the same bytes: no date, no chance. A mail composer would do, but none without Node, and what is needed of one is this.
 */
import type { Place } from '@configdrive/issues';
import { checkArguments, isObject, kind } from '@configdrive/issues/arguments';
import { strictUtf8Text, utf8Bytes } from 'iso9660-format';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { cloudInitKind } from '../encoding/user-data-kinds.ts';
import type { UserDataPart } from '../input/drive-input.ts';
import { type CoreIssues, newIssues } from '../issues.ts';

/**
 * A message of these parts, to be given as user data.
 *
 * @throws InvalidInputError
 */
export function mimeUserData(parts: readonly UserDataPart[]): string {
  checkArguments(['parts', someParts, parts]);
  const report = newIssues();
  const text = mimeText(parts, ['parts'], report);
  report.throwIfRefused();
  return text;
}

/** The same with what is wrong in the report. */
export function mimeText(parts: readonly UserDataPart[], place: Place, report: CoreIssues): string {
  if (parts.length === 0) report.add('user-data-part-invalid', place, 'must have one part or more');
  const bodies = parts.map((part, index) => bodyOf(part, [...place, index], report));
  const boundary = boundaryBeside(bodies);
  const head = `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n`;
  return `${head}${bodies.map((body) => `--${boundary}\n${body}\n`).join('')}--${boundary}--\n`;
}

/** One that no part has a line of. */
function boundaryBeside(bodies: readonly string[]): string {
  let boundary = '';
  let number = 0;
  do boundary = `===============part-of-user-data-${number++}==`;
  while (bodies.some((body) => body.includes(boundary)));
  return boundary;
}

/** Headers and content of a part, without a final line break of its own. */
function bodyOf(part: UserDataPart, place: Place, report: CoreIssues): string {
  const bytes = bytesOf(part, place, report);
  const text = plainText(bytes);
  const headers = [
    `Content-Type: ${typeOf(part, bytes, place, report)}`,
    'MIME-Version: 1.0',
    `Content-Transfer-Encoding: ${text === undefined ? 'base64' : '7bit'}`,
  ];
  const name = filenameOf(part, place, report);
  if (name !== undefined) headers.push(`Content-Disposition: attachment; filename="${name}"`);
  return `${headers.join('\n')}\n\n${text ?? inLines(encodeBase64(bytes))}`;
}

function bytesOf({ content, base64 }: UserDataPart, place: Place, report: CoreIssues): Uint8Array {
  const refuse = (why: string): void => report.add('user-data-part-invalid', place, why);
  if ((content === undefined) === (base64 === undefined)) refuse('must have either content or base64');
  else if (content !== undefined && !content.isWellFormed()) refuse('its text holds half of a surrogate pair');
  else if (base64 !== undefined) {
    const result = decodeBase64(base64);
    if ('bytes' in result) return result.bytes;
    refuse(`${base64.length} characters that are not base64`);
  }
  return utf8Bytes(content?.toWellFormed() ?? '');
}

/** A carriage return would be one line break to a reader. */
const unplain = /[^\t\n\x20-\x7e]/;

/** RFC 2045, 2.7. */
const LONGEST_LINE = 998;

/** What may stand in a message as it is. */
function plainText(bytes: Uint8Array): string | undefined {
  const text = strictUtf8Text(bytes);
  if (text === undefined || unplain.test(text)) return undefined;
  return text.split('\n').some((line) => line.length > LONGEST_LINE) ? undefined : text;
}

const inLines = (base64: string): string => base64.match(/.{1,76}/g)?.join('\n') ?? '';

const mediaType = /^(?!multipart\/|message\/)[a-z]+\/[a-z0-9][a-z0-9.+-]{0,126}$/i;

/** By its first line, as cloud-init would guess. */
function typeOf({ type }: UserDataPart, bytes: Uint8Array, place: Place, report: CoreIssues): string {
  const isText = strictUtf8Text(bytes) !== undefined;
  if (type !== undefined && !mediaType.test(type)) {
    report.add(
      'user-data-part-invalid',
      [...place, 'type'],
      'must be a media type of one part, like text/cloud-config',
    );
  }
  const kind = type ?? guessedType(bytes, isText);
  return isText && kind.startsWith('text/') ? `${kind}; charset="utf-8"` : kind;
}

function guessedType(bytes: Uint8Array, isText: boolean): string {
  const kind = cloudInitKind(bytes);
  // cloud-init unpacks a message inside of a message only when it is called plain text.
  return kind == null || kind === 'multipart/mixed' ? (isText ? 'text/plain' : 'application/octet-stream') : kind;
}

const safeFilename = /^(?!\.)[\w.+ -]{1,128}$/;

/** cloud-init makes a file of that name. */
function filenameOf({ filename }: UserDataPart, place: Place, report: CoreIssues): string | undefined {
  if (filename !== undefined && !safeFilename.test(filename)) {
    const why = 'must be 1 to 128 of A-Z a-z 0-9 . _ + - and blanks, without a dot at its beginning';
    report.add('user-data-part-invalid', [...place, 'filename'], why);
  }
  return filename;
}

const someParts = /* @__PURE__ */ kind(
  'a list of parts, each an object',
  (value) => Array.isArray(value) && value.every(isObject),
);
