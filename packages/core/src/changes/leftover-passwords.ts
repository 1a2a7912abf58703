/** Whether a password that was taken off a drive or replaced still stands somewhere in it. */
import { type Content, utf8Bytes } from 'iso9660-format';
import { bytesOf } from '../encoding/content-bytes.ts';
import { jsonString } from '../encoding/ordered-json.ts';
import type { Change } from './change.ts';

/** Names every file that still holds one of the passwords, as it is or as JSON writes it. Never says which. */
export function reportLeftoverPasswords(passwords: Iterable<string>, { files, report }: Change): void {
  const needles = Array.from(passwords).flatMap(spellingsOf);
  if (needles.length === 0) return;
  const looked = new Map<Content | undefined, boolean>();
  for (const path of files.paths) {
    if (!files.has(path)) continue;
    const content = files.contentAt(path);
    const holds = looked.get(content) ?? holdsAny(content, needles);
    looked.set(content, holds);
    if (holds) report.add('password-remains', [path], 'still holds a password that the drive had before');
  }
}

function spellingsOf(password: string): readonly Uint8Array[] {
  const inJson = jsonString(password).slice(1, -1);
  return [password, ...(inJson === password ? [] : [inJson])].map(utf8Bytes);
}

function holdsAny(content: Content | undefined, needles: readonly Uint8Array[]): boolean {
  const bytes = content === undefined ? undefined : bytesOf(content);
  return bytes !== undefined && needles.some((needle) => includesBytes(bytes, needle));
}

function includesBytes(bytes: Uint8Array, needle: Uint8Array): boolean {
  const last = bytes.byteLength - needle.byteLength;
  for (let at = bytes.indexOf(needle[0]!); at !== -1 && at <= last; at = bytes.indexOf(needle[0]!, at + 1)) {
    let matched = 1;
    while (matched < needle.byteLength && bytes[at + matched] === needle[matched]) matched++;
    if (matched === needle.byteLength) return true;
  }
  return false;
}
