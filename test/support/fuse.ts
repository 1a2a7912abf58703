/** Mount points without root: fuseiso and archivemount. Only where the machine lets a process mount through /dev/fuse. */

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirSync } from 'fs-extra';
import type { Entry } from 'iso9660-format';
import { layOutImage, toBytes } from 'iso9660-writer';
import { afterEach, beforeEach } from 'vitest';
import { until } from './children.ts';
import { type ForeignName, programPath } from './foreign.ts';
import { runOk } from './run.ts';
import { withTemporaryDirectory } from './temporary.ts';

export interface FuseMounter {
  readonly name: 'fuseiso' | 'archivemount';
  readonly programs: readonly ForeignName[];
  readonly options: readonly string[];
  /** fuseiso says one link for everything. */
  readonly tellsLinkCounts: boolean;
}

export const FUSE_MOUNTERS: readonly FuseMounter[] = [
  { name: 'fuseiso', programs: ['fuseiso', 'fusermount'], options: [], tellsLinkCounts: false },
  { name: 'archivemount', programs: ['archivemount', 'fusermount'], options: ['-o', 'ro'], tellsLinkCounts: true },
];

/** No package brings this: a container may lack it, and then the tests are skips even under CI. */
export function hasFuseDevice(): boolean {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Calls `use` with the mount point of an image, which is gone afterwards. */
export const withFuseMount = <Result>(
  { name, options }: FuseMounter,
  image: string,
  use: (root: string) => Result,
): Result =>
  withTemporaryDirectory((directory) => {
    const root = join(directory, 'root');
    ensureDirSync(root);
    runOk(programPath(name), [image, root, ...options], { timeoutMilliseconds: 20_000 });
    try {
      return use(root);
    } finally {
      runOk(programPath('fusermount'), ['-u', '-z', root]);
    }
  });

/**
 * Before each test: `hung` is a mount with these entries that never answers what it was not asked before. Its own image is
 * on a mount whose process is stopped, so that whoever asks sleeps where no signal wakes it, as behind a dead disk.
 */
export function useHungMount(
  { fuseiso, fusermount }: Readonly<Record<'fuseiso' | 'fusermount', string>>,
  path: (name: string) => string,
  entries: readonly Entry[],
): void {
  let mounters: readonly ChildProcess[] = [];
  const mountAt = async (name: string, image: string, options: string): Promise<ChildProcess> => {
    ensureDirSync(path(name));
    const mounter = spawn(fuseiso, ['-n', image, path(name), '-f', '-o', `attr_timeout=0,entry_timeout=0${options}`]);
    await until(() => readdirSync(path(name)).length > 0);
    return mounter;
  };
  beforeEach(async () => {
    writeFileSync(path('disk.iso'), imageOf([{ path: 'image.iso', content: imageOf(entries) }]));
    const disk = await mountAt('disk', path('disk.iso'), ',direct_io'); // nothing is in the page cache
    mounters = [disk, await mountAt('hung', join(path('disk'), 'image.iso'), '')];
    disk.kill('SIGSTOP');
    // Of many threads one takes the signal; until it runs, the others still answer.
    await until(() => threadStatesOf(disk).every((state) => state === 'T'));
  });
  afterEach(() => {
    for (const mounter of mounters) mounter.kill('SIGCONT');
    for (const name of ['hung', 'disk']) runOk(fusermount, ['-u', '-z', path(name)]);
    for (const mounter of mounters) mounter.kill('SIGKILL');
  });
}

const imageOf = (entries: readonly Entry[]): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'DATA', timestamp: new Date('2024-02-29T12:34:56Z') }));

const threadStatesOf = ({ pid }: ChildProcess): readonly (string | undefined)[] =>
  readdirSync(`/proc/${pid}/task`).map(
    (thread) => / (\w) \d+ /.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1'))?.[1],
  );
