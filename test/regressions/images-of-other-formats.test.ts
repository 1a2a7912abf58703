/** "there is no volume descriptor … got something else": files of formats that people have at hand are named for what they are. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { InvalidImageError } from '@configdrive/issues';
import { openImage, openImageSync } from 'iso9660-reader';
import { expect, it } from 'vitest';
import { type ForeignName, programPath, withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const BYTES = 4 * 1024 * 1024;

interface Format {
  readonly name: string;
  readonly by: ForeignName;
  /** Given the path of 4 MiB of zeros. */
  readonly words: (image: string) => readonly string[];
  readonly suffix?: string;
  readonly input?: string;
}

const image =
  (format: string): Format['words'] =>
  (file) => ['create', '-q', '-f', format, file, '1M'];
const plain: Format['words'] = (file) => [file];
const packing: Format['words'] = (file) => ['-q', '-f', '-k', file];

const formats: readonly Format[] = [
  { name: 'a FAT file system', by: 'mkfs.vfat', words: plain },
  { name: 'a FAT file system', by: 'mkfs.vfat', words: (file) => ['-F', '32', file] },
  { name: 'an ext2, ext3 or ext4 file system', by: 'mkfs.ext4', words: (file) => ['-q', file] },
  { name: 'UDF without ISO 9660', by: 'mkudffs', words: (file) => ['--media-type=cdr', '--blocksize=2048', file] },
  { name: 'a qcow2 image', by: 'qemu-img', words: image('qcow2') },
  { name: 'a VMDK image', by: 'qemu-img', words: image('vmdk') },
  { name: 'a VHDX image', by: 'qemu-img', words: image('vhdx') },
  { name: 'a VHD image', by: 'qemu-img', words: image('vpc') },
  { name: 'a VDI image', by: 'qemu-img', words: image('vdi') },
  {
    name: 'a disk with a GPT partition table',
    by: 'sfdisk',
    words: (file) => ['-q', '--label', 'gpt', file],
    input: ',\n',
  },
  {
    name: 'a disk with a boot sector or partitions',
    by: 'sfdisk',
    words: (file) => ['-q', '--label', 'dos', file],
    input: ',\n',
  },
  { name: 'xz', by: 'xz', words: packing, suffix: '.xz' },
  { name: 'zstd', by: 'zstd', words: packing, suffix: '.zst' },
  { name: 'bzip2', by: 'bzip2', words: packing, suffix: '.bz2' },
  { name: 'gzip', by: 'gzip', words: packing, suffix: '.gz' },
];

for (const { name, by, words, suffix = '', input = '' } of formats) {
  withForeign([by], `${by} makes ${name}`, () => {
    it('which is named for what it is', async () => {
      const file = path('image');
      writeFileSync(file, new Uint8Array(BYTES));
      const made = spawnSync(programPath(by), words(file), { input, encoding: 'utf8' });
      expect(made).toMatchObject({ status: 0 });
      const bytes = readFileSync(`${file}${suffix}`);
      expect(() => openImageSync(bytes)).toThrow(InvalidImageError);
      expect(() => openImageSync(bytes)).toThrow(`got ${name}`);
      const read = (at: number, length: number): Uint8Array => bytes.subarray(at, at + length);
      await expect(openImage({ byteLength: bytes.byteLength, read })).rejects.toThrow(`got ${name}`);
    });
  });
}
