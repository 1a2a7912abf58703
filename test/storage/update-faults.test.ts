/** A drive that gets another password is the old or the new one after a kill at any moment, for library and command. Calls that fail: fault-matrix.test.ts. */

import { describe, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { ENUMERATION, killAtEveryCall } from './enumeration.ts';
import { stageOf } from './stage.ts';
import { byCommand, byLibrary } from './updates.ts';

const variants = [byLibrary('by the library', {}), byCommand('by the command, keeping the inode', ['--keep-inode'])];
const onlyLong = [
  byLibrary('by the library, keeping the inode', { replace: 'keepInode' }),
  byCommand('by the command', []),
];

withForeign(['strace'], 'updating, one broken system call at a time', ({ strace }) => {
  const stage = stageOf(strace, useTemporaryDirectory());

  describe.each(isLong ? [...variants, ...onlyLong] : variants)('$title', ENUMERATION, (variant) => {
    it('is old or new, whole and private, after a kill at every call', () => killAtEveryCall(stage, variant));
  });
});
