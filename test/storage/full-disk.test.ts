/** Disks that are really full, and limits that really bite. */

import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutConfigDrive, readConfigDrive, withPassword } from '@configdrive/core';
import { fileSource, type PublishOptions, writeImageFile } from '@configdrive/files';
import { StorageError } from '@configdrive/issues';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { commandOf, outcomeOf } from './faults.ts';
import { canMount, withTmpfs } from './tmpfs.ts';
import { AFTER, BEFORE, CHANGED, PASSWORD, SECRET } from './updates.ts';

const PAGE = 4096;
const timestamp = new Date('2024-02-29T12:34:56Z');
const OLD = Buffer.from('the old drive');

const layout = layOutImage([{ path: 'openstack/latest/user_data', content: new Uint8Array(230_000).fill(0x41) }], {
  volumeIdentifier: 'config-2',
  timestamp,
});
const whole = Buffer.from(toBytes(layout));

const pagesOf = ({ byteLength }: Uint8Array): number => Math.ceil(byteLength / PAGE);

/** A way to write to a disk that may be full. */
interface Case {
  readonly title: string;
  readonly before: Buffer;
  readonly after: Buffer;
  readonly write: (path: string) => unknown;
  /** Pages that the disk must have besides those of the old drive. */
  readonly pages: number;
  readonly outcomes: readonly string[];
  readonly keepsInode?: boolean;
}

const keepInode = { replace: 'keepInode' } as const;
const writing = { before: OLD, after: whole, pages: pagesOf(whole), outcomes: ['no-space write', 'written'] };
const updating = { before: BEFORE, after: AFTER, pages: pagesOf(AFTER), outcomes: ['no-space write', 'written'] };
const cases: readonly Case[] = [
  { ...writing, title: 'as a new file', write: (path) => writeImageFile(path, layout) },
  {
    ...writing,
    title: 'over a shorter file, which needs the room twice',
    keepsInode: true,
    write: (path) => writeImageFile(path, layout, keepInode),
    pages: 2 * pagesOf(whole),
    outcomes: ['no-space extend', 'no-space write', 'written'],
  },
  { ...updating, title: 'as an update', write: (path) => update(path, {}) },
  {
    ...updating,
    title: 'as an update that keeps the inode',
    keepsInode: true,
    write: (path) => update(path, keepInode),
  },
];

/** Around every size at which something else fails; in the long form the whole way from nothing. */
const sizesOf = ({ before, pages, outcomes }: Case): readonly number[] => {
  const enough = pagesOf(before) + pages + 3;
  const step = isLong ? 1 : outcomes.length > 2 ? 9 : 1;
  const count = isLong ? enough - pagesOf(before) : 16;
  return Array.from({ length: count }, (_, index) => (enough - index * step) * PAGE).reverse();
};

describe.skipIf(!canMount)('a tmpfs of every size around that of the image [run as root: it mounts a tmpfs]', () => {
  const path = useTemporaryDirectory();

  it.each(cases)('holds the new image whole, or the old one and nothing else: $title', async (one) => {
    const outcomes: string[] = [];
    for (const size of sizesOf(one)) {
      await withTmpfs(path(), size, async (directory) => {
        const target = join(directory, 'drive.iso');
        writeFileSync(target, one.before, { mode: 0o600 });
        const { ino } = lstatSync(target);
        const outcome = await outcomeOfWriting(() => one.write(target));
        expect(readdirSync(directory)).toEqual(['drive.iso']);
        const expected = outcome === 'written' ? one.after : one.before;
        expect(readFileSync(target).equals(expected), `${outcome} at ${size}`).toBe(true);
        if (one.keepsInode ?? false) expect(lstatSync(target).ino).toBe(ino);
        outcomes.push(outcome);
      });
    }
    expect([...new Set(outcomes)].sort()).toEqual(one.outcomes);
  });
});

async function outcomeOfWriting(write: () => unknown): Promise<string> {
  try {
    await write();
    return 'written';
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    for (const secret of ['AAAA', SECRET]) expect(error.message).not.toContain(secret);
    return `${error.code} ${error.step}`;
  }
}

async function update(path: string, options: PublishOptions): Promise<void> {
  const source = fileSource(path);
  const drive = await readConfigDrive(source);
  source.close();
  await writeImageFile(path, layOutConfigDrive(withPassword(drive, PASSWORD, CHANGED)), options);
}

describe.skipIf(run('sh', ['-c', 'command -v prlimit']).status !== 0)(
  'a limit on file sizes [install util-linux]',
  () => {
    const path = useTemporaryDirectory();

    it('is a full disk, not a short file', () => {
      writeFileSync(path('drive.iso'), OLD);
      const command = commandOf({ path: path('drive.iso'), byteLength: 300_000, byte: 0x41 });
      const { status, stdout } = run('prlimit', ['--fsize=250000', ...command]);
      expect(status).toBe(0);
      expect(outcomeOf(stdout)).toMatchObject({ ok: false, code: 'no-space', step: 'write' });
      expect([readdirSync(path()), readFileSync(path('drive.iso'), 'utf8')]).toEqual([['drive.iso'], OLD.toString()]);
    });
  },
);
