import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MEBIBYTE, modeOf, someBytes, storageErrorOf, usePlace } from '../../../../test/storage/images.ts';
import { stagedCopyName } from '../lock/own-names.ts';
import { fileSource } from '../read/file-source.ts';
import { writeTrailer } from '../read/staged-copy.ts';
import { finishInterrupted, writeImageFile } from './image-file.ts';

const place = usePlace();
const KEEP = { replace: 'keepInode' } as const;
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const copyPath = (): string => join(place.directory, stagedCopyName('drive.iso'));

/** What a writer leaves that was killed while it wrote over the file. */
function interrupt(next: Uint8Array): void {
  writeFileSync(place.image, Buffer.concat([next.subarray(0, 3), Buffer.from('a mixture')]), { mode: 0o600 });
  const fd = openSync(copyPath(), 'wx', 0o600);
  writeFileSync(fd, next);
  writeTrailer(fd, next.byteLength, digest(next), place.image);
  closeSync(fd);
}

function readThrough(): Buffer {
  const source = fileSource(place.image);
  try {
    return Buffer.from(source.read(0, source.byteLength));
  } finally {
    source.close();
  }
}

describe("replace: 'keepInode'", () => {
  it.each([
    ['longer', 9 * MEBIBYTE, 100],
    ['shorter', 100, 9 * MEBIBYTE],
    ['as long', 5000, 5000],
    ['empty', 100, 0],
  ])('writes over a file that is %s than it was, and leaves nothing else', async (_what, oldLength, newLength) => {
    writeFileSync(place.image, someBytes(oldLength, 7), { mode: 0o600 });
    const { ino } = lstatSync(place.image);
    const reader = openSync(place.image, 'r');
    await writeImageFile(place.image, someBytes(newLength), KEEP);
    expect(readFileSync(reader).equals(someBytes(newLength))).toBe(true);
    closeSync(reader);
    expect([lstatSync(place.image).ino, readdirSync(place.directory)]).toEqual([ino, ['drive.iso']]);
  });

  it('tells the hash of the new content, not of its copy', async () => {
    writeFileSync(place.image, 'old');
    const { ino } = lstatSync(place.image);
    const { sha256 } = await writeImageFile(place.image, someBytes(9), { ...KEEP, sha256: true });
    expect(sha256).toBe(digest(someBytes(9)).toString('hex'));
    expect([lstatSync(place.image).ino, readFileSync(place.image)]).toEqual([ino, Buffer.from(someBytes(9))]);
  });

  it('keeps mode and other names, whatever mode a new file would have', async () => {
    writeFileSync(place.image, 'old');
    chmodSync(place.image, 0o640);
    linkSync(place.image, join(place.directory, 'other'));
    await writeImageFile(place.image, someBytes(9), { ...KEEP, mode: 0o600 });
    expect(modeOf(place.image)).toBe(0o640);
    expect(readFileSync(join(place.directory, 'other'))).toEqual(Buffer.from(someBytes(9)));
  });

  it('makes a new file where there is none, and of a link', async () => {
    const elsewhere = join(place.directory, 'elsewhere');
    await writeImageFile(elsewhere, someBytes(9), KEEP);
    symlinkSync(elsewhere, place.image);
    await writeImageFile(place.image, someBytes(3), KEEP);
    expect([lstatSync(place.image).isFile(), readFileSync(elsewhere)]).toEqual([true, Buffer.from(someBytes(9))]);
  });

  it('goes with ifMatch', async () => {
    writeFileSync(place.image, 'old');
    const ifMatch = digest(Buffer.from('other')).toString('hex');
    const error = await storageErrorOf(() => writeImageFile(place.image, someBytes(3), { ...KEEP, ifMatch }));
    expect([error.code, readFileSync(place.image, 'utf8')]).toEqual(['conflict', 'old']);
    await writeImageFile(place.image, someBytes(3), { ...KEEP, ifMatch: digest(Buffer.from('old')).toString('hex') });
    expect(readFileSync(place.image)).toEqual(Buffer.from(someBytes(3)));
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it('lets several tasks of a process have their turn, one after the other', async () => {
    writeFileSync(place.image, 'old');
    const lengths = [9 * MEBIBYTE, 10, 5 * MEBIBYTE];
    await Promise.all(lengths.map((length, seed) => writeImageFile(place.image, someBytes(length, seed), KEEP)));
    const content = readFileSync(place.image);
    expect(lengths.map((length, seed) => content.equals(someBytes(length, seed)))).toContain(true);
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });
});

describe('an interrupted writing over', () => {
  const next = someBytes(6 * MEBIBYTE + 1);

  it('is finished on demand, once', async () => {
    interrupt(next);
    const { ino } = lstatSync(place.image);
    expect(await finishInterrupted(place.image)).toBe(true);
    expect(readFileSync(place.image).equals(next)).toBe(true);
    expect([lstatSync(place.image).ino, readdirSync(place.directory)]).toEqual([ino, ['drive.iso']]);
    expect(await finishInterrupted(place.image)).toBe(false);
  });

  it('is read from the copy, which is left to writers', () => {
    interrupt(next);
    expect(readThrough().equals(next)).toBe(true);
    expect(readdirSync(place.directory)).toHaveLength(2);
  });

  it.each([{}, KEEP, { ifMatch: digest(next).toString('hex') }])(
    'is finished before the next writing (%j)',
    async (options) => {
      interrupt(next);
      await writeImageFile(place.image, someBytes(9), options);
      expect([readFileSync(place.image), readdirSync(place.directory)]).toEqual([
        Buffer.from(someBytes(9)),
        ['drive.iso'],
      ]);
    },
  );

  it('is not made again of a file that was removed', async () => {
    interrupt(next);
    rmSync(place.image);
    expect(() => readThrough()).toThrow(expect.objectContaining({ code: 'file-missing' }));
    expect(await finishInterrupted(place.image)).toBe(true);
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it.each([
    ['a byte of its content', (copy: Buffer) => copy.fill(1, 77, 78)],
    ['its length', (copy: Buffer) => copy.subarray(1)],
    ['its end', (copy: Buffer) => copy.subarray(0, -1)],
    ['everything', () => Buffer.alloc(0)],
  ])('is not finished from a copy that lost %s', async (_what, damage) => {
    interrupt(next);
    writeFileSync(copyPath(), damage(readFileSync(copyPath())));
    const before = readFileSync(place.image);
    for (const act of [() => finishInterrupted(place.image), () => writeImageFile(place.image, someBytes(3))]) {
      const error = await storageErrorOf(act);
      expect([error.code, error.message]).toEqual([
        'copy-damaged',
        expect.stringContaining(stagedCopyName('drive.iso')),
      ]);
    }
    expect(() => readThrough()).toThrow(expect.objectContaining({ code: 'copy-damaged' }));
    expect(readFileSync(place.image).equals(before)).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)('is not believed to a copy of another account (needs root)', async () => {
    interrupt(next);
    const { uid } = lstatSync(place.image);
    chownSync(copyPath(), 4242, 4242);
    expect([uid, await finishInterrupted(place.image)]).toEqual([0, false]);
    expect(readThrough().toString('latin1')).toContain('a mixture');
  });

  it('is not believed to a copy that others may write', async () => {
    interrupt(next);
    chmodSync(copyPath(), 0o622);
    expect(await finishInterrupted(place.image)).toBe(false);
  });
});
