/** Contents as bytes that are at hand. */
import { byteLengthOf, type Content, utf8Bytes } from 'iso9660-format';
import { DriveContent } from '../drive-content.ts';

/** No drive is larger; a content that claims to be is not brought into memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Undefined for a content that must be awaited, that gives fewer bytes than it has, or that has over 64 MiB. */
export function bytesOf(content: Content): Uint8Array | undefined {
  if (content instanceof Uint8Array) return content;
  if (typeof content === 'string') return utf8Bytes(content);
  if (content instanceof DriveContent) return content.bytes();
  const byteLength = byteLengthOf(content);
  if (!(byteLength >= 0 && byteLength <= MAX_BYTES)) return undefined;
  const bytes = new Uint8Array(byteLength);
  return fillAtOnce(content, bytes) ? bytes : undefined;
}

/** Copies a content to where it has room; false where that cannot be done at once. */
export function fillAtOnce(content: Content, target: Uint8Array): boolean {
  if (content instanceof Uint8Array) target.set(content);
  else if (typeof content === 'string') target.set(utf8Bytes(content));
  else if (!('fill' in content) || content.fill === undefined) return false;
  else {
    for (let at = 0; at < target.byteLength; ) {
      const filled = content.fill(at === 0 ? target : target.subarray(at), at);
      if (!(filled > 0)) return false;
      at += filled;
    }
  }
  return true;
}

export function areSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.byteLength !== b.byteLength) return false;
  for (let at = 0; at < a.byteLength; at++) if (a[at] !== b[at]) return false;
  return true;
}
