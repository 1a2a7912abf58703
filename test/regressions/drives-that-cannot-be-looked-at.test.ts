/** `configdrive update` of a path that the system refuses to look at ended as an internal error; it is the disk's answer. */
import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configdrive } from '../cli/command.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

describe('updating a drive whose path the system refuses', () => {
  const path = useTemporaryDirectory();

  it.each([
    ['a name that is too long', 'n'.repeat(300), 'ENAMETOOLONG'],
    ['links that lead in a circle', 'circle/drive.iso', 'ELOOP'],
  ])('%s is told as such', (_what, name, errno) => {
    if (errno === 'ELOOP') symlinkSync('circle', path('circle'));
    const { status, stderr } = configdrive(['update', name, '--without-password'], { cwd: path() });
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining(`${errno} while opening the file`),
    });
  });
});
