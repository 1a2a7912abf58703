/** The process of the server: started, recognised by the file that it keeps in its data (postmaster.pid), stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverError } from '../codes.ts';
import type { ServerAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import { lastLineOf, type ServerFolders } from './data-folder.ts';
import { type ProbeTarget, probe } from './probe.ts';
import { isRunning, isServerOf } from './process.ts';
import { identityOf } from './program.ts';

export interface Server {
  readonly pid: number;
  readonly version: string;
}

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 30_000;
const STOP_AT_ONCE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 20;

/** Finds the server that runs on these data and answers on the socket; undefined where none does. */
export async function runningServer(folders: ServerFolders, target: ProbeTarget): Promise<Server | undefined> {
  const pid = await recordedPid(folders);
  if (pid === undefined) return undefined;
  if (!isServerOf(pid, folders.data)) {
    // A number that another process has by now; the server would not start while its own account has that process.
    for (const stale of [join(folders.data, PID_FILE), join(folders.socket, SOCKET_LOCK)])
      await rm(stale, { force: true });
    return undefined;
  }
  for (const end = performance.now() + START_MILLISECONDS; performance.now() < end && isRunning(pid); ) {
    const version = await probe(target);
    if (version !== undefined) return { pid, version };
    await sleep(PAUSE_MILLISECONDS);
  }
  if (!isRunning(pid)) return undefined;
  const hint = `process ${pid} has the data and does not answer; look into ${folders.log}`;
  throw serverError('postgres-start-failed', 'start', folders.root, { hint });
}

const PID_FILE = 'postmaster.pid';
const SOCKET_LOCK = '.s.PGSQL.5432.lock';

/** Its first line. */
async function recordedPid({ data }: ServerFolders): Promise<number | undefined> {
  const text = await readFile(join(data, PID_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** What was left of a server that was killed goes within seconds. */
const STARTS = 5;

/**
 * Starts the server in a session of its own, so that a key on the terminal does not reach it before those who use it are done.
 *
 * @throws StorageError `postgres-start-failed`
 */
export async function launch(
  folders: ServerFolders,
  binaries: Binaries,
  target: ProbeTarget,
  account: ServerAccount | undefined,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const { child, log } = await spawnServer(folders, binaries, account);
    const version = await answerOf(child, target);
    const { pid } = child;
    if (version !== undefined && pid !== undefined) return { pid, version };
    if (child.exitCode === null) child.kill('SIGQUIT');
    const said = lastLineOf((await readFile(folders.log, 'utf8')).slice(log));
    if (attempt === STARTS || !/still in use/.test(said)) {
      throw serverError('postgres-start-failed', 'start', folders.root, { hint: said });
    }
    await sleep(1000);
  }
}

async function answerOf(child: ChildProcess, target: ProbeTarget): Promise<string | undefined> {
  let isOver = false;
  child.once('error', () => (isOver = true)).once('exit', () => (isOver = true));
  for (const end = performance.now() + START_MILLISECONDS; performance.now() < end && !isOver; ) {
    const version = await probe(target);
    if (version !== undefined) return version;
    await sleep(PAUSE_MILLISECONDS);
  }
  return undefined;
}

async function spawnServer(
  folders: ServerFolders,
  { folder, env }: Binaries,
  account: ServerAccount | undefined,
): Promise<{ readonly child: ChildProcess; readonly log: number }> {
  const log = await openLog(folders.log);
  try {
    const { size } = await log.stat();
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', folders.data, '-c', `unix_socket_directories=${quoted(folders.socket)}`, ...settings];
    const child = spawn(join(folder, 'postgres'), args, {
      cwd: '/',
      detached: true,
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['ignore', log.fd, log.fd],
      ...identityOf(account),
    });
    child.unref();
    return { child, log: size };
  } finally {
    await log.close();
  }
}

/** A list of folders is parted by commas. */
const quoted = (folder: string): string => `"${folder.replaceAll('"', '""')}"`;

/**
 * Nobody listens on the network. The log has what the server does and never what a statement holds: errors of statements go to
 * who sent them, and nowhere else.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  ssl: 'off',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
};

const MAX_LOG_BYTES = 4 * 1024 * 1024;

/** One log is kept beside the present one. */
async function openLog(path: string): ReturnType<typeof open> {
  const old = await stat(path).catch(() => undefined);
  if (old !== undefined && old.size > MAX_LOG_BYTES) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

/**
 * Stops a server: SIGINT ends all sessions (SIGTERM would wait for them), SIGQUIT after half a minute ends it without writing its
 * data, which the next start repairs.
 *
 * @throws StorageError `postgres-stop-failed`
 */
export async function stopServer(pid: number, folders: ServerFolders): Promise<void> {
  for (const [signal, milliseconds] of STOPS) {
    if (!isServerOf(pid, folders.data)) return;
    process.kill(pid, signal);
    for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(PAUSE_MILLISECONDS)) {
      if (!isServerOf(pid, folders.data)) return;
    }
  }
  throw serverError('postgres-stop-failed', 'stop', folders.root, { hint: `look at process ${pid}` });
}

const STOPS = [
  ['SIGINT', STOP_MILLISECONDS],
  ['SIGQUIT', STOP_AT_ONCE_MILLISECONDS],
] as const;
