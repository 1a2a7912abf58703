/** `configdrive store migrate`: a drive moves in one go, or with `--hold` up to where both drives are there. */
import { withMetadata } from '@configdrive/core';
import { type Issue, StorageError } from '@configdrive/issues';
import type { DriveChange, Migration, Removal, Store } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import type { CommandIssueCode } from '../../framework/codes.ts';
import { DONE, STORAGE_FAILED } from '../../framework/exit-codes.ts';
import { type ReportedDrive, report, warningsOf } from './report.ts';
import { writingStoreOf } from './store-of.ts';

export const migrate: ActionOf<typeof words.migrate> = async ({ instance }, options, { signal }) => {
  const { toRoot, ifMatch, location, json, hold = false } = options;
  const to = toRoot === undefined ? options.to : { location: options.to, root: toRoot };
  const store = await writingStoreOf(options);
  const migration = await store.migrate(instance, { to, ifMatch, location, change: changeOf(options), signal });
  // Where both hosts have the storage there is nothing to hold: no command would bring the drive of before back.
  const isHeld = hold && !migration.isInPlace;
  const end: End = isHeld ? { outcome: 'held', issues: [] } : await endOf(store, migration, signal);
  const issues = [...migration.to.issues, ...end.issues];
  await report({ operation: 'migrate', drives: drivesOf(migration, end), issues }, json);
  return end.outcome === 'unreachable' ? STORAGE_FAILED : DONE;
};

const changeOf = ({ hostName }: OptionsOf<typeof words.migrate>): DriveChange | undefined =>
  hostName === undefined
    ? undefined
    : (drive, change) => withMetadata(drive, { 'hypervisor-host-name': hostName }, change);

/** What became of the drive of before. */
interface End {
  readonly outcome: Removal['outcome'] | 'held';
  readonly issues: readonly Issue[];
}

/** The new drive is in place by now, whatever becomes of the old one: an error alone would not say so. */
async function endOf(store: Store, migration: Migration, signal: AbortSignal): Promise<End> {
  const removals: Pick<Removal, 'error'>[] = [];
  const onRemoval = (removal: Removal): void => {
    removals.push(removal);
  };
  try {
    const outcome = await store.commit(migration, { signal, onRemoval });
    const issues = removals.flatMap(warningsOf);
    return { outcome, issues: outcome === 'unreachable' ? [...issues, leftBehind(migration)] : issues };
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { outcome: 'unreachable', issues: [...cause.issues, leftBehind(migration)] };
  }
}

function leftBehind({ instance, from, to, isInPlace }: Migration): Issue {
  const message = isInPlace
    ? 'has moved by half: the new drive is in place, and the one of before is kept beside it; store gc removes that with its instance'
    : `has moved by half: the new drive is on ${to.location}, and the one of before may be on ${from.location} still, with its secrets; when that answers, store remove ${instance} --location ${from.location} removes it`;
  return { code: 'drive-left-behind' satisfies CommandIssueCode, severity: 'error', place: [from.path], message };
}

function drivesOf({ instance, from, to }: Migration, { outcome }: End): readonly ReportedDrive[] {
  const arrived = { instance, location: to.location, path: to.path, byteLength: to.byteLength, outcome: 'written' };
  return from.path === to.path ? [arrived] : [arrived, { instance, location: from.location, path: from.path, outcome }];
}
