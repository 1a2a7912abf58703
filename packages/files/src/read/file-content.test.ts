import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { piecesOf } from 'iso9660-format';
import { isSynchronous, layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { fileContent } from './file-content.ts';

const timestamp = new Date('2024-02-29T12:34:56Z');

async function collected(content: ReturnType<typeof fileContent>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(content)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('fileContent', () => {
  const path = useTemporaryDirectory();
  const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, index) => (index * 7) & 0xff));
  const changed = expect.objectContaining({ name: 'StorageError', code: 'file-changed' });

  it('fills any range, and the rest at the end', () => {
    writeFileSync(path('big'), bytes);
    const content = fileContent(path('big'));
    const target = new Uint8Array(1000);
    expect(content.byteLength).toBe(2_500_000);
    expect(content.fill(target, 2_000_000)).toBe(1000);
    expect(Buffer.from(target).equals(bytes.subarray(2_000_000, 2_001_000))).toBe(true);
    expect(content.fill(target, 2_499_990)).toBe(10);
  });

  it('yields the whole file', async () => {
    writeFileSync(path('big'), bytes);
    expect((await collected(fileContent(path('big')))).equals(bytes)).toBe(true);
  });

  it('keeps an image synchronous and gives it the bytes of the file', () => {
    writeFileSync(path('big'), bytes);
    const layout = layOutImage([{ path: 'big', content: fileContent(path('big')) }], {
      volumeIdentifier: 'DATA',
      timestamp,
    });
    expect(isSynchronous(layout)).toBe(true);
    expect(Buffer.from(toBytes(layout)).includes(bytes)).toBe(true);
  });

  it('asks for the length only when somebody wants it', () => {
    expect(() => fileContent(path('missing'))).not.toThrow();
    const missing = expect.objectContaining({ name: 'StorageError', code: 'file-missing' });
    expect(() => fileContent(path('missing')).byteLength).toThrow(missing);
  });

  it.each([
    ['longer', (file: string) => appendFileSync(file, 'x')],
    ['shorter', (file: string) => truncateSync(file, 3)],
  ])('refuses a file that has become %s since its length was asked', async (_what, change) => {
    writeFileSync(path('changes'), '0123456789');
    const content = fileContent(path('changes'));
    expect(content.byteLength).toBe(10);
    change(path('changes'));
    expect(() => content.fill(new Uint8Array(10), 0)).toThrow(changed);
    await expect(collected(content)).rejects.toEqual(changed);
  });

  it.each([
    ['a directory', (file: string) => mkdirSync(file)],
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['a link to a device', (file: string) => symlinkSync('/dev/zero', file)],
  ])('refuses %s that took the name of the file since its length was asked', (_what, replace) => {
    writeFileSync(path('replaced'), '0123456789');
    const content = fileContent(path('replaced'));
    expect(content.byteLength).toBe(10);
    rmSync(path('replaced'));
    replace(path('replaced'));
    expect(() => content.fill(new Uint8Array(10), 0)).toThrow(expect.objectContaining({ code: 'not-a-file' }));
    rmSync(path('replaced'), { recursive: true });
  });

  it('fills no byte beyond the end of the file', () => {
    writeFileSync(path('small'), '0123456789');
    const target = new Uint8Array(12).fill(0xff);
    expect(fileContent(path('small')).fill(target, 0)).toBe(10);
    expect([...target.subarray(9)]).toEqual([0x39, 0xff, 0xff]);
  });

  it('refuses a file that becomes shorter while it is read', async () => {
    writeFileSync(path('shrinks'), bytes);
    const pieces = fileContent(path('shrinks')).open();
    await expect(
      (async () => {
        for await (const piece of pieces) truncateSync(path('shrinks'), piece.byteLength);
      })(),
    ).rejects.toEqual(changed);
  });

  it('keeps nothing open between reads', async () => {
    writeFileSync(path('big'), bytes);
    mkdirSync(path('sub'), { recursive: true });
    const before = readdirSync('/proc/self/fd').length;
    const content = fileContent(path('big'));
    content.fill(new Uint8Array(10), 5);
    for await (const piece of piecesOf(content)) if (piece.byteLength > 0) break;
    expect(() => fileContent(path('sub')).byteLength).toThrow(expect.objectContaining({ code: 'not-a-file' }));
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
  });
});
