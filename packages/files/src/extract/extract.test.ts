import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InvalidImageError, InvalidInputError, StorageError } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modeOf, usePlace } from '../../../../test/storage/images.ts';
import { fileSource } from '../read/file-source.ts';
import { type ExtractOptions, extractImage } from './extract.ts';

const timestamp = new Date('2024-02-29T12:34:56Z');
const written = new Date('2020-01-02T03:04:05Z');

const imageOf = (entries: readonly Entry[], options: Partial<ImageOptions> = {}): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, ...options }));

const shared = new TextEncoder().encode('shared');

const TREE: readonly Entry[] = [
  { path: 'a/b/deep.txt', content: 'deep', mode: 0o640, modified: written },
  { path: 'a', mode: 0o555, modified: written },
  { path: 'empty', content: '', mode: 0o4755 },
  { path: 'one', content: shared },
  { path: 'two', content: shared },
  { path: 'three', sameAs: 'one' },
  { path: 'large', content: new Uint8Array(3 * 1024 * 1024 + 1).fill(7) },
  { path: 'inside', target: 'a/b/../b/deep.txt' },
  { path: 'outside', target: '../secret' },
  { path: 'pipe', mode: 0o010644 },
  { path: 'null', mode: 0o020666, device: { major: 1, minor: 3 } },
];

const place = usePlace();
let umask = 0;
beforeEach(() => {
  umask = process.umask(0o022);
});
afterEach(() => process.umask(umask));

let target = '';

beforeEach(() => {
  target = join(place.directory, 'tree');
});

const refusalOf = async (bytes: Uint8Array, options: ExtractOptions = {}): Promise<unknown> =>
  extractImage(bytes, target, options).catch((cause: unknown) => cause);

async function codesOf(bytes: Uint8Array, options: ExtractOptions = {}): Promise<readonly string[]> {
  const error = await refusalOf(bytes, options);
  if (error instanceof InvalidImageError) return error.issues.map(({ code }) => code);
  throw error;
}

describe('extracting', () => {
  it('gives files, directories, dates and permissions; skips links and special files', async () => {
    const extracted = await extractImage(imageOf(TREE), target);
    expect(extracted).toMatchObject({ directory: target, namespace: 'rockRidge', files: 6, directories: 2, links: 0 });
    expect(extracted.skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'inside', kind: 'symbolic-link', reason: 'links-not-wanted' },
      { path: 'null', kind: 'character-device', reason: 'special-file' },
      { path: 'outside', kind: 'symbolic-link', reason: 'links-not-wanted' },
      { path: 'pipe', kind: 'fifo', reason: 'special-file' },
    ]);
    expect(readdirSync(target).toSorted()).toEqual(['a', 'empty', 'large', 'one', 'three', 'two']);
    expect(readFileSync(join(target, 'large')).every((byte) => byte === 7)).toBe(true);
    expect(['one', 'two', 'three'].map((name) => readFileSync(join(target, name), 'utf8'))).toEqual(
      Array(3).fill('shared'),
    );
    expect(['', 'a', 'a/b/deep.txt', 'empty'].map((name) => modeOf(join(target, name)))).toEqual([
      0o700, 0o755, 0o640, 0o755,
    ]);
    for (const name of ['a', 'a/b/deep.txt']) expect(lstatSync(join(target, name)).mtime).toEqual(written);
  });

  it('makes files of their own of the names of one content', async () => {
    await extractImage(imageOf(TREE), target);
    expect(['one', 'two'].map((name) => lstatSync(join(target, name)).nlink)).toEqual([1, 1]);
  });

  it('makes the links that stay inside when asked to', async () => {
    const { links, skipped } = await extractImage(imageOf(TREE), target, { symbolicLinks: 'inside' });
    expect([links, readlinkSync(join(target, 'inside'))]).toEqual([1, 'a/b/../b/deep.txt']);
    expect(skipped).toContainEqual({ path: 'outside', kind: 'symbolic-link', reason: 'leads-outside' });
    expect(readdirSync(target)).not.toContain('outside');
  });

  it('keeps files private where the image says nothing of permissions', async () => {
    const { namespace } = await extractImage(imageOf(TREE), target, { namespace: 'joliet' });
    expect(namespace).toBe('joliet');
    expect([modeOf(join(target, 'one')), modeOf(join(target, 'a'))]).toEqual([0o600, 0o700]);
  });

  it('takes an image from a file, from a Blob and from far away, and closes it', async () => {
    const bytes = imageOf(TREE);
    writeFileSync(place.image, bytes);
    const before = readdirSync('/proc/self/fd').length;
    await extractImage(fileSource(place.image), join(place.directory, 'from file'));
    await extractImage(new Blob([bytes.slice()]), join(place.directory, 'from blob'));
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
    for (const from of ['from file', 'from blob']) {
      expect(readFileSync(join(place.directory, from, 'large')).equals(Buffer.alloc(3 * 1024 * 1024 + 1, 7))).toBe(
        true,
      );
    }
  });

  it('tells how far it is', async () => {
    const seen: (readonly [number, number])[] = [];
    await extractImage(imageOf([...TREE, { path: 'more', content: new Uint8Array(9 * 1024 * 1024) }]), target, {
      onProgress: (done, all) => seen.push([done, all]),
    });
    const [last] = seen.slice(-1);
    expect(seen.length).toBeGreaterThan(2);
    expect(last?.[0]).toBe(last?.[1]);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a - b));
  });

  it('takes a directory with a slash behind its name', async () => {
    await extractImage(imageOf([{ path: 'a', content: 'x' }]), `${target}/`);
    expect(readdirSync(target)).toEqual(['a']);
  });
});

