/** Disks that are really full, and limits that really bite. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../packages/storage/src/errors.ts';
import { writeImageFile, writeImageFileSync } from '../../packages/storage/src/image-file.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { commandOf, outcomeOf } from './faults.ts';
import { canMount, withTmpfs } from './tmpfs.ts';

const PAGE = 4096;
const timestamp = new Date('2024-02-29T12:34:56Z');
const OLD = 'the old drive';

const layout = layOutImage([{ path: 'openstack/latest/user_data', content: new Uint8Array(230_000).fill(0x41) }], {
  volumeIdentifier: 'config-2',
  timestamp,
});
const whole = toBytes(layout);

/** Sizes from far too small to just enough for the new file beside the old one. */
const pages = Math.ceil(layout.byteLength / PAGE);
const sizes = Array.from({ length: 16 }, (_, index) => (pages - 12 + index) * PAGE);

describe.skipIf(!canMount)('a tmpfs of every size around that of the image [run as root: it mounts a tmpfs]', () => {
  const path = useTemporaryDirectory();

  it.each(['at once', 'later'])('holds the new image whole, or the old one and nothing else (%s)', async (when) => {
    const outcomes: string[] = [];
    for (const size of sizes) {
      await withTmpfs(path(), size, async (directory) => {
        const target = join(directory, 'drive.iso');
        writeFileSync(target, OLD);
        const outcome = await outcomeOfWriting(target, when === 'at once');
        expect(readdirSync(directory)).toEqual(['drive.iso']);
        const content = readFileSync(target);
        expect(outcome === 'written' ? content.equals(whole) : content.toString() === OLD).toBe(true);
        outcomes.push(outcome);
      });
    }
    expect(new Set(outcomes)).toEqual(new Set(['no-space write', 'written']));
  });

  async function outcomeOfWriting(target: string, atOnce: boolean): Promise<string> {
    try {
      if (atOnce) writeImageFileSync(target, layout);
      else await writeImageFile(target, layout);
      return 'written';
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      expect(error.message).not.toContain('AAAA');
      return `${error.code} ${error.step}`;
    }
  }
});

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
      expect([readdirSync(path()), readFileSync(path('drive.iso'), 'utf8')]).toEqual([['drive.iso'], OLD]);
    });
  },
);
