/** A file system of any size, for as long as a test needs it. */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOk } from '../support/run.ts';

/** Root may mount, unless a sandbox says otherwise: tried once, with a mount that is gone at once. */
export const canMount: boolean =
  process.getuid?.() === 0 && run('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** Mounts a tmpfs below `parent`, calls `use` with its directory and unmounts it, whatever happens. */
export async function withTmpfs(
  parent: string,
  byteLength: number,
  use: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(parent, 'tmpfs-'));
  runOk('mount', ['-t', 'tmpfs', '-o', `size=${byteLength},mode=0700`, 'tmpfs', directory]);
  try {
    await use(directory);
  } finally {
    runOk('umount', [directory]);
    rmdirSync(directory);
  }
}