describe('an extraction that is refused leaves nothing', () => {
  const none = (): void => expect(readdirSync(place.directory)).toEqual([]);

  it('for all names and files that forbid it at once', async () => {
    const bytes = imageOf([
      { path: 'CON', content: 'x' },
      { path: 'a.', content: 'x' },
      { path: 'b:c', content: 'x' },
    ]);
    expect(await codesOf(bytes, { platform: 'windows' })).toEqual(['name-unsafe', 'name-unsafe', 'name-unsafe']);
    none();
    expect((await extractImage(bytes, target)).files).toBe(3);
  });

  it('for names that differ in case or normalisation, unless they may', async () => {
    const bytes = imageOf([
      { path: 'a/x', content: '1' },
      { path: 'A/y', content: '2' },
    ]);
    expect(await codesOf(bytes)).toEqual(['names-alike']);
    none();
    expect((await extractImage(bytes, target, { namesAlike: 'write' })).directories).toBe(2);
  });

  it('for more bytes than allowed, and not for as many', async () => {
    const bytes = imageOf([{ path: 'a', content: new Uint8Array(1000) }]);
    expect(await codesOf(bytes, { limits: { outputByteLength: 999 } })).toEqual(['output-too-large']);
    expect(await codesOf(bytes, { limits: { fileByteLength: 999 } })).toEqual(['file-too-large']);
    none();
    await extractImage(bytes, target, { limits: { outputByteLength: 1000, fileByteLength: 1000 } });
  });

  it('by default for more than four times the image', async () => {
    const content = new Uint8Array(1024 * 1024).fill(1);
    const names = (count: number) => imageOf(Array.from({ length: count }, (_, at) => ({ path: `f${at}`, content })));
    expect(await codesOf(names(5))).toEqual(['output-too-large']);
    expect((await extractImage(names(4), target)).byteLength).toBe(4 * content.byteLength);
  });

  it('for limits of reading: entries, depth', async () => {
    const bytes = imageOf(TREE);
    expect(await codesOf(bytes, { limits: { entries: 3 } })).toEqual(['too-many-entries']);
    expect(await codesOf(bytes, { limits: { depth: 1 } })).toEqual(['too-deep']);
    none();
  });

  it('for a tree that the image has not', async () => {
    expect(await refusalOf(imageOf(TREE, { joliet: false }), { namespace: 'joliet' })).toBeInstanceOf(
      InvalidInputError,
    );
    none();
  });

  it('when it is aborted before, while it waits, and while it writes', async () => {
    const reason = new Error('enough');
    expect(await refusalOf(imageOf(TREE), { signal: AbortSignal.abort(reason) })).toBe(reason);
    const waiting = new AbortController();
    const hanging = { byteLength: 100_000, read: () => new Promise<Uint8Array>(() => {}) };
    setTimeout(() => waiting.abort(reason), 10);
    await expect(extractImage(hanging, target, { signal: waiting.signal })).rejects.toBe(reason);
    const writing = new AbortController();
    const bytes = imageOf([{ path: 'large', content: new Uint8Array(20 * 1024 * 1024) }]);
    const onProgress = () => {
      expect(readdirSync(target)).toEqual(['large']);
      writing.abort(reason);
    };
    expect(await refusalOf(bytes, { signal: writing.signal, onProgress })).toBe(reason);
    none();
  });

  it('when the source fails in the middle', async () => {
    const bytes = imageOf([{ path: 'large', content: new Uint8Array(5 * 1024 * 1024) }]);
    const failing = {
      byteLength: bytes.byteLength,
      read: async (offset: number, length: number) => {
        if (offset > 2 * 1024 * 1024) throw new Error('the cable is out');
        return bytes.slice(offset, offset + length);
      },
    };
    await expect(extractImage(failing, target)).rejects.toThrow('the cable is out');
    none();
  });

  it('when the bytes are no image', async () => {
    expect(await codesOf(new Uint8Array(100))).toEqual(['image-truncated']);
    none();
  });
});

