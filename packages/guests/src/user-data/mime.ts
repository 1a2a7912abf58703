/**
 * The parts of a MIME message as Python's email package finds them, lenient as it is: what it cannot split is one part with
 * all of the rest in it, and of a multipart without its parts nothing is left.
 */

import { decodeBase64 } from '@configdrive/core/internal';
import { utf8Bytes } from 'iso9660-format';

export interface MimePart {
  /** In lower case, without parameters. */
  readonly type: string;
  readonly content: Uint8Array;
  readonly isInMultipart: boolean;
}

export interface MimeMessage {
  readonly parts: readonly MimePart[];
  /** Why parts are missing. */
  readonly faults: readonly string[];
  /** The limit beyond which there are more parts. */
  readonly beyond: 'parts' | 'depth' | undefined;
}

const MAX_NESTED = 16;
/** More is nobody's user data; the faults of so many messages, too. */
const MAX_PARTS = 1000;

export function mimeParts(text: string): MimeMessage {
  const found: Collected = { parts: [], faults: [], beyond: undefined };
  collect(text, 'text/plain', 0, found);
  return found;
}

interface Collected {
  readonly parts: MimePart[];
  readonly faults: string[];
  beyond: MimeMessage['beyond'];
}

function collect(text: string, usualType: string, depth: number, found: Collected): void {
  const isFull = found.parts.length + found.faults.length >= MAX_PARTS;
  if (isFull || depth > MAX_NESTED) {
    found.beyond = isFull ? 'parts' : 'depth';
    return;
  }
  const { headers, body } = headersOf(text);
  const { type, boundary } = contentTypeOf(headers.get('content-type'), usualType);
  if (!type.startsWith('multipart/')) {
    const content = decoded(body, headers.get('content-transfer-encoding'));
    found.parts.push({ type, content, isInMultipart: depth > 0 });
  } else if (boundary === undefined) {
    found.faults.push('a multipart message without a boundary: cloud-init finds no part in it');
  } else {
    const bodies = bodiesBetween(body, boundary);
    if (bodies.length === 0)
      found.faults.push('a multipart message in which no line is its boundary: no part of it is used');
    const subtype = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    for (const one of bodies) collect(one, subtype, depth + 1, found);
  }
}

const lineEnd = /\r\n|\r|\n/;

/** Up to the first blank line, or the first that is no header, which then belongs to the body. */
function headersOf(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const headers = new Map<string, string>();
  let rest = text;
  let last: string | undefined;
  while (rest !== '') {
    const end = lineEnd.exec(rest);
    const line = end === null ? rest : rest.slice(0, end.index);
    const behind = end === null ? '' : rest.slice(end.index + end[0].length);
    if (line === '') return { headers, body: behind };
    const header = headerIn(line);
    if (last !== undefined && /^[ \t]/.test(line)) headers.set(last, `${headers.get(last) ?? ''} ${line.trim()}`);
    else if (header === undefined) return { headers, body: rest };
    else {
      last = header.name;
      // The first of several counts.
      if (!headers.has(last)) headers.set(last, header.value);
    }
    rest = behind;
  }
  return { headers, body: '' };
}

/** A line of a header, whose name is in lower case; its value is on this line alone. */
function headerIn(line: string): { readonly name: string; readonly value: string } | undefined {
  const colon = line.indexOf(':');
  if (colon < 1 || /^\s/.test(line)) return undefined;
  const value = line.slice(colon + 1);
  if (/[\u2028\u2029]/.test(value)) return undefined;
  return { name: line.slice(0, colon).toLowerCase(), value: value.replace(/^[ \t]+/, '') };
}

function contentTypeOf(
  header: string | undefined,
  usual: string,
): { readonly type: string; readonly boundary?: string } {
  if (header === undefined) return { type: usual };
  const [given = '', ...parameters] = header.split(';');
  const name = given.trim().toLowerCase();
  const type = name.split('/').length === 2 ? name : 'text/plain';
  const boundary = parameters
    .map((one) => /^\s*boundary\s*=\s*(?:"([^"]*)"|(\S*))/i.exec(one))
    .find((one) => one !== null);
  const text = boundary?.[1] ?? boundary?.[2];
  return text === undefined || text === '' ? { type } : { type, boundary: text };
}

/** What stands between lines that are the boundary; without an end it goes on to the end of the text. */
function bodiesBetween(body: string, boundary: string): readonly string[] {
  const escaped = boundary.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pieces = body.split(new RegExp(`(?:^|\\r\\n|\\r|\\n)--${escaped}(--)?[ \\t]*(?=\\r|\\n|$)`));
  const bodies: string[] = [];
  // Text and the mark of the end alternate; what is before the first boundary is a preamble.
  for (let index = 2; index < pieces.length; index += 2) {
    if (pieces[index - 1] !== undefined) break;
    bodies.push((pieces[index] ?? '').replace(/^(?:\r\n|\r|\n)/, ''));
  }
  return bodies;
}

function decoded(body: string, encoding = '7bit'): Uint8Array {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') {
    const result = decodeBase64(body.replace(/[^A-Za-z0-9+/]/g, ''));
    return 'bytes' in result ? result.bytes : utf8Bytes(body);
  }
  return name === 'quoted-printable' ? unquoted(body) : utf8Bytes(body);
}

/** RFC 2045 6.7: soft line breaks vanish, `=` and two digits are a byte. */
function unquoted(body: string): Uint8Array {
  const bytes = utf8Bytes(body.replace(/=[ \t]*(?:\r\n|\r|\n)/g, ''));
  const target = new Uint8Array(bytes.byteLength);
  let length = 0;
  for (let at = 0; at < bytes.byteLength; at++) {
    const code = bytes[at] === EQUALS_SIGN ? hexAt(bytes, at + 1) : undefined;
    target[length++] = code ?? bytes[at] ?? 0;
    if (code !== undefined) at += 2;
  }
  return target.subarray(0, length);
}

const EQUALS_SIGN = 0x3d;

function hexAt(bytes: Uint8Array, at: number): number | undefined {
  const digits = String.fromCharCode(...bytes.subarray(at, at + 2));
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
