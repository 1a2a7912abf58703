/**
 * What would silently void user data or vendor data in cloud-init: each part is looked into as far as cloud-init goes, gzip,
 * MIME and archives included. Places have part and line; nothing of a text is quoted.
 */

import { cloudInitKind, gunzipped, kindOfText, withoutLeadingSpace } from '@configdrive/core/internal';
import type { Place } from '@configdrive/issues';
import { strictUtf8Text, utf8Bytes } from 'iso9660-format';
import { isWithin } from '../budget.ts';
import type { GuestFindings } from '../findings.ts';
import { isArray, isObject, type JsonValue, parseJson, pythonJson } from '../json.ts';
import { parseYaml } from '../yaml/yaml.ts';
import { checkCloudConfig, positionText } from './cloud-config.ts';
import { disguiseOf } from './disguise.ts';
import { firstLineFault, scriptFault, withUnixLineEnds } from './first-line.ts';
import { type MimePart, mimeParts } from './mime.ts';

/** One text on its way through cloud-init: user data, or a part of it. */
interface Piece {
  readonly findings: GuestFindings;
  readonly place: Place;
  /** How many wrappings it came out of. */
  readonly depth: number;
  /** Archives and messages, each of which is looked at once: an alias puts one in many places. */
  readonly opened: Set<string>;
}

const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

/** Checks user data as it lies on a drive, or one text of vendor data. @returns its media type; undefined: not handled */
export function checkUserData(findings: GuestFindings, place: Place, bytes: Uint8Array): string | undefined {
  return checkBytes({ findings, place, depth: 0, opened: new Set() }, bytes);
}

function checkBytes(piece: Piece, bytes: Uint8Array): string | undefined {
  const { findings, place } = piece;
  const kind = cloudInitKind(bytes);
  if (kind === null) {
    findings.add('major', 'user-data-unhandled', place, 'a MIME message that is not UTF-8 stops cloud-init');
    return undefined;
  }
  if (!findings.budget.take('bytes', bytes.byteLength)) {
    findings.notLookedAt('bytes', place);
    return kind;
  }
  const text = strictUtf8Text(bytes);
  if (kind === undefined) reportUnhandled(piece, bytes, text);
  else if (kind === 'application/gzip') checkGzip(piece, bytes);
  else checkText(piece, kind, text ?? '');
  return kind;
}

function reportUnhandled({ findings, place }: Piece, bytes: Uint8Array, text: string | undefined): void {
  const { byteLength } = bytes;
  const fault = disguiseOf(bytes) ?? (text === undefined ? undefined : firstLineFault(text));
  if (fault !== undefined) findings.add('minor', 'user-data-first-line', place, fault, FIRST_LINE);
  else {
    const why = `${byteLength} bytes that begin with none of the first lines cloud-init knows`;
    findings.add('minor', 'user-data-unhandled', place, why, FIRST_LINE);
  }
}

const FIRST_LINE = 'cloud-init user-data formats';

function checkGzip(piece: Piece, bytes: Uint8Array): void {
  const { findings, place } = piece;
  const inside = within(piece);
  if (inside === undefined) return;
  const limit = Math.min(MAX_UNPACKED_BYTES, findings.budget.left('bytes'));
  const inner = gunzipped(bytes, limit);
  if (typeof inner !== 'string') {
    checkBytes(inside, inner);
    return;
  }
  findings.budget.take('bytes', Math.min(limit, bytes.byteLength * MOST_FOR_A_BYTE));
  if (inner === 'broken')
    findings.add('minor', 'user-data-unreadable', place, 'gzip that ends early or is damaged', 'RFC 1952');
  else findings.add('nothing', 'content-not-looked-at', place, 'too much comes out of this gzip to look at it');
}

/** A byte of deflate is at most so many (258 for two bits and a half). */
const MOST_FOR_A_BYTE = 1032;

/** What is inside of a wrapping; undefined, and said, where there are too many of them. */
function within(piece: Piece): Piece | undefined {
  const depth = piece.depth + 1;
  if (isWithin('depth', depth)) return { ...piece, depth };
  piece.findings.notLookedAt('depth', piece.place);
  return undefined;
}

/** Whether an archive or a message of this text is opened for the first time. */
function isNews({ opened }: Piece, text: string): boolean {
  const { size } = opened;
  return opened.add(text).size > size;
}