describe('where it goes', () => {
  const bytes = imageOf([{ path: 'a', content: 'x' }]);
  const storageCode = async (path: string): Promise<string> => {
    const error = await extractImage(bytes, path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(StorageError);
    return (error as StorageError).code;
  };

  it('is never something that exists: a directory, even an empty one, a file, a link', async () => {
    mkdirSync(target);
    expect(await storageCode(target)).toBe('already-exists');
    writeFileSync(join(place.directory, 'file'), 'kept');
    expect(await storageCode(join(place.directory, 'file'))).toBe('already-exists');
    symlinkSync(target, join(place.directory, 'link'));
    expect(await storageCode(join(place.directory, 'link'))).toBe('already-exists');
    expect(readdirSync(target)).toEqual([]);
    expect(readFileSync(join(place.directory, 'file'), 'utf8')).toBe('kept');
  });

  it('is a directory that others cannot exchange', async () => {
    chmodSync(place.directory, 0o777);
    expect(await storageCode(target)).toBe('directory-shared');
    await extractImage(bytes, target, { allowSharedDirectory: true });
    expect(modeOf(target)).toBe(0o700);
  });

  it('is named in the error: a missing parent, a parent that is a file, no name', async () => {
    expect(await storageCode(join(place.directory, 'missing', 'tree'))).toBe('directory-missing');
    writeFileSync(join(place.directory, 'file'), '');
    expect(await storageCode(join(place.directory, 'file', 'tree'))).toBe('directory-not-one');
    expect(await storageCode(`${target}\0`)).toBe('path-invalid');
    expect(await storageCode(`${place.directory}/missing/..`)).toBe('path-invalid');
  });

  it('is not written to through a name that was exchanged meanwhile', async () => {
    const away = join(place.directory, 'away');
    const large = imageOf([
      { path: 'a', content: new Uint8Array(9 * 1024 * 1024) },
      { path: 'b', content: new Uint8Array(9 * 1024 * 1024).fill(1) },
    ]);
    mkdirSync(join(place.directory, 'trap'));
    let isExchanged = false;
    const onProgress = () => {
      if (isExchanged) return;
      isExchanged = true;
      renameSync(target, away);
      symlinkSync(join(place.directory, 'trap'), target);
    };
    await extractImage(large, target, { onProgress });
    expect(readdirSync(join(place.directory, 'trap'))).toEqual([]);
    expect(readdirSync(away).toSorted()).toEqual(['a', 'b']);
  });
});
