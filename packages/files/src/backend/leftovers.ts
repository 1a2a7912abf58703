/** Leftovers: temporary files and locks of dead processes, and copies of writings over whose image has gone. */
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type CollectLeftoversOptions, isImageName } from '@configdrive/store';
import { isStagedCopyName, ownerInName, stagedCopyName } from '../lock/own-names.ts';
import { ownerStateOf } from '../lock/process-identity.ts';
import { isStale } from '../lock/stale-files.ts';
import { closeTarget, openTarget } from '../target.ts';
import { filesIn } from './list.ts';
import { silentOf } from './locks.ts';
import type { DirectorySetting } from './setting.ts';

/** Removes the files of the library's own that belong to nobody, and answers how many there were. */
export async function collectLeftovers(
  setting: DirectorySetting,
  { dryRun = false, unseen = false, signal }: CollectLeftoversOptions,
): Promise<number> {
  const { directory } = setting;
  const suspects: string[] = [];
  const ofUnseen: string[] = [];
  for await (const name of filesIn(setting, { signal })) {
    if (isStagedCopyName(name) || isStale(directory, name)) suspects.push(name);
    else if (unseen && isOfUnseen(directory, name)) ofUnseen.push(name);
  }
  suspects.push(...(await silentIn(setting, ofUnseen, signal)));
  if (suspects.length === 0) return 0;
  const copies = await copiesOfImages(setting, signal);
  const nobodys = suspects.filter((name) => !copies.has(name));
  return dryRun ? nobodys.length : nobodys.filter((name) => isUnlinked(join(directory, name))).length;
}

function isOfUnseen(directory: string, name: string): boolean {
  const found = ownerInName(name);
  return found !== undefined && ownerStateOf(found.owner, directory, name) === 'unseen';
}

/** Those whose owners cannot be seen, and give no sign of life for as long as a lock takes to be taken over. */
async function silentIn(
  setting: DirectorySetting,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Iterable<string>> {
  if (names.length === 0) return [];
  const target = openTarget(join(setting.directory, 'any'), { allowSharedDirectory: true });
  try {
    return await silentOf(target, names, setting, signal);
  } finally {
    closeTarget(target);
  }
}

/** A copy belongs to the image that is being written over; one that starts to be between two looks has its image in the second. */
async function copiesOfImages(
  setting: DirectorySetting,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const copies = new Set<string>();
  for await (const name of filesIn(setting, { signal })) if (isImageName(name)) copies.add(stagedCopyName(name));
  return copies;
}

/** What cannot be removed stays for the next time. */
function isUnlinked(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
