import { mkdirSync, writeFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { readWholeFile, readWholeStream } from './whole-file.ts';

const storageError = (code: string) => expect.objectContaining({ name: 'StorageError', code });

describe('readWholeFile', () => {
  const path = useTemporaryDirectory();

  it('reads a file up to exactly the limit', async () => {
    writeFileSync(path('five'), '12345');
    expect(Buffer.from(await readWholeFile(path('five'), { limit: 5 })).toString()).toBe('12345');
    await expect(readWholeFile(path('five'), { limit: 4 })).rejects.toEqual(storageError('file-too-large'));
  });

  it('does not read a device without end', async () => {
    await expect(readWholeFile('/dev/zero', { limit: 1_000_000 })).rejects.toEqual(storageError('file-too-large'));
  });

  it.each([
    ['missing', 'file-missing'],
    ['directory', 'not-a-file'],
    ['a\0b', 'path-invalid'],
  ])('refuses %j', async (name, code) => {
    mkdirSync(path('directory'), { recursive: true });
    await expect(readWholeFile(path(name), { limit: 5 })).rejects.toEqual(storageError(code));
  });
});

describe('readWholeStream', () => {
  it('joins the pieces', async () => {
    const stream = Readable.from([Buffer.from('ab'), Buffer.from('c')]);
    expect(Buffer.from(await readWholeStream(stream, '-', { limit: 3 })).toString()).toBe('abc');
  });

  it('stops waiting at an abort', async () => {
    const controller = new AbortController();
    const reading = readWholeStream(new PassThrough(), '-', { limit: 3, signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});
