/** A directory for `testBackend`, with what dead writers leave in one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DirectoryBackendOptions, directoryBackend } from '@configdrive/files';
import type { TestedPlace } from '@configdrive/store/testing';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';
import { stagedCopyName, tempName } from './images.ts';

/** A process id that no process has, started when none did. */
const ofTheDead = (): string => tempName().replace(/\.[0-9]+\.[0-9]+\.draft$/, '.4194304.1.draft');

export function testedDirectory(options: DirectoryBackendOptions): TestedPlace {
  const root = makeTemporaryDirectory();
  const directory = join(root, 'below/images');
  return {
    open: () => directoryBackend(directory, { ...options, root }),
    leaveLeftovers: async () => {
      const names = [ofTheDead(), ofTheDead(), stagedCopyName('gone.iso')];
      for (const name of names) writeFileSync(join(directory, name), '');
      return names.length;
    },
    close: () => removeTree(root),
  };
}
