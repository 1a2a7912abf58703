import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { fileSource } from './file-source.ts';

/** A free loop device, which containers often lack. */
const canLoop = process.getuid?.() === 0 && spawnSync('losetup', ['--find']).status === 0;

const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

describe('fileSource', () => {
  const path = useTemporaryDirectory();

  it('reads ranges and closes once, however often it is asked', () => {
    writeFileSync(path('ten'), '0123456789');
    const source = fileSource(path('ten'));
    expect(source.byteLength).toBe(10);
    expect(Buffer.from(source.read(3, 4)).toString()).toBe('3456');
    expect(source.read(10, 0)).toHaveLength(0);
    source.close();
    source.close();
  });

  it('says when the file has become shorter', () => {
    writeFileSync(path('shrinks'), '0123456789');
    const source = fileSource(path('shrinks'));
    truncateSync(path('shrinks'), 5);
    expect(() => source.read(3, 4)).toThrow(expect.objectContaining({ name: 'StorageError', code: 'file-changed' }));
    source.close();
  });

  it.each([
    ['nothing', 'missing', 'file-missing'],
    ['a directory', 'directory', 'not-a-file'],
    ['a pipe that nobody writes to', 'pipe', 'not-a-file'],
    ['a path below a file', 'file/x', 'directory-not-one'],
    ['a NUL', 'a\0b', 'path-invalid'],
  ])('refuses %s and keeps nothing open', (_what, name, code) => {
    mkdirSync(path('directory'), { recursive: true });
    writeFileSync(path('file'), '');
    execFileSync('rm', ['-f', path('pipe')]);
    execFileSync('mkfifo', [path('pipe')]);
    const before = openDescriptors();
    expect(() => fileSource(path(name))).toThrow(expect.objectContaining({ name: 'StorageError', code }));
    expect(openDescriptors()).toBe(before);
  });

  it.skipIf(!canLoop)(
    'reads a block device, whose length only /sys knows [run as root: it needs a loop device]',
    () => {
      writeFileSync(path('disc'), Buffer.alloc(20_480, 0x41));
      const device = execFileSync('losetup', ['--find', '--show', '--read-only', path('disc')])
        .toString()
        .trim();
      try {
        const source = fileSource(device);
        expect(source.byteLength).toBe(20_480);
        expect(Buffer.from(source.read(20_470, 10)).toString()).toBe('AAAAAAAAAA');
        source.close();
      } finally {
        execFileSync('losetup', ['--detach', device]);
      }
    },
  );
});
