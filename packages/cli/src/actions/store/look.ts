/** The commands of the store that only look. */
import { storageError } from '@configdrive/files';
import type { storeCommands as words } from '../../commands/store.ts';
import type { ActionOf } from '../../framework/action.ts';
import { writeStdout } from '../../framework/output.ts';
import { lineOf, type ReportedDrive, report } from './report.ts';
import { storeOf } from './store-of.ts';

/** Prints drives as they are found, and looks for no more when nobody reads any more. */
export const list: ActionOf<typeof words.list> = async (_operands, options, { signal }) => {
  const { location, json } = options;
  const found = storeOf(options).list({ location, signal });
  if (json) {
    const drives: ReportedDrive[] = [];
    for await (const drive of found) drives.push(drive);
    return report({ operation: 'list', drives, issues: [] }, json);
  }
  let chunk = '';
  for await (const drive of found) {
    chunk += `${lineOf(drive)}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    if (!(await writeStdout(chunk))) return;
    chunk = '';
  }
  await writeStdout(chunk);
};

const CHUNK_LENGTH = 64 * 1024;

export const stat: ActionOf<typeof words.stat> = async ({ instance }, options, { signal }) => {
  const { location, json } = options;
  const found = await storeOf(options).stat(instance, { location, signal });
  if (found === undefined) throw storageError('file-missing', 'open', instance);
  const { sha256, modified, ...facts } = found;
  const drive = { ...facts, modified: modified.toISOString(), ...(options.sha256 ? { sha256 } : {}) };
  await report({ operation: 'stat', drives: [drive], issues: [] }, json);
};