function checkText(piece: Piece, kind: string, text: string): void {
  const { findings, place } = piece;
  if (kind === 'multipart/mixed') checkMime(piece, text);
  else if (kind === 'text/cloud-config') checkCloudConfig(findings, place, text);
  else if (kind === 'text/jinja2') checkTemplate(piece, text);
  else if (kind === 'text/cloud-config-archive') checkArchive(piece, text);
  else if (kind === 'text/cloud-config-jsonp') checkPatch(piece, text);
  else if (isScript(kind)) {
    const fault = scriptFault(withUnixLineEnds(text)) ?? firstLineFault(text);
    if (fault !== undefined) findings.add('minor', 'user-data-first-line', place, fault, FIRST_LINE);
  }
}

/** Such a text is written into the guest as it is, with the line ends of Unix, and run. */
const isScript = (kind: string): boolean => kind.startsWith('text/x-shellscript');

const expressions = /\{[{%#]/;

/** The line behind the first one says what it is a template of; with expressions in it nobody knows what comes out. */
function checkTemplate(piece: Piece, text: string): void {
  const { findings, place } = piece;
  const [, behind = ''] = withoutLeadingSpace(text).split(/\n(.*)/s);
  const kind = kindOfText(behind);
  if (kind === undefined || kind === 'text/jinja2') {
    const why = 'what stands behind the line ## template: jinja begins with no line cloud-init knows';
    findings.add('minor', 'user-data-unhandled', place, why, FIRST_LINE);
  } else if (!expressions.test(behind)) checkText(piece, kind, isScript(kind) ? behind : `\n${behind}`);
}

/** A list of parts in YAML. */
function checkArchive(piece: Piece, text: string): void {
  const { findings, place } = piece;
  if (!isNews(piece, text)) return;
  const result = parseYaml(text, findings.budget);
  if ('limit' in result) {
    findings.notLookedAt(result.limit, place);
    return;
  }
  if ('fault' in result) {
    const why = `${positionText(result.fault)}: ${result.fault.why}: cloud-init stops over this archive`;
    findings.add('major', 'user-data-unreadable', [...place, 'line', result.fault.line], why, 'YAML 1.1');
    return;
  }
  const items = isArray(result.value) ? result.value : undefined;
  if (items === undefined && result.value !== null) {
    findings.add('minor', 'user-data-unreadable', place, 'an archive that is no list: none of it is used', FIRST_LINE);
  }
  const inside = within(piece);
  if (inside !== undefined) checkItems(inside, items ?? []);
}

function checkItems(piece: Piece, items: readonly JsonValue[]): void {
  const { findings, place } = piece;
  for (const [index, item] of items.entries()) {
    if (!findings.budget.take('parts')) {
      findings.notLookedAt('parts', place);
      return;
    }
    checkItem({ ...piece, place: [...place, 'part', index] }, item);
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
  if (!isWithin('document', text.length)) {
    findings.notLookedAt('document', place);
    return;
  }
  const patch = parseJson(withoutLeadingSpace(text).slice('#cloud-config-jsonp'.length), pythonJson);
  if ('value' in patch && isArray(patch.value)) return;
  if ('fault' in patch && patch.fault === 'values') {
    findings.notLookedAt('values', place);
    return;
  }
  const why = 'no list of operations in JSON behind the first line';
  findings.add('minor', 'user-data-unreadable', place, why, 'RFC 6902');
}

function checkMime(piece: Piece, text: string): void {
  const { findings, place } = piece;
  const inside = isNews(piece, text) ? within(piece) : undefined;
  if (inside === undefined) return;
  const { parts, faults, beyond } = mimeParts(text);
  for (const why of faults) findings.add('minor', 'user-data-unreadable', place, why, 'RFC 2046 5.1.1');
  if (beyond !== undefined) findings.notLookedAt(beyond, place);
  for (const [index, part] of parts.entries()) {
    if (!findings.budget.take('parts')) {
      findings.notLookedAt('parts', place);
      return;
    }
    // A message of one part is that part.
    const partPlace = parts.length === 1 && !part.isInMultipart ? place : [...place, 'part', index];
    checkPart({ ...inside, place: partPlace }, part);
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
  if (!findings.budget.take('bytes', content.byteLength)) {
    findings.notLookedAt('bytes', place);
    return;
  }
  if (gzipTypes.test(type)) {
    checkGzip(piece, content);
    return;
  }
  const text = strictUtf8Text(content);
  const found = looked.has(type) && text !== undefined ? (kindOfText(text) ?? type) : type;
  if (handled.has(found) && text !== undefined) {
    checkText(piece, found, text);
  } else if (type === 'text/plain') reportUnhandled(piece, content, text);
  else {
    const why =
      text === undefined ? 'not UTF-8' : `its Content-Type of ${type.length} characters is none cloud-init handles`;
    findings.add('minor', 'user-data-unhandled', place, why, FIRST_LINE);
  }
}
