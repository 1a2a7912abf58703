/**
 * User data in an encoding that cloud-init does not take off: what comes of encoding it once more than is wanted, or of a shell
 * that writes UTF-16.
 */
import { cloudInitKind, decodeBase64, latin1Text } from '@configdrive/core/internal';

/** Long enough to see what is inside. */
const LOOKED_BYTES = 4096;

const base64 = /^[A-Za-z0-9+/]{16,}={0,2}$/;

/** What the bytes are, and what cloud-init makes of them; undefined where they are in no disguise. */
export function disguiseOf(bytes: Uint8Array): string | undefined {
  if (isUtf16(bytes))
    return 'UTF-16, with a byte order mark or not: cloud-init takes UTF-8 only, and ignores all of it';
  const inside = decoded(bytes.subarray(0, LOOKED_BYTES));
  const kind = inside === undefined ? undefined : cloudInitKind(inside);
  if (kind === undefined || kind === null) return undefined;
  return `base64 of what is ${kind}: encoded once more than cloud-init decodes, so that it ignores all of it`;
}

/** Text of the Latin alphabet has a zero for every other byte. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || (first === 0 && third === 0 && second !== 0) || (second === 0 && fourth === 0 && first !== 0);
}

function decoded(bytes: Uint8Array): Uint8Array | undefined {
  const text = latin1Text(bytes).replaceAll(/\s/g, '');
  const result = base64.test(text) ? decodeBase64(text.slice(0, text.length - (text.length % 4))) : undefined;
  return result !== undefined && 'bytes' in result ? result.bytes : undefined;
}
