/**
 * The folder of the server's data. It is made beside its place and gets its name when it is whole, so that a process that is
 * killed meanwhile leaves nothing that looks like data.
 */
import { chown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { serverError } from '../codes.ts';
import { requireReachable, type ServerAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import { isRunning } from './process.ts';
import { runProgram } from './program.ts';

/** What the server has below one folder. */
export interface ServerFolders {
  readonly root: string;
  readonly data: string;
  readonly socket: string;
  readonly links: string;
  readonly log: string;
}

/** Names what the server has below a folder. */
export const foldersOf = (root: string): ServerFolders => ({
  root,
  data: join(root, 'data'),
  socket: join(root, 'socket'),
  links: join(root, 'lib'),
  log: join(root, 'postgres.log'),
});

/** The system's limit (108 bytes with the NUL), and the name of a socket in its folder. */
const MAX_SOCKET_PATH_BYTES = 107;
const SOCKET_NAME = '/.s.PGSQL.5432';

/**
 * Makes the folders that are missing, with mode 0700, for the account of the server.
 *
 * @throws StorageError `postgres-path-too-long`, `postgres-folder-open`, `postgres-folder-unreachable`
 */
export async function prepareFolders(folders: ServerFolders, account: ServerAccount | undefined): Promise<void> {
  if (Buffer.byteLength(folders.socket + SOCKET_NAME) > MAX_SOCKET_PATH_BYTES) {
    const most = MAX_SOCKET_PATH_BYTES - '/socket'.length - SOCKET_NAME.length;
    throw serverError('postgres-path-too-long', 'prepare', folders.root, {
      hint: `name a folder of at most ${most} bytes`,
    });
  }
  for (const folder of [folders.root, folders.socket]) await makePrivate(folder, account);
  if (account !== undefined) await requireReachable(folders.root, account);
}

async function makePrivate(folder: string, account: ServerAccount | undefined): Promise<void> {
  const isNew = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
  if (isNew && account !== undefined) await chown(folder, account.uid, account.gid);
  const { mode, uid } = await stat(folder);
  const owner = account?.uid ?? process.getuid?.() ?? uid;
  if ((mode & 0o077) === 0 && uid === owner) return;
  const hint = `make it the server's own (chmod 700, chown ${account?.name ?? 'to you'}), or name a new one`;
  throw serverError('postgres-folder-open', 'prepare', folder, { hint });
}

/** Reads which major version wrote the data; undefined where there are none. */
export async function majorOf({ data }: ServerFolders): Promise<number | undefined> {
  const text = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** What is new in it. */
export interface NewData {
  readonly database: string;
  readonly user: string;
}

/**
 * Makes the data, with one database and one user who owns everything. Independent of the host's language: texts are ordered by
 * their bytes. Pages have checksums; who comes over the network is refused, though nobody listens there.
 *
 * @throws StorageError `postgres-start-failed`, `postgres-account-unnamed`
 */
export async function initializeData(
  folders: ServerFolders,
  { folder, env }: Binaries,
  { database, user }: NewData,
  account: ServerAccount | undefined,
): Promise<void> {
  await removeUnfinished(folders);
  const unfinished = join(folders.root, `${UNFINISHED}${process.pid}`);
  const run = async (program: string, args: readonly string[], input?: string): Promise<void> => {
    const { status, stderr } = await runProgram(join(folder, program), args, { account, env, input });
    if (status !== 0) throw await failed(unfinished, stderr);
  };
  await run('initdb', [...INITDB, '--username', user, '--pgdata', unfinished]);
  await run('postgres', ['--single', '-D', unfinished, 'postgres'], `create database "${database}";\n`);
  // Fails when another process was faster; its data are as good.
  await rename(unfinished, folders.data).catch(() => rm(unfinished, { recursive: true, force: true }));
}

const INITDB = [
  ...['--locale=C', '--encoding=UTF8', '--data-checksums'],
  ...['--auth-local=trust', '--auth-host=reject', '--no-instructions'],
];

const UNFINISHED = 'data-of-';

/** What processes left that are gone. */
async function removeUnfinished({ root }: ServerFolders): Promise<void> {
  const names = (await readdir(root)).filter((name) => name.startsWith(UNFINISHED));
  for (const name of names) {
    const pid = Number(name.slice(UNFINISHED.length));
    if (pid === process.pid || !isRunning(pid)) await rm(join(root, name), { recursive: true, force: true });
  }
}

async function failed(unfinished: string, stderr: string): Promise<Error> {
  await rm(unfinished, { recursive: true, force: true });
  if (/could not look up effective user ID/.test(stderr)) {
    const hint = 'give the user id a name in /etc/passwd, run as root with an account, or use a database elsewhere';
    return serverError('postgres-account-unnamed', 'initialize', unfinished, { hint });
  }
  return serverError('postgres-start-failed', 'initialize', unfinished, { hint: lastLineOf(stderr) });
}

/** What a server or initdb says was wrong: its last error, else its first line; it has seen no content yet. */
export function lastLineOf(text: string): string {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => /(?:error|FATAL|PANIC):/.test(line)) ?? (lines[0] || 'it said nothing');
}
