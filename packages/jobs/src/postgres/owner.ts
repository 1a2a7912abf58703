/**
 * Who uses a server. Each process has a file of its own, whose name says whose it is; who sees another's that lives takes its own back.
 * Of two that come at once both may see each other: they try again after a moment that is not the same for both.
 */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverError } from '../codes.ts';
import { isRunning, startOf } from './process.ts';

const PREFIX = 'used-by-';
const ATTEMPTS = 8;
const MAX_PAUSE_MILLISECONDS = 150;

/** Servers of this process, by their folders: a second start by the same process is as wrong as one by another. */
const ours = new Set<string>();

/**
 * Makes this process the only user of the server in this folder; gives what ends that.
 *
 * @throws StorageError `postgres-in-use`
 */
export async function becomeOwner(folder: string): Promise<() => Promise<void>> {
  if (ours.has(folder)) throw inUse(folder, process.pid);
  ours.add(folder);
  const own = join(folder, `${PREFIX}${process.pid}.${startOf(process.pid)}`);
  const release = async (): Promise<void> => {
    await rm(own, { force: true });
    ours.delete(folder);
  };
  try {
    await claim(folder, own);
    return release;
  } catch (cause) {
    await release();
    throw cause;
  }
}

async function claim(folder: string, own: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await writeFile(own, '', { mode: 0o600 });
    const other = await livingOther(folder, own);
    if (other === undefined) return;
    if (attempt === ATTEMPTS) throw inUse(folder, other);
    await rm(own, { force: true });
    await sleep(Math.random() * MAX_PAUSE_MILLISECONDS);
  }
}

/** The files of those who are gone are removed: no name comes twice. */
async function livingOther(folder: string, own: string): Promise<number | undefined> {
  for (const name of (await readdir(folder)).filter((each) => each.startsWith(PREFIX))) {
    const [pid = '', start = ''] = name.slice(PREFIX.length).split('.');
    const path = join(folder, name);
    if (path === own) continue;
    if (isRunning(Number(pid)) && startOf(Number(pid)) === start) return Number(pid);
    await rm(path, { force: true });
  }
  return undefined;
}

const inUse = (folder: string, pid: number): Error =>
  serverError('postgres-in-use', 'own', folder, { hint: `stop process ${pid} first, or name another folder` });
