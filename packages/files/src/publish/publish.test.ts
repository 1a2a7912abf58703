/** Corners of publishing that no whole enumeration passes through: options, names, lies, and what follows a second failure. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError, StorageError } from '@configdrive/issues';
import { describe, expect, it, vi } from 'vitest';
import type { Breaking, Watch } from '../../../../test/storage/broken-calls.ts';
import { modeOf, someBytes, usePlace } from '../../../../test/storage/images.ts';
import { type WriteFileOptions, writeImageFile } from './image-file.ts';
import { type Fill, publish as publishFilled } from './publish.ts';

const { watch } = vi.hoisted(() => ({ watch: { current: undefined as Watch | undefined } }));

vi.mock('node:fs', async (importOriginal) => {
  const { Watch, watchedFs } = await import('../../../../test/storage/broken-calls.ts');
  watch.current = new Watch();
  return watchedFs(await importOriginal<typeof import('node:fs')>(), watch.current);
});

const place = usePlace();
const KEEP = { replace: 'keepInode' } as const;
const SHA256 = createHash('sha256').digest('hex');
const publish = async (options: WriteFileOptions = {}): Promise<unknown> =>
  writeImageFile(place.image, someBytes(5000), options);
const noneBroken: Breaking = () => undefined;

/** What it throws and what it calls, with some calls broken. */
async function broken(
  act: () => Promise<unknown>,
  breaking: Breaking,
): Promise<{ readonly error: unknown; readonly calls: readonly string[] }> {
  let error: unknown;
  const calls = await watch.current?.over(async () => {
    try {
      await act();
    } catch (cause) {
      error = cause;
    }
  }, breaking);
  return { error, calls: calls ?? [] };
}

/** The calls of that text fail, as many times. */
function failing(text: string, errno: string, times = Number.POSITIVE_INFINITY): Breaking {
  let left = times;
  return (_, each) => (each === text && left-- > 0 ? errno : undefined);
}

const others = (): readonly string[] => readdirSync(place.directory).filter((name) => name !== 'drive.iso');

