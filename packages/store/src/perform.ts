/** Does what an operation says: the one way to it, for calls and for values. */
import { checkArguments, oneOf } from '@configdrive/issues/arguments';
import type { AbortableOptions } from './backend.ts';
import { changeDrive, changes, type StoredChange } from './change.ts';
import { createDrive } from './create.ts';
import type { OpenedOperation, OperationKind, OperationResult } from './operation.ts';
import type { StoreSetting } from './options.ts';
import { removeDrive } from './remove.ts';

type Performer<Kind extends OperationKind> = (
  setting: StoreSetting,
  operation: OpenedOperation<Kind>,
  options: AbortableOptions,
) => Promise<OperationResult<Kind>>;

/** Kinds that change a drive where it is. */
type ChangeKind = Exclude<OperationKind, 'create' | 'remove'>;

const changing =
  <Kind extends ChangeKind>(changeOf: (operation: OpenedOperation<Kind>) => StoredChange): Performer<Kind> =>
  async (setting, operation, signal) =>
    changeDrive(setting, operation.instance, changeOf(operation), {
      ...operation.options,
      ...signal,
    }) as Promise<OperationResult<Kind>>;

const performers: { readonly [Kind in OperationKind]: Performer<Kind> } = {
  create: (setting, { instance, input, options }, signal) =>
    createDrive(setting, instance, input, { ...options, ...signal }),
  setPassword: changing(({ password }) => changes.setPassword(password)),
  removePassword: changing(() => changes.removePassword()),
  setUserData: changing(({ userData }) => changes.setUserData(userData)),
  setPublicKeys: changing(({ publicKeys }) => changes.setPublicKeys(publicKeys)),
  setMetadata: changing(({ metadata }) => changes.setMetadata(metadata)),
  setNetwork: changing(({ nics }) => changes.setNetwork(nics)),
  remove: (setting, { instance, options }, signal) => removeDrive(setting, instance, { ...options, ...signal }),
};

/** Performs an operation whose contents are open. */
export function perform<Kind extends OperationKind>(
  setting: StoreSetting,
  operation: OpenedOperation<Kind>,
  options: AbortableOptions,
): Promise<OperationResult<Kind>> {
  checkArguments(['kind', oneOf(Object.keys(performers)), operation.kind]);
  const performer = performers[operation.kind] as Performer<Kind>;
  return performer(setting, operation, options);
}
