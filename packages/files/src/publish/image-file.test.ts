import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '@configdrive/issues';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import {
  MEBIBYTE,
  modeOf,
  someBytes,
  storageErrorOf,
  timestamp,
  usePlace,
  withUmask,
} from '../../../../test/storage/images.ts';
import { writeImageFile as write } from './image-file.ts';

const CANARY = 'canary-7f3a';

const place = usePlace();

describe('writeImageFile', () => {
  it('writes the bytes, 0600, and leaves nothing else', async () => {
    const bytes = someBytes(300_000);
    expect(await write(place.image, bytes)).toEqual({ path: place.image, byteLength: 300_000 });
    expect(readFileSync(place.image)).toEqual(Buffer.from(bytes));
    expect(modeOf(place.image)).toBe(0o600);
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it('writes what a layout holds, as toBytes would', async () => {
    const layout = layOutImage([{ path: 'a/b.bin', content: someBytes(9 * MEBIBYTE) }], {
      volumeIdentifier: 'DATA',
      timestamp,
    });
    await write(place.image, layout);
    expect(readFileSync(place.image).equals(toBytes(layout))).toBe(true);
  });

  it('writes small layouts one after another, and at once, without a byte of another one', async () => {
    const drives = [200_000, 3, 60_000, 1].map((byteLength) => ({
      path: join(place.directory, `${byteLength}.iso`),
      layout: layOutImage([{ path: 'file', content: new Uint8Array(byteLength).fill(0xa5) }], {
        volumeIdentifier: 'DATA',
        timestamp,
        systemArea: new Uint8Array(byteLength === 3 ? 32_768 : 0).fill(0x5a),
      }),
    }));
    await Promise.all(drives.map(({ path, layout }) => write(path, layout)));
    for (const { path, layout } of drives) expect(readFileSync(path).equals(toBytes(layout))).toBe(true);
  });

  it('computes the SHA-256 on the way', async () => {
    const bytes = someBytes(9 * MEBIBYTE);
    const { sha256 } = await write(place.image, bytes, { sha256: true });
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('tells the progress of a big image slice by slice', async () => {
    const steps: [number, number][] = [];
    await write(place.image, someBytes(9 * MEBIBYTE), { onProgress: (...step) => steps.push(step) });
    expect(steps).toEqual([4, 8, 9].map((written) => [written * MEBIBYTE, 9 * MEBIBYTE]));
  });

  it.each([0o000, 0o022, 0o077, 0o277])('gives 0600 whatever the umask (%o)', async (umask) => {
    await withUmask(umask, () => write(place.image, someBytes(1)));
    expect(modeOf(place.image)).toBe(0o600);
  });

  it('sets the mode asked for before the first byte, whatever the umask', async () => {
    const seen: number[] = [];
    const onProgress = (): void => void seen.push(...place.drafts().map((name) => modeOf(join(place.directory, name))));
    await withUmask(0o077, () => write(place.image, someBytes(1), { mode: 0o640, onProgress }));
    expect(seen).toEqual([0o640]);
    expect(modeOf(place.image)).toBe(0o640);
  });

  it('does not take over the mode of the file it replaces', async () => {
    writeFileSync(place.image, 'old', { mode: 0o666 });
    chmodSync(place.image, 0o666);
    await write(place.image, someBytes(1));
    expect(modeOf(place.image)).toBe(0o600);
  });

  it('keeps the old file in place, whole, until the new one is', async () => {
    writeFileSync(place.image, 'old');
    let during = '';
    await write(place.image, someBytes(1), { onProgress: () => (during = readFileSync(place.image, 'utf8')) });
    expect(during).toBe('old');
    expect(readFileSync(place.image)).toEqual(Buffer.from(someBytes(1)));
  });

  it('works on a private temporary file with nothing of the name in its own', async () => {
    const seen: [string, number][] = [];
    const onProgress = (): void => {
      for (const name of place.drafts()) seen.push([name, modeOf(join(place.directory, name))]);
    };
    await write(join(place.directory, 'i-2-10-VM.iso'), someBytes(1), { onProgress });
    expect(seen).toEqual([
      [expect.stringMatching(/^\.configdrive-[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-z.]+\.draft$/), 0o600],
    ]);
  });

  it('replaces a link and leaves what it points to', async () => {
    const elsewhere = join(place.directory, 'elsewhere');
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, place.image);
    await write(place.image, someBytes(3));
    expect(lstatSync(place.image).isFile()).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
  });

  it('leaves the other name of a hard-linked file as it was', async () => {
    writeFileSync(place.image, 'old');
    linkSync(place.image, join(place.directory, 'other'));
    await write(place.image, someBytes(3));
    expect(readFileSync(join(place.directory, 'other'), 'utf8')).toBe('old');
  });

  it('follows a link on the way to the directory', async () => {
    mkdirSync(join(place.directory, 'real'));
    symlinkSync('real', join(place.directory, 'link'));
    await write(join(place.directory, 'link', 'drive.iso'), someBytes(3));
    expect(readdirSync(join(place.directory, 'real'))).toEqual(['drive.iso']);
  });

  it('takes names as long as the file system does', async () => {
    const name = 'x'.repeat(255);
    await write(join(place.directory, name), someBytes(3));
    expect(readdirSync(place.directory)).toEqual([name]);
  });

  it('with ifAbsent makes a new file and refuses an existing one', async () => {
    await write(place.image, someBytes(3), { ifAbsent: true });
    expect(lstatSync(place.image).nlink).toBe(1);
    const error = await storageErrorOf(() => write(place.image, someBytes(5), { ifAbsent: true }));
    expect(error.code).toBe('already-exists');
    expect(readFileSync(place.image)).toEqual(Buffer.from(someBytes(3)));
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it('with ifAbsent loses a race that begins after the look at the target', async () => {
    const onProgress = (): void => writeFileSync(place.image, 'faster');
    const error = await storageErrorOf(() => write(place.image, someBytes(3), { ifAbsent: true, onProgress }));
    expect([error.code, error.step]).toEqual(['already-exists', 'link']);
    expect(readFileSync(place.image, 'utf8')).toBe('faster');
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it.each([
    ['a missing directory', 'missing/drive.iso', 'directory-missing', 'open-directory'],
    ['a file as the directory', 'file/drive.iso', 'directory-not-one', 'open-directory'],
    ['a directory', 'sub', 'not-a-file', 'check-target'],
    ['a pipe', 'pipe', 'not-a-file', 'check-target'],
    ['a link to a device', 'null', 'not-a-file', 'check-target'],
    ['a name that is too long', 'x'.repeat(256), 'path-invalid', 'check-target'],
    ['a path that is too long', `${'x/'.repeat(2100)}y`, 'path-invalid', 'open-directory'],
    ['a path that names a directory', 'sub/', 'path-invalid', 'check-target'],
    ['a path that ends in ..', 'sub/..', 'path-invalid', 'check-target'],
    ['a NUL in the path', 'a\0b', 'path-invalid', 'check-target'],
    ['a link that leads to itself', 'loop/drive.iso', 'path-invalid', 'open-directory'],
  ])('refuses %s', async (_what, path, code, step) => {
    writeFileSync(join(place.directory, 'file'), '');
    mkdirSync(join(place.directory, 'sub'));
    execFileSync('mkfifo', [join(place.directory, 'pipe')]);
    symlinkSync('/dev/null', join(place.directory, 'null'));
    symlinkSync('loop', join(place.directory, 'loop'));
    const before = readdirSync(place.directory);
    const error = await storageErrorOf(() => write(`${place.directory}/${path}`, someBytes(3)));
    expect([error.code, error.step]).toEqual([code, step]);
    expect(readdirSync(place.directory)).toEqual(before);
    expect(readlinkSync(join(place.directory, 'null'))).toBe('/dev/null');
  });

  it.each(['', '.', '..', '/'])('refuses the path "%s"', async (path) => {
    const error = await storageErrorOf(() => write(path, someBytes(3)));
    expect(error.code).toBe('path-invalid');
  });

  it('refuses a directory in which others may replace the file, unless told that this is meant', async () => {
    chmodSync(place.directory, 0o777);
    const error = await storageErrorOf(() => write(place.image, someBytes(3)));
    expect(error.code).toBe('directory-shared');
    expect(readdirSync(place.directory)).toEqual([]);
    await write(place.image, someBytes(3), { allowSharedDirectory: true });
    chmodSync(place.directory, 0o1777);
    await write(place.image, someBytes(3));
  });

  it.each([-1, 0o1000, 0.5, Number.NaN])('refuses %s as a mode', async (mode) => {
    await expect(write(place.image, someBytes(3), { mode })).rejects.toBeInstanceOf(InvalidInputError);
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('leaves no trace when a content has another length than it promised', async () => {
    const short = { byteLength: 10, open: () => [new Uint8Array(3)], fill: () => 0 };
    const layout = layOutImage([{ path: 'a', content: short }], { volumeIdentifier: 'DATA', timestamp });
    writeFileSync(place.image, 'old');
    await expect(write(place.image, layout)).rejects.toBeInstanceOf(InvalidInputError);
    expect(readFileSync(place.image, 'utf8')).toBe('old');
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it('says path, step and consequence, control characters escaped and no content', async () => {
    const error = await storageErrorOf(() =>
      write(join(place.directory, 'no\u001b[31m', 'x.iso'), Buffer.from(CANARY)),
    );
    expect(error.message).toContain(`${place.directory}/no\\u001b[31m/x.iso: the directory does not exist`);
    expect(error.message).toContain('while opening the directory');
    expect(error.message).toContain('the old file, if any, is untouched');
    expect(error.message).not.toContain(CANARY);
    expect(error.issues).toEqual([
      expect.objectContaining({ code: 'directory-missing', severity: 'error', place: [error.path] }),
    ]);
  });

  it.skipIf(process.getuid?.() !== 0)('gives the file to a group before the first byte (needs root)', async () => {
    const groups: number[] = [];
    const onProgress = (): void =>
      void groups.push(...place.drafts().map((name) => statSync(join(place.directory, name)).gid));
    await write(place.image, someBytes(3), { group: 4242, mode: 0o640, onProgress });
    expect(groups).toEqual([4242]);
    expect([statSync(place.image).gid, modeOf(place.image)]).toEqual([4242, 0o640]);
  });
});
