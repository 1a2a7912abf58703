/** The commands of the store that remove drives. What could not be removed is told, and is never an error. */
import type { Removal } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { ActionOf } from '../../framework/action.ts';
import { readText } from '../../inputs/documents.ts';
import { counted } from '../../views/text.ts';
import { report, warningsOf } from './report.ts';
import { storeOf } from './store-of.ts';

export const remove: ActionOf<typeof words.remove> = async ({ instance }, options, { signal }) => {
  const { location, json } = options;
  const removals: Removal[] = [];
  await storeOf(options).remove(instance, { location, signal, onRemoval: (removal) => removals.push(removal) });
  const drives = removals.map(({ error: _, ...drive }) => drive);
  await report({ operation: 'remove', drives, issues: removals.flatMap(warningsOf) }, json);
};

/** Says which drives would be removed, and removes them when told to. */
export const gc: ActionOf<typeof words.gc> = async ({ live }, options, { signal }) => {
  const { location, allowEmpty, unseen, json } = options;
  const dryRun = !(options.remove ?? false);
  const found = await storeOf(options).gc(() => namesIn(live, signal), {
    location,
    allowEmpty,
    unseen,
    dryRun,
    signal,
  });
  const { kept, leftovers } = found;
  const drives = found.orphans.map(({ error: _, ...drive }) => drive);
  const issues = [...found.orphans, ...found.unreachable].flatMap(warningsOf);
  const closing = `${counted(drives.length, 'orphan')}, ${kept} kept, ${counted(leftovers, 'leftover')} of dead writers${dryRun ? '; nothing removed (--remove does it)' : ''}`;
  await report({ operation: 'gc', drives, kept, leftovers, issues }, json, closing);
};

/** Reads names, one a line; virsh ends its list with an empty one. */
async function namesIn(path: string, signal: AbortSignal): Promise<readonly string[]> {
  const lines = (await readText(path, signal)).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
