/** `configdrive store unlock`: locks that nobody holds any more are removed; that one stays is no success. */
import type { FoundLock } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { ActionOf } from '../../framework/action.ts';
import { DONE, STORAGE_FAILED } from '../../framework/exit-codes.ts';
import { counted } from '../../views/text.ts';
import { report } from './report.ts';
import { storeOf } from './store-of.ts';

export const unlock: ActionOf<typeof words.unlock> = async ({ instance }, options, { signal }) => {
  const { location, force, json } = options;
  const found = await storeOf(options).unlock(instance, { location, force, signal });
  const locks = found.map(lockOf);
  const staying = found.filter(({ isRemoved }) => !isRemoved).length;
  const closing = `${counted(locks.length, 'lock')}, ${staying} of them held`;
  await report({ operation: 'unlock', drives: [], locks, issues: [] }, json, closing);
  return staying > 0 ? STORAGE_FAILED : DONE;
};

const lockOf = ({ instance, location, path, owner, isRemoved }: FoundLock) => ({
  instance,
  location,
  path,
  owner,
  outcome: isRemoved ? 'removed' : 'held',
});
