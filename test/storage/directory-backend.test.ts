/** Directories pass what every backend passes, however they write their files; as they do by default is tested beside the code. */
import type { DirectoryBackendOptions } from '@configdrive/files';
import { testBackend } from '@configdrive/store/testing';
import { describe, it } from 'vitest';
import { testedDirectory } from './tested-directory.ts';

describe.each<[string, DirectoryBackendOptions]>([
  ['keep their inode', { replace: 'keepInode' }],
  ['keep their inode and are not flushed', { replace: 'keepInode', durable: false }],
  ['are not flushed', { durable: false }],
])('a directory whose files %s', (_, options) => {
  for (const { name, run } of testBackend(() => testedDirectory(options))) it(name, run);
});