describe('options of publishing', () => {
  it.each([0, 0o777, 0o600])('take the mode %i', async (mode) => {
    await publish({ mode });
    expect(modeOf(place.image)).toBe(mode);
  });

  it.each([-1, 0o1000, 1.5, Number.NaN])('refuse the mode %d', async (mode) => {
    const issue = {
      code: 'option-invalid',
      severity: 'error',
      place: ['mode'],
      message: 'the mode of a file is a number from 0 to 0o777',
    };
    expect(await issuesOf(async () => publish({ mode }))).toEqual([issue]);
  });

  it.each([
    [{ ifMatch: `0${SHA256}` }, 'a SHA-256 has 64 hex digits'],
    [{ ifMatch: `${SHA256}0` }, 'a SHA-256 has 64 hex digits'],
    [{ ifMatch: SHA256.replace(/^./, 'g') }, 'a SHA-256 has 64 hex digits'],
    [{ ifMatch: SHA256, ifAbsent: true }, 'a file cannot be absent and match'],
  ])('refuse %j', async (options, message) => {
    expect(await issuesOf(async () => publish(options))).toEqual([
      { code: 'option-invalid', severity: 'error', place: ['ifMatch'], message },
    ]);
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('take a SHA-256 in capitals', async () => {
    writeFileSync(place.image, '');
    await publish({ ifMatch: SHA256.toUpperCase() });
    expect(readFileSync(place.image)).toHaveLength(5000);
  });

  it('make nothing where a file must not be and is, nor into an inode', async () => {
    writeFileSync(place.image, 'old');
    for (const options of [{ ifAbsent: true }, { ifAbsent: true, ...KEEP }]) {
      const { error, calls } = await broken(async () => publish(options), noneBroken);
      expect(error).toMatchObject({ code: 'already-exists', step: 'check-target' });
      expect(calls).not.toContain('open draft');
    }
    expect(readFileSync(place.image, 'utf8')).toBe('old');
  });

  it('keep no inode of a file that must not be there and is not', async () => {
    await publish({ ifAbsent: true, ...KEEP });
    expect([readFileSync(place.image).length, ...others()]).toEqual([5000]);
  });

  it('do not give what goes over another file its mode before', async () => {
    writeFileSync(place.image, 'old', { mode: 0o644 });
    const { calls } = await broken(async () => publish({ ...KEEP, mode: 0o666, group: 0 }), noneBroken);
    expect(calls).not.toContain('fchown draft');
  });
});

describe('the temporary file', () => {
  it('gets another name when there is one of its name, seven times', async () => {
    expect((await broken(publish, failing('open draft', 'EEXIST', 7))).error).toBeUndefined();
    expect((await broken(publish, failing('open draft', 'EEXIST', 8))).error).toMatchObject({
      code: 'already-exists',
      step: 'create',
    });
  });

  it.each([
    ['shorter', 9],
    ['longer', 11],
  ])('does not take the name when it is %s than was said', async (_what, byteLength) => {
    const fill: Fill = async (file) => {
      writeFileSync(file.fd, '0123456789');
      return { byteLength, sha256: undefined };
    };
    const { error } = await broken(async () => publishFilled(place.image, fill, {}, undefined), noneBroken);
    expect(error).toMatchObject({ code: 'size-differs', step: 'measure' });
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('goes over no other file without its hash', async () => {
    writeFileSync(place.image, 'old');
    const fill: Fill = async () => {
      return { byteLength: 0, sha256: undefined };
    };
    const { error } = await broken(async () => publishFilled(place.image, fill, KEEP, undefined), noneBroken);
    expect(String(error)).toContain('nobody hashed what is to be written over a file');
    expect(readFileSync(place.image, 'utf8')).toBe('old');
  });

  it('that could not be removed is named beside what failed, with the word of the system', async () => {
    const { error } = await broken(publish, (_, text) => ({ 'write draft': 'EDQUOT', 'unlink draft': 'EROFS' })[text]);
    const leftover = join(place.directory, others()[0] ?? '');
    expect(error).toMatchObject({ code: 'no-space', step: 'write', errno: 'EDQUOT', leftover });
    expect((error as StorageError).cause).toMatchObject({ code: 'no-space', step: 'write' });
  });

  it('that could not be removed is named also when the content failed', async () => {
    const fill: Fill = async () => {
      throw new Error('the content failed');
    };
    const act = async (): Promise<unknown> => publishFilled(place.image, fill, {}, undefined);
    const { error } = await broken(act, failing('unlink draft', 'EROFS'));
    const leftover = join(place.directory, others()[0] ?? '');
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ code: 'io-failed', step: 'write', leftover, cause: new Error('the content failed') });
    expect(error).toHaveProperty('errno', undefined);
  });

  it('that is gone already is not missed', async () => {
    const { error } = await broken(publish, (_, text) => ({ 'write draft': 'EIO', 'unlink draft': 'ENOENT' })[text]);
    expect(error).toMatchObject({ code: 'io-failed', step: 'write', leftover: undefined });
  });
});

describe('a file that keeps its inode', () => {
  const old = (): void => writeFileSync(place.image, 'old', { mode: 0o600 });
  const keep = async (): Promise<unknown> => publish(KEEP);

  it('is missing when it went, or became a link, while the new content was written', async () => {
    for (const errno of ['ENOENT', 'ELOOP']) {
      old();
      expect((await broken(keep, failing('open file', errno))).error).toMatchObject({
        code: 'file-missing',
        step: 'open-old',
      });
      expect(others()).toEqual([]);
    }
    old();
    expect((await broken(keep, failing('open file', 'EACCES'))).error).toMatchObject({
      code: 'permission-denied',
      step: 'open-old',
    });
  });

  it('stays as it was when the copy beside it is gone, or no more than a copy', async () => {
    old();
    expect((await broken(keep, failing('open copy', 'ENOENT'))).error).toMatchObject({
      code: 'copy-damaged',
      step: 'stage',
    });
    expect([readFileSync(place.image, 'utf8'), ...others()]).toEqual(['old']);
  });

  it('is as long as before, durably, before the copy goes for want of room', async () => {
    old();
    const { error, calls } = await broken(keep, failing('write file', 'ENOSPC', 1));
    expect(error).toMatchObject({ code: 'no-space', step: 'extend' });
    const undoing = ['ftruncate file', 'fsync file', 'unlink copy', 'fsync directory'];
    expect(calls.slice(calls.indexOf('ftruncate file')).filter((each) => !each.startsWith('close'))).toEqual([
      ...undoing,
      'unlink claim',
      'unlink draft',
    ]);
    expect([readFileSync(place.image, 'utf8'), ...others()]).toEqual(['old']);
  });

  it('does not have its directory flushed again when that failed', async () => {
    old();
    const { error, calls } = await broken(keep, failing('fsync directory', 'EIO', 1));
    expect(error).toMatchObject({ code: 'io-failed', step: 'stage' });
    expect(calls.filter((each) => each === 'fsync directory')).toHaveLength(1);
    expect([readFileSync(place.image, 'utf8'), ...others()]).toEqual(['old']);
  });

  it('is not written over when the look for a copy beside it fails', async () => {
    old();
    expect((await broken(keep, failing('lstat copy', 'EIO', 1))).error).toMatchObject({
      code: 'io-failed',
      step: 'finish',
    });
    expect([readFileSync(place.image, 'utf8'), ...others()]).toEqual(['old']);
  });
});

describe('the place', () => {
  it('is the directory that was opened, wherever it is by then', async () => {
    const elsewhere = join(place.directory, 'elsewhere');
    const before = join(place.directory, 'before');
    mkdirSync(before);
    const onProgress = (): void => renameSync(before, elsewhere);
    await writeImageFile(join(before, 'drive.iso'), someBytes(10), { onProgress });
    expect(readdirSync(elsewhere)).toEqual(['drive.iso']);
  });

  it('may be on a file system that flushes no directories', async () => {
    expect((await broken(publish, failing('fsync directory', 'EINVAL'))).error).toBeUndefined();
    expect((await broken(publish, failing('fsync directory', 'EIO'))).error).toMatchObject({ step: 'sync-directory' });
  });

  it('says how to get a shared directory accepted', async () => {
    const shared = join(place.directory, 'shared');
    mkdirSync(shared);
    process.getBuiltinModule('node:fs').chmodSync(shared, 0o777);
    const { error } = await broken(async () => writeImageFile(join(shared, 'drive.iso'), someBytes(1)), noneBroken);
    expect(error).toMatchObject({ code: 'directory-shared', step: 'open-directory' });
    expect(String(error)).toContain('take the right to write from others, set the sticky bit, or allow it on purpose');
  });

  it.each([
    ['a device', '/dev/null', 'not-a-file'],
    ['nothing', '/nowhere/at/all', undefined],
    ['a directory', '/', undefined],
    ['itself', 'drive.iso', undefined],
  ])('may hold a link to %s, or not', async (_what, target, code) => {
    symlinkSync(target, place.image);
    const { error } = await broken(publish, noneBroken);
    if (code === undefined) expect(error).toBeUndefined();
    else expect(error).toMatchObject({ code, step: 'check-target' });
  });
});

async function issuesOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (cause) {
    expect(cause).toBeInstanceOf(InvalidInputError);
    return (cause as InvalidInputError).issues;
  }
  return undefined;
}

describe('a name that was given, and reported as not given', () => {
  it.each([
    ['rename', {}],
    ['link', { ifAbsent: true }],
  ])('by %s is given: the server did it, and its answer was lost', async (call, options) => {
    const { error } = await broken(
      async () => publish(options),
      (_, text) => (text === `${call} draft file` ? 'done, and ENOENT' : undefined),
    );
    expect(error).toBeUndefined();
    expect([readFileSync(place.image).length, ...others()]).toEqual([5000]);
  });
});
