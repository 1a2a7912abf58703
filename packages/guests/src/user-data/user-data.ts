/**
 * What would silently void user data or vendor data in cloud-init: each part is looked into as far as cloud-init goes, gzip,
 * MIME and archives included. Places have part and line; nothing of a text is quoted.
 */

import { cloudInitKind, gunzipped, kindOfText, withoutLeadingSpace } from '@configdrive/core/internal';
import type { Place } from '@configdrive/issues';
import { strictUtf8Text, utf8Bytes } from 'iso9660-format';
import type { GuestFindings } from '../findings.ts';
import { isArray, isObject, type JsonValue, parseJson, pythonJson } from '../json.ts';
import { parseYaml } from '../yaml/yaml.ts';
import { checkCloudConfig, positionText } from './cloud-config.ts';
import { firstLineFault } from './first-line.ts';
import { MAX_PARTS, type MimePart, mimeParts } from './mime.ts';

/** One text on its way through cloud-init: user data, or a part of it. */
interface Piece {
  readonly findings: GuestFindings;
  readonly place: Place;
  /** How many wrappings it came out of. */
  readonly depth: number;
}

/** cloud-init goes on for ever, and so would we. */
const MAX_WRAPPINGS = 8;

const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

/** Checks user data as it lies on a drive, or one text of vendor data. @returns its media type; undefined: not handled */
export function checkUserData(findings: GuestFindings, place: Place, bytes: Uint8Array): string | undefined {
  return checkBytes({ findings, place, depth: 0 }, bytes);
}

function checkBytes(piece: Piece, bytes: Uint8Array): string | undefined {
  const { findings, place } = piece;
  const kind = cloudInitKind(bytes);
  if (kind === null) {
    findings.add('major', 'user-data-unhandled', place, 'a MIME message that is not UTF-8 stops cloud-init');
    return undefined;
  }
  const text = strictUtf8Text(bytes);
  if (kind === undefined) reportUnhandled(piece, bytes.byteLength, text);
  else if (kind === 'application/gzip') checkGzip(piece, bytes);
  else checkText(piece, kind, text ?? '');
  return kind;
}

function reportUnhandled({ findings, place }: Piece, byteLength: number, text: string | undefined): void {
  const fault = text === undefined ? undefined : firstLineFault(text);
  if (fault !== undefined) findings.add('minor', 'user-data-first-line', place, fault, FIRST_LINE);
  else {
    const why = `${byteLength} bytes that begin with none of the first lines cloud-init knows`;
    findings.add('minor', 'user-data-unhandled', place, why, FIRST_LINE);
  }
}

const FIRST_LINE = 'cloud-init user-data formats';

function checkGzip(piece: Piece, bytes: Uint8Array): void {
  const { findings, place, depth } = piece;
  const inner = gunzipped(bytes, MAX_UNPACKED_BYTES);
  if (inner === 'broken')
    findings.add('minor', 'user-data-unreadable', place, 'gzip that ends early or is damaged', 'RFC 1952');
  else if (inner === 'too large' || depth === MAX_WRAPPINGS) {
    findings.add('nothing', 'content-not-looked-at', place, 'too much comes out of this gzip to look at it');
  } else checkBytes({ ...piece, depth: depth + 1 }, inner);
}

function checkText(piece: Piece, kind: string, text: string): void {
  const { findings, place } = piece;
  if (kind === 'multipart/mixed') checkMime(piece, text);
  else if (kind === 'text/cloud-config') checkCloudConfig(findings, place, text);
  else if (kind === 'text/jinja2') checkTemplate(piece, text);
  else if (kind === 'text/cloud-config-archive') checkArchive(piece, text);
  else if (kind === 'text/cloud-config-jsonp') checkPatch(piece, text);
  else if (kind === 'text/x-shellscript') {
    const fault = firstLineFault(text);
    if (fault !== undefined) findings.add('minor', 'user-data-first-line', place, fault, FIRST_LINE);
  }
}

