/**
 * SSH public keys as CloudStack hands them over: one text, keys separated by line breaks or by a literal `\n`.
 * A line is that of authorized_keys: options, type, base64, comment (sshd(8)).
 */
import { isKeyBlob } from './key-blobs.ts';

export interface PublicKey {
  /** The whole line, without white space at its edges. */
  readonly line: string;
  /** What stands behind the key; empty for none. */
  readonly comment: string;
}

/** Line breaks, and the two characters `\n` where a key type follows or nothing. */
const separator = /[\r\n]+|\\n(?=(?:ssh-|ecdsa-|sk-)|\s*$)/;

const privateKey = /-----? ?BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-/;

/** Somebody pasted the wrong half. */
export const isPrivateKey = (text: string): boolean => privateKey.test(text);

/** The lines that should be keys; blank ones and remarks are none. */
export const publicKeyLines = (text: string): readonly string[] =>
  text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** The key in a line; undefined when there is none. */
export function publicKeyOf(line: string): PublicKey | undefined {
  return keyAt(line, 0) ?? keyAt(line, endOfOptions(line));
}

/** As sshd reads: a type, white space, the key, and a comment to the end of the line. */
function keyAt(line: string, from: number): PublicKey | undefined {
  const [type, blob, commentAt] = twoWords(line, from);
  return type !== '' && isKeyBlob(type, blob) ? { line, comment: line.slice(commentAt).trim() } : undefined;
}

function twoWords(line: string, from: number): readonly [type: string, blob: string, rest: number] {
  const typeEnd = endOfWord(line, from);
  const blobStart = skipBlanks(line, typeEnd);
  const blobEnd = endOfWord(line, blobStart);
  return [line.slice(from, typeEnd), line.slice(blobStart, blobEnd), blobEnd];
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function endOfWord(line: string, from: number): number {
  let at = from;
  while (at < line.length && !isBlank(line[at])) at++;
  return at;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (isBlank(line[at])) at++;
  return at;
}

/** Options are one word, in which blanks may stand between double quotes. */
function endOfOptions(line: string): number {
  let quoted = false;
  let at = 0;
  for (; at < line.length && (quoted || !isBlank(line[at])); at++) {
    if (line[at] === '\\' && line[at + 1] === '"') at++;
    else if (line[at] === '"') quoted = !quoted;
  }
  return skipBlanks(line, at);
}

/** A name for each key, no two alike: its comment if unused, else `key` or `key<position>`, `_` appended while taken. */
export function namesOfKeys(keys: readonly PublicKey[]): readonly string[] {
  const taken = new Set<string>();
  return keys.map(({ comment }, position) => {
    let name = comment;
    if (name === '' || taken.has(name)) name = keys.length === 1 ? 'key' : `key${position}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  });
}
