import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '../../../../test/support/run.ts';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { readPieces, readWholeFile, readWholeStream, refuseUnreadable } from './whole-file.ts';

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

describe('a named pipe', () => {
  const path = useTemporaryDirectory();

  it('is read as a whole, and piece by piece', async () => {
    const pipe = path('pipe');
    run('mkfifo', [pipe]);
    const write = (text: string): Promise<void> => writeFile(pipe, text);
    const [whole] = await Promise.all([readWholeFile(pipe, { limit: 5 }), write('12345')]);
    expect(Buffer.from(whole).toString()).toBe('12345');
    const pieces: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of readPieces(pipe)) pieces.push(piece);
    })();
    await Promise.all([reading, write('67')]);
    expect(Buffer.concat(pieces).toString()).toBe('67');
  });

  it('whose writer never comes is waited for until the signal', async () => {
    const pipe = path('silent');
    run('mkfifo', [pipe]);
    const reason = new Error('enough');
    const holder = openSync(pipe, 'r+');
    const controller = new AbortController();
    const reading = readWholeFile(pipe, { limit: 5, signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expect(readWholeFile(pipe, { limit: 5, signal: controller.signal })).rejects.toBe(reason);
    closeSync(holder);
  });
});

describe('readPieces', () => {
  const path = useTemporaryDirectory();
  const all = async (pieces: AsyncIterable<Uint8Array>): Promise<number> => {
    let byteLength = 0;
    for await (const piece of pieces) byteLength += piece.byteLength;
    return byteLength;
  };

  it('reads a file, or a stream that is open', async () => {
    writeFileSync(path('long'), new Uint8Array(600_000));
    await expect(all(readPieces(path('long')))).resolves.toBe(600_000);
    await expect(all(readPieces('-', Readable.from([Buffer.from('ab')])))).resolves.toBe(2);
  });

  it.each([
    ['missing', 'file-missing'],
    ['a\0b', 'path-invalid'],
  ])('refuses %j', async (name, code) => {
    await expect(all(readPieces(path(name)))).rejects.toEqual(storageError(code));
  });

  it('tells what a stream ends with', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('ab');
        throw Object.assign(new Error('no more'), { code: 'EIO', syscall: 'read', errno: -5 });
      })(),
    );
    await expect(all(readPieces('-', broken))).rejects.toEqual(storageError('io-failed'));
  });
});

describe('a path that is to be read later', () => {
  const path = useTemporaryDirectory();

  it('is refused before anything is made for it', () => {
    writeFileSync(path('there'), '');
    expect(() => refuseUnreadable(path('there'))).not.toThrow();
    expect(() => refuseUnreadable(path('missing'))).toThrow(storageError('file-missing'));
    expect(() => refuseUnreadable('a\0b')).toThrow(storageError('path-invalid'));
  });
});
