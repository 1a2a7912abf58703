import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
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
import { dirname, join } from 'node:path';
import { InvalidInputError } from 'iso9660-format';
import { layOutImage, toBytes } from 'iso9660-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory, removeTree } from '../../../test/support/temporary.ts';
import { StorageError } from './errors.ts';
import { writeImageFile, writeImageFileSync } from './image-file.ts';

const MEBIBYTE = 1024 * 1024;
const timestamp = new Date('2024-02-29T12:34:56Z');
const CANARY = 'canary-7f3a';

let directory: string;
let image: string;
beforeEach(() => {
  directory = makeTemporaryDirectory();
  image = join(directory, 'drive.iso');
});
afterEach(() => removeTree(directory));

function someBytes(byteLength: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  for (let index = 0; index < byteLength; index++) bytes[index] = index * 31 + (index >> 8) + seed;
  return bytes;
}

const modeOf = (path: string): number => lstatSync(path).mode & 0o7777;
const drafts = (): readonly string[] => readdirSync(directory).filter((name) => name.endsWith('.draft'));

/** Both calls, told apart only by how they wait. */
const writers = [
  ['writeImageFile', writeImageFile],
  ['writeImageFileSync', async (...args: Parameters<typeof writeImageFileSync>) => writeImageFileSync(...args)],
] as const;

async function storageErrorOf(act: () => Promise<unknown>): Promise<StorageError> {
  const error: unknown = await act().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(StorageError);
  return error as StorageError;
}

function withUmask<Result>(umask: number, act: () => Result): Result {
  const before = process.umask(umask);
  try {
    return act();
  } finally {
    process.umask(before);
  }
}

