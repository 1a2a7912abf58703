/** What can be said of a process by its number: containers give numbers again soon, so a number alone is nobody. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';

/** Tells whether there is a process of that number, of whomever. */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
  // Of a process that ended and was not waited for nothing is left but its number.
  return !/^[ZXx]$/.test(statOf(pid)?.[0] ?? '');
}

/** When it started, in ticks since the boot; `0` where the system does not say, so that the number alone counts. */
export const startOf = (pid: number): string => statOf(pid)?.[19] ?? '0';

/** proc(5), `/proc/<pid>/stat`: fields from the third on, behind the name, which may hold blanks. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

/**
 * Tells whether a process is a PostgreSQL server at work in this folder: by its program and the directory it is in, as the
 * system has them, or where that is not Linux by its command line. Of a process of somebody else, who could not open our folder
 * anyhow, the answer is no.
 */
export function isServerOf(pid: number, dataFolder: string): boolean {
  if (!isRunning(pid)) return false;
  try {
    if (process.platform === 'linux') {
      const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
      return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    }
    return execFileSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).includes(dataFolder);
  } catch {
    return false;
  }
}
