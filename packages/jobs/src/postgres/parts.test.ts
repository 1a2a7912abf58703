/** What a server's account may reach, and what can be said of a process by its number. */
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { requireReachable } from './account.ts';
import { isRunning, startOf } from './process.ts';

const path = useTemporaryDirectory();
const NOBODY_LIVES_HERE = 2 ** 22 + 1;
const ACCOUNT = { name: 'server', uid: 41_001, gid: 41_002 };

describe('a process', () => {
  it('is told by its number, and is nobody where that is no number of one', () => {
    expect([isRunning(process.pid), isRunning(0), isRunning(Number.NaN), isRunning(NOBODY_LIVES_HERE)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('has a start, which none has that is gone', () => {
    expect(startOf(NOBODY_LIVES_HERE)).toBe('0');
    expect(startOf(process.pid)).toMatch(/^[0-9]+$/);
  });
});

describe.skipIf(process.getuid?.() !== 0)('an account [only root gives directories away]', () => {
  it.each([
    ['its own', ACCOUNT.uid, 0, 0o100],
    ['those of its group', 0, ACCOUNT.gid, 0o010],
    ['those of others', 0, 0, 0o001],
  ] as const)('gets through %s by the bit that is for it, and by no other', async (name, uid, gid, bit) => {
    chmodSync(path(), 0o711);
    const directory = path(name);
    mkdirSync(directory);
    chownSync(directory, uid, gid);
    chmodSync(directory, bit);
    await requireReachable(`${directory}/postgres`, ACCOUNT);
    chmodSync(directory, 0o111 ^ bit);
    await expect(requireReachable(`${directory}/postgres`, ACCOUNT)).rejects.toMatchObject({
      code: 'postgres-folder-unreachable',
    });
  });
});