describe.each(writers)('%s', (_, write) => {
  it('writes the bytes, 0600, and leaves nothing else', async () => {
    const bytes = someBytes(300_000);
    expect(await write(image, bytes)).toEqual({ path: image, byteLength: 300_000 });
    expect(readFileSync(image)).toEqual(Buffer.from(bytes));
    expect(modeOf(image)).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['drive.iso']);
  });

  it('writes what a layout holds, as toBytes would', async () => {
    const layout = layOutImage([{ path: 'a/b.bin', content: someBytes(9 * MEBIBYTE) }], {
      volumeIdentifier: 'DATA',
      timestamp,
    });
    await write(image, layout);
    expect(readFileSync(image).equals(toBytes(layout))).toBe(true);
  });

  it('computes the SHA-256 on the way', async () => {
    const bytes = someBytes(9 * MEBIBYTE);
    const { sha256 } = await write(image, bytes, { sha256: true });
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('tells the progress of a big image slice by slice', async () => {
    const steps: [number, number][] = [];
    await write(image, someBytes(9 * MEBIBYTE), { onProgress: (...step) => steps.push(step) });
    expect(steps).toEqual([4, 8, 9].map((written) => [written * MEBIBYTE, 9 * MEBIBYTE]));
  });

  it.each([0o000, 0o022, 0o077, 0o277])('gives 0600 whatever the umask (%o)', async (umask) => {
    await withUmask(umask, () => write(image, someBytes(1)));
    expect(modeOf(image)).toBe(0o600);
  });

  it('sets the mode asked for before the first byte, whatever the umask', async () => {
    const seen: number[] = [];
    const onProgress = (): void => void seen.push(...drafts().map((name) => modeOf(join(directory, name))));
    await withUmask(0o077, () => write(image, someBytes(1), { mode: 0o640, onProgress }));
    expect(seen).toEqual([0o640]);
    expect(modeOf(image)).toBe(0o640);
  });

  it('does not take over the mode of the file it replaces', async () => {
    writeFileSync(image, 'old', { mode: 0o666 });
    chmodSync(image, 0o666);
    await write(image, someBytes(1));
    expect(modeOf(image)).toBe(0o600);
  });

  it('keeps the old file in place, whole, until the new one is', async () => {
    writeFileSync(image, 'old');
    let during = '';
    await write(image, someBytes(1), { onProgress: () => (during = readFileSync(image, 'utf8')) });
    expect(during).toBe('old');
    expect(readFileSync(image)).toEqual(Buffer.from(someBytes(1)));
  });

  it('works on a private temporary file with nothing of the name in its own', async () => {
    const seen: [string, number][] = [];
    const onProgress = (): void => {
      for (const name of drafts()) seen.push([name, modeOf(join(directory, name))]);
    };
    await write(join(directory, 'i-2-10-VM.iso'), someBytes(1), { onProgress });
    expect(seen).toEqual([[expect.stringMatching(/^\.configdrive-[0-9a-f]{32}\.draft$/), 0o600]]);
  });

  it('replaces a link and leaves what it points to', async () => {
    const elsewhere = join(directory, 'elsewhere');
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, image);
    await write(image, someBytes(3));
    expect(lstatSync(image).isFile()).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
  });

  it('leaves the other name of a hard-linked file as it was', async () => {
    writeFileSync(image, 'old');
    linkSync(image, join(directory, 'other'));
    await write(image, someBytes(3));
    expect(readFileSync(join(directory, 'other'), 'utf8')).toBe('old');
  });

  it('follows a link on the way to the directory', async () => {
    mkdirSync(join(directory, 'real'));
    symlinkSync('real', join(directory, 'link'));
    await write(join(directory, 'link', 'drive.iso'), someBytes(3));
    expect(readdirSync(join(directory, 'real'))).toEqual(['drive.iso']);
  });

  it('takes names as long as the file system does', async () => {
    const name = 'x'.repeat(255);
    await write(join(directory, name), someBytes(3));
    expect(readdirSync(directory)).toEqual([name]);
  });

  it('with ifAbsent makes a new file and refuses an existing one', async () => {
    await write(image, someBytes(3), { ifAbsent: true });
    expect(lstatSync(image).nlink).toBe(1);
    const error = await storageErrorOf(() => write(image, someBytes(5), { ifAbsent: true }));
    expect(error.code).toBe('already-exists');
    expect(readFileSync(image)).toEqual(Buffer.from(someBytes(3)));
    expect(readdirSync(directory)).toEqual(['drive.iso']);
  });

  it('with ifAbsent loses a race that begins after the look at the target', async () => {
    const onProgress = (): void => writeFileSync(image, 'faster');
    const error = await storageErrorOf(() => write(image, someBytes(3), { ifAbsent: true, onProgress }));
    expect([error.code, error.step]).toEqual(['already-exists', 'link']);
    expect(readFileSync(image, 'utf8')).toBe('faster');
    expect(readdirSync(directory)).toEqual(['drive.iso']);
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
    writeFileSync(join(directory, 'file'), '');
    mkdirSync(join(directory, 'sub'));
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    symlinkSync('/dev/null', join(directory, 'null'));
    symlinkSync('loop', join(directory, 'loop'));
    const before = readdirSync(directory);
    const error = await storageErrorOf(() => write(`${directory}/${path}`, someBytes(3)));
    expect([error.code, error.step]).toEqual([code, step]);
    expect(readdirSync(directory)).toEqual(before);
    expect(readlinkSync(join(directory, 'null'))).toBe('/dev/null');
  });

  it.each(['', '.', '..', '/'])('refuses the path "%s"', async (path) => {
    const error = await storageErrorOf(() => write(path, someBytes(3)));
    expect(error.code).toBe('path-invalid');
  });

  it('refuses a directory in which others may replace the file, unless told that this is meant', async () => {
    chmodSync(directory, 0o777);
    const error = await storageErrorOf(() => write(image, someBytes(3)));
    expect(error.code).toBe('directory-shared');
    expect(readdirSync(directory)).toEqual([]);
    await write(image, someBytes(3), { allowSharedDirectory: true });
    chmodSync(directory, 0o1777);
    await write(image, someBytes(3));
  });

  it.each([-1, 0o1000, 0.5, Number.NaN])('refuses %s as a mode', async (mode) => {
    await expect(write(image, someBytes(3), { mode })).rejects.toBeInstanceOf(InvalidInputError);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('leaves no trace when a content has another length than it promised', async () => {
    const short = { byteLength: 10, open: () => [new Uint8Array(3)], fill: () => 0 };
    const layout = layOutImage([{ path: 'a', content: short }], { volumeIdentifier: 'DATA', timestamp });
    writeFileSync(image, 'old');
    await expect(write(image, layout)).rejects.toBeInstanceOf(InvalidInputError);
    expect(readFileSync(image, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['drive.iso']);
  });

  it('says path, step and consequence, control characters escaped and no content', async () => {
    const error = await storageErrorOf(() => write(join(directory, 'no\u001b[31m', 'x.iso'), Buffer.from(CANARY)));
    expect(error.message).toContain(`${directory}/no\\u001b[31m/x.iso: the directory does not exist`);
    expect(error.message).toContain('while opening the directory');
    expect(error.message).toContain('the old file, if any, is untouched');
    expect(error.message).not.toContain(CANARY);
    expect(error.issues).toEqual([
      expect.objectContaining({ code: 'directory-missing', severity: 'error', place: [error.path] }),
    ]);
  });

  it.skipIf(process.getuid?.() !== 0)('gives the file to a group before the first byte (needs root)', async () => {
    const groups: number[] = [];
    const onProgress = (): void => void groups.push(...drafts().map((name) => statSync(join(directory, name)).gid));
    await write(image, someBytes(3), { group: 4242, mode: 0o640, onProgress });
    expect(groups).toEqual([4242]);
    expect([statSync(image).gid, modeOf(image)]).toEqual([4242, 0o640]);
  });
});

describe('writeImageFile', () => {
  /** Ten pieces of one MiB, each after a turn of the event loop. */
  const slowContent = (onPiece: (index: number) => void = () => {}) => ({
    byteLength: 10 * MEBIBYTE,
    async *open() {
      for (let index = 0; index < 10; index++) {
        await new Promise((resolve) => setImmediate(resolve));
        onPiece(index);
        yield someBytes(MEBIBYTE, index);
      }
    },
  });
  const layoutOf = (content: ReturnType<typeof slowContent>) =>
    layOutImage([{ path: 'slow.bin', content }], { volumeIdentifier: 'DATA', timestamp });

  it('gathers chunks of an asynchronous content into large writes', async () => {
    const steps: number[] = [];
    const layout = layoutOf(slowContent());
    await writeImageFile(image, layout, { onProgress: (written) => steps.push(written) });
    const whole = Buffer.concat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => someBytes(MEBIBYTE, index)));
    expect(readFileSync(image).includes(whole)).toBe(true);
    expect(steps).toEqual([4 * MEBIBYTE, 8 * MEBIBYTE, layout.byteLength]);
  });

  it('lets the event loop live while it writes a big image', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await writeImageFile(image, new Uint8Array(64 * MEBIBYTE), { durable: false });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('stops at an abort between slices and leaves no trace', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const writing = writeImageFile(image, someBytes(9 * MEBIBYTE), {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(writing).rejects.toBe(reason);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('stops at an abort while a source hangs, and tells the source', async () => {
    const controller = new AbortController();
    const hanging = {
      byteLength: 10 * MEBIBYTE,
      open: (): AsyncIterable<Uint8Array> => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            setImmediate(() => controller.abort());
            return new Promise<IteratorResult<Uint8Array>>(() => {});
          },
        }),
      }),
    };
    const writing = writeImageFile(image, layoutOf(hanging as never), { signal: controller.signal });
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('does nothing when the signal was aborted before', async () => {
    await expect(writeImageFile(image, someBytes(3), { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('passes the error of a content on, with the entry it belongs to, and leaves no trace', async () => {
    const reason = new Error('the source is gone');
    const layout = layoutOf(
      slowContent((index) => {
        if (index === 5) throw reason;
      }),
    );
    await expect(writeImageFile(image, layout)).rejects.toMatchObject({ code: 'content-failed', cause: reason });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('lets one of many creators win, and every reader see a whole file', async () => {
    const attempts = Array.from({ length: 50 }, async (_, index) => {
      await writeImageFile(image, new Uint8Array(200_000).fill(index), { ifAbsent: true });
      return index;
    });
    const outcomes = await Promise.allSettled(attempts);
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const codes = new Set(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : [])));
    expect(winners).toHaveLength(1);
    expect([...codes]).toEqual(['already-exists']);
    expect(new Set(readFileSync(image))).toEqual(new Set(winners));
    expect(readdirSync(directory)).toEqual(['drive.iso']);
  });

  it('makes missing directories on request, 0700', async () => {
    const deep = join(directory, 'a/b/drive.iso');
    await withUmask(0o022, () => writeImageFile(deep, someBytes(3), { makeDirectories: true }));
    expect(existsSync(deep)).toBe(true);
    expect([modeOf(dirname(deep)), modeOf(join(directory, 'a'))]).toEqual([0o700, 0o700]);
  });

  it('says so when a directory cannot be made', async () => {
    writeFileSync(join(directory, 'file'), '');
    const path = join(directory, 'file/sub/drive.iso');
    const error = await storageErrorOf(() => writeImageFile(path, someBytes(3), { makeDirectories: true }));
    expect([error.code, error.step]).toEqual(['directory-not-one', 'make-directory']);
  });
});

describe('writeImageFileSync', () => {
  it('refuses a content that can only be read asynchronously, and leaves no trace', () => {
    const content = {
      byteLength: 3,
      open: async function* () {
        yield new Uint8Array(3);
      },
    };
    const layout = layOutImage([{ path: 'a', content }], { volumeIdentifier: 'DATA', timestamp });
    expect(() => writeImageFileSync(image, layout)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'content-not-synchronous' }),
    );
    expect(readdirSync(directory)).toEqual([]);
  });
});