const expressions = /\{[{%#]/;

/** The line behind the first one says what it is a template of; with expressions in it nobody knows what comes out. */
function checkTemplate(piece: Piece, text: string): void {
  const { findings, place } = piece;
  const [, behind = ''] = withoutLeadingSpace(text).split(/\n(.*)/s);
  const kind = kindOfText(behind);
  if (kind === undefined || kind === 'text/jinja2') {
    const why = 'what stands behind the line ## template: jinja begins with no line cloud-init knows';
    findings.add('minor', 'user-data-unhandled', place, why, FIRST_LINE);
  } else if (!expressions.test(behind)) checkText(piece, kind, `\n${behind}`);
}

/** A list of parts in YAML. */
function checkArchive(piece: Piece, text: string): void {
  const { findings, place, depth } = piece;
  const result = parseYaml(text);
  if ('fault' in result) {
    const why = `${positionText(result.fault)}: ${result.fault.why}: cloud-init stops over this archive`;
    findings.add('major', 'user-data-unreadable', [...place, 'line', result.fault.line], why, 'YAML 1.1');
    return;
  }
  const items = isArray(result.value) ? result.value : undefined;
  if (items === undefined && result.value !== null) {
    findings.add('minor', 'user-data-unreadable', place, 'an archive that is no list: none of it is used', FIRST_LINE);
  }
  for (const [index, item] of (items ?? []).slice(0, MAX_PARTS).entries()) {
    if (depth < MAX_WRAPPINGS) checkItem({ ...piece, place: [...place, 'part', index], depth: depth + 1 }, item);
  }
}

/** A text, or an object with `content` and maybe `type`; without one it is a cloud-config. */
function checkItem(piece: Piece, item: JsonValue): void {
  const content = isObject(item) ? (item.get('content') ?? '') : item;
  const type = isObject(item) ? (item.get('type') ?? null) : null;
  if (typeof content !== 'string') return;
  const kind = typeof type === 'string' && type !== '' ? type : (kindOfText(content) ?? 'text/cloud-config');
  checkPart(piece, { type: kind, content: utf8Bytes(content) });
}

function checkPatch({ findings, place }: Piece, text: string): void {
  const patch = parseJson(withoutLeadingSpace(text).slice('#cloud-config-jsonp'.length), pythonJson);
  if ('value' in patch && isArray(patch.value)) return;
  findings.add(
    'minor',
    'user-data-unreadable',
    place,
    'no list of operations in JSON behind the first line',
    'RFC 6902',
  );
}

function checkMime(piece: Piece, text: string): void {
  const { findings, place, depth } = piece;
  if (depth === MAX_WRAPPINGS) return;
  const { parts, faults } = mimeParts(text);
  for (const why of faults) findings.add('minor', 'user-data-unreadable', place, why, 'RFC 2046 5.1.1');
  for (const [index, part] of parts.entries()) {
    // A message of one part is that part.
    const partPlace = parts.length === 1 && !part.isInMultipart ? place : [...place, 'part', index];
    checkPart({ findings, place: partPlace, depth: depth + 1 }, part);
  }
}

/** Types whose handler looks no further; anything that is none of these is not handled. */
const handled = new Set([
  ...'text/cloud-config text/cloud-config-archive text/cloud-config-jsonp text/jinja2 text/cloud-boothook'.split(' '),
  ...'text/part-handler text/x-include-url text/x-include-once-url text/x-shellscript'.split(' '),
  ...['per-boot', 'per-instance', 'per-once'].map((when) => `text/x-shellscript-${when}`),
]);

/** Types of which cloud-init looks at the text itself. */
const looked = new Set(['text/plain', 'text/x-not-multipart', 'text/x-shellscript']);

const gzipTypes = /^application\/(?:gzip(?:-compressed|ped)?|x-(?:compress(?:ed)?|gunzip|gzip(?:-compressed)?))$/;

function checkPart(piece: Piece, { type, content }: Pick<MimePart, 'type' | 'content'>): void {
  const { findings, place } = piece;
  if (gzipTypes.test(type)) {
    checkGzip(piece, content);
    return;
  }
  const text = strictUtf8Text(content);
  const found = looked.has(type) && text !== undefined ? (kindOfText(text) ?? type) : type;
  if (handled.has(found) && text !== undefined) {
    checkText(piece, found, text);
    if (found === 'text/x-shellscript' && !withoutLeadingSpace(text).startsWith('#!')) {
      findings.add(
        'minor',
        'user-data-first-line',
        place,
        'a script without a first line that begins with #!',
        FIRST_LINE,
      );
    }
  } else if (type === 'text/plain') reportUnhandled(piece, content.byteLength, text);
  else {
    const why =
      text === undefined ? 'not UTF-8' : `its Content-Type of ${type.length} characters is none cloud-init handles`;
    findings.add('minor', 'user-data-unhandled', place, why, FIRST_LINE);
  }
}
