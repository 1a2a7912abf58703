/** The commands that only look. */
import { storageError } from '@configdrive/files';
import type { Context } from '../../frame/command.ts';
import { putOut } from '../../frame/output.ts';
import type { LookOptions, StatOptions } from './command.ts';
import { storeOf } from './opening.ts';
import { lineOf, type ReportedDrive, report } from './report.ts';

/** Lines come as they are found, and no more are looked for when nobody reads any more. */
export async function list(options: LookOptions, { signal }: Context): Promise<void> {
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
    if (!(await putOut(chunk))) return;
    chunk = '';
  }
  await putOut(chunk);
}

const CHUNK_LENGTH = 64 * 1024;

export async function stat(instance: string, options: StatOptions, { signal }: Context): Promise<void> {
  const { location, json } = options;
  const found = await storeOf(options).stat(instance, { location, signal });
  if (found === undefined) throw storageError('file-missing', 'open', instance);
  const { sha256, modified, ...facts } = found;
  const drive = { ...facts, modified: modified.toISOString(), ...(options.sha256 ? { sha256 } : {}) };
  await report({ operation: 'stat', drives: [drive], issues: [] }, json);
}
