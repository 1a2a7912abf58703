/** Mount points without root: fuseiso and archivemount. Only where the machine lets a process mount through /dev/fuse. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
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
    mkdirSync(root);
    runOk(programPath(name), [image, root, ...options], { timeoutMilliseconds: 20_000 });
    try {
      return use(root);
    } finally {
      runOk(programPath('fusermount'), ['-u', '-z', root]);
    }
  });
