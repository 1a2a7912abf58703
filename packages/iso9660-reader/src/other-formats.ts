/** What is often given for an ISO image, by the bytes that its format is known by. */
import { BLOCK_SIZE, byteOffsetOf, SYSTEM_AREA_BLOCKS } from 'iso9660-format';
import type { Reading, Window } from './reading.ts';

const FIRST_DESCRIPTOR = byteOffsetOf(SYSTEM_AREA_BLOCKS);
const SECTOR_BYTES = 512;

/** In the order in which they are looked for: a file system may lie behind what looks like a boot sector. */
const formats: readonly (readonly [offset: number, magic: string, name: string])[] = [
  [0, '\x1f\x8b', 'gzip'],
  [0, '\xfd7zXZ\0', 'xz'],
  [0, '\x28\xb5\x2f\xfd', 'zstd'],
  [0, 'BZh', 'bzip2'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [257, 'ustar', 'a tar archive'],
  [0, '\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00', 'an image of raw 2352-byte sectors'],
  [0, 'AAAAAAAAAAAAAAAAAAAAAAAA', 'base64 text'],
  [FIRST_DESCRIPTOR + 9, 'CDROM', 'High Sierra'],
  [FIRST_DESCRIPTOR + 1, 'BEA01', 'UDF without ISO 9660'],
  [0, 'QFI\xfb', 'a qcow2 image'],
  [0, 'KDMV', 'a VMDK image'],
  [0, 'vhdxfile', 'a VHDX image'],
  [0, 'conectix', 'a VHD image'],
  [0x40, '\x7f\x10\xda\xbe', 'a VDI image'],
  [0, 'hsqs', 'a SquashFS file system'],
  [3, 'NTFS    ', 'an NTFS file system'],
  [3, 'EXFAT   ', 'an exFAT file system'],
  [54, 'FAT12   ', 'a FAT file system'],
  [54, 'FAT16   ', 'a FAT file system'],
  [82, 'FAT32   ', 'a FAT file system'],
  [0x438, '\x53\xef', 'an ext2, ext3 or ext4 file system'],
  [0, 'XFSB', 'an XFS file system'],
  [SECTOR_BYTES, 'EFI PART', 'a disk with a GPT partition table'],
  [2 * BLOCK_SIZE, 'EFI PART', 'a disk with a GPT partition table'],
  [SECTOR_BYTES - 2, '\x55\xaa', 'a disk with a boot sector or partitions'],
];

/** The format that an image without volume descriptors has; undefined: none that is known here. */
export function* otherFormatOf(window: Window, byteLength: number): Reading<string | undefined> {
  for (const [offset, magic, name] of formats) {
    if (offset + magic.length > byteLength) continue;
    if (!window.holds(offset, magic.length)) yield* window.moveTo(offset, magic.length);
    const at = offset - window.start;
    if (String.fromCharCode(...window.bytes.subarray(at, at + magic.length)) === magic) return name;
  }
  return undefined;
}
