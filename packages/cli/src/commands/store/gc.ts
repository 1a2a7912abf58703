/** `configdrive store gc`: says what would be removed, and removes it when told to. */
import type { Context } from '../../frame/command.ts';
import { readText } from '../../inputs/documents.ts';
import { counted } from '../../views/counts.ts';
import type { GcOptions } from './command.ts';
import { storeOf } from './opening.ts';
import { warningsOf } from './remove.ts';
import { report } from './report.ts';

export async function gc(live: string, options: GcOptions, { signal }: Context): Promise<void> {
  const { location, allowEmpty, json } = options;
  const dryRun = !(options.remove ?? false);
  const found = await storeOf(options).gc(() => namesIn(live, signal), { location, allowEmpty, dryRun, signal });
  const { kept, leftovers } = found;
  const drives = found.orphans.map(({ error: _, ...drive }) => drive);
  const issues = [...found.orphans, ...found.unreachable].flatMap(warningsOf);
  const closing = `${counted(drives.length, 'orphan')}, ${kept} kept, ${counted(leftovers, 'temporary file')} of dead writers${dryRun ? '; nothing removed (--remove does it)' : ''}`;
  await report({ operation: 'gc', drives, kept, leftovers, issues }, json, closing);
}

/** One a line; virsh ends its list with an empty one. */
async function namesIn(path: string, signal: AbortSignal): Promise<readonly string[]> {
  const lines = (await readText(path, signal)).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
