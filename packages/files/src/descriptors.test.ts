/** A disk that takes less than it is given. */
import { StorageError } from '@configdrive/issues';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { writeFully } from './descriptors.ts';

const { disk } = vi.hoisted(() => {
  const written: (readonly unknown[])[] = [];
  return { disk: { written, takes: 3 } };
});

vi.mock('node:fs', () => ({
  writeSync: (fd: number, bytes: Uint8Array, at: number, length: number, position: number | null) => {
    disk.written.push([fd, Buffer.from(bytes.subarray(at, at + length)).toString(), position]);
    return Math.min(disk.takes, length);
  },
}));

const BYTES = Buffer.from('abcdefgh');

beforeEach(() => {
  disk.written.length = 0;
  disk.takes = 3;
});

describe('writeFully', () => {
  it('goes on behind what was taken', () => {
    writeFully(7, BYTES, 'write', '/drive.iso');
    expect(disk.written).toEqual([
      [7, 'abcdefgh', null],
      [7, 'defgh', null],
      [7, 'gh', null],
    ]);
  });

  it('goes on at the place behind it', () => {
    writeFully(7, BYTES, 'write', '/drive.iso', 100);
    expect(disk.written.map(([, text, position]) => [text, position])).toEqual([
      ['abcdefgh', 100],
      ['defgh', 103],
      ['gh', 106],
    ]);
  });

  it('writes nothing for nothing', () => {
    writeFully(7, new Uint8Array(0), 'write', '/drive.iso');
    expect(disk.written).toEqual([]);
  });

  it.each([0, -1])('takes %i bytes for a full disk', (takes) => {
    disk.takes = takes;
    const act = (): void => writeFully(7, BYTES, 'copy', '/drive.iso');
    expect(act).toThrow(StorageError);
    expect(act).toThrow(expect.objectContaining({ code: 'no-space', step: 'copy', path: '/drive.iso' }));
  });
});
