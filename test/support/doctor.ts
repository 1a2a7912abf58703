/** Breaks images on purpose, in known places, to see that judges notice. Offsets: ECMA-119 8.4, 9.1. */

const BLOCK_BYTES = 2048;
const FIRST_DESCRIPTOR_BLOCK = 16;

/** The first byte of the file that has this content is another one. Contents begin with a block. */
export function withContentChanged(image: Uint8Array, content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(image);
  const wanted = Buffer.from(content);
  const isThere = (at: number): boolean => bytes.subarray(at, at + wanted.length).equals(wanted);
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    if (!isThere(at)) continue;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  }
  throw new Error('no file of the image has this content');
}

/** Only the first `blocks` blocks are left. */
export const truncated = (image: Uint8Array, blocks: number): Uint8Array => image.slice(0, blocks * BLOCK_BYTES);

/** The directory of this name in the plain root, whose record then points `shift` blocks further. */
export function withDirectoryMoved(image: Uint8Array, identifier: string, shift: number): Uint8Array {
  const bytes = Buffer.from(image);
  const root = bytes.readUInt32LE(FIRST_DESCRIPTOR_BLOCK * BLOCK_BYTES + 156 + 2) * BLOCK_BYTES;
  for (let at = root; bytes[at] !== 0; at += bytes[at] ?? 0) {
    const name = bytes.toString('latin1', at + 33, at + 33 + (bytes[at + 32] ?? 0));
    if (name !== identifier) continue;
    writeBothEndian(bytes, at + 2, bytes.readUInt32LE(at + 2) + shift);
    return bytes;
  }
  throw new Error(`the root has no ${identifier}`);
}

/** The volume identifier of the Joliet descriptor is spaces only. */
export function withEmptyJolietLabel(image: Uint8Array): Uint8Array {
  const bytes = Buffer.from(image);
  const isJoliet = (block: number): boolean => bytes[block * BLOCK_BYTES] === 2;
  let block = FIRST_DESCRIPTOR_BLOCK;
  while (!isJoliet(block)) block += 1;
  Buffer.from(' '.repeat(16), 'utf16le')
    .swap16()
    .copy(bytes, block * BLOCK_BYTES + 40);
  return bytes;
}

function writeBothEndian(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value, at);
  bytes.writeUInt32BE(value, at + 4);
}
