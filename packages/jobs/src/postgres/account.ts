/**
 * Under which account the server runs. PostgreSQL refuses root, and initdb refuses a user id without a name (as containers
 * have them). Accounts are looked up and never made.
 */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { serverError } from '../codes.ts';
import { runProgram } from './program.ts';

/** An account of the system, by its numbers. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const DEFAULT_ACCOUNT = 'postgres';

/** Whether this process is root, who may act as somebody else. */
const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Finds the account that the server has to run under when this process is root; undefined for everybody else, who runs it as
 * who they are.
 *
 * @param name Of an account that exists and is not root's; by default `postgres`.
 * @throws StorageError `postgres-account-missing`
 */
export async function serverAccount(name = DEFAULT_ACCOUNT): Promise<ServerAccount | undefined> {
  if (!isRoot()) return undefined;
  const [uid, gid] = await Promise.all([numberOf('-u', name), numberOf('-g', name)]);
  if (uid === undefined || gid === undefined || uid === 0) {
    const hint = 'name an unprivileged account that exists, start it as an ordinary user, or use a database elsewhere';
    throw serverError('postgres-account-missing', 'prepare', name, { hint });
  }
  return { name, uid, gid };
}

/** id(1) asks every place that the system knows accounts from, not only /etc/passwd. */
async function numberOf(option: '-u' | '-g', name: string): Promise<number | undefined> {
  const { status, stdout } = await runProgram('id', [option, '--', name], {});
  const found = /^[0-9]+$/.exec(stdout.trim());
  return status === 0 && found !== null ? Number(found[0]) : undefined;
}

/**
 * Makes sure that the account can get to a folder: each directory above it lets the account through by its mode.
 *
 * @throws StorageError `postgres-folder-unreachable`
 */
export async function requireReachable(folder: string, { name, uid, gid }: ServerAccount): Promise<void> {
  for (let directory = dirname(folder); ; directory = dirname(directory)) {
    const { mode, uid: owner, gid: group } = await stat(directory);
    const search = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & search) === 0) {
      const hint = `let ${name} through ${directory} (chmod o+x), or name another folder`;
      throw serverError('postgres-folder-unreachable', 'prepare', folder, { hint });
    }
    if (directory === dirname(directory)) return;
  }
}
