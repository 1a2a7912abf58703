/**
 * A PostgreSQL server of our own: made at the first start, started, adopted when it outlived the process that had it, stopped.
 * It listens on a Unix socket in a folder of mode 0700 and nowhere else, so it has no password and no port.
 */
import { resolve } from 'node:path';
import { checkArguments, options as optionsKind } from '@configdrive/issues/arguments';
import { type ServerAccount, serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { foldersOf, initializeData, majorOf, prepareFolders, type ServerFolders } from './data-folder.ts';
import { becomeOwner } from './owner.ts';
import { launch, runningServer, type Server, stopServer } from './server.ts';

export interface PostgresOptions {
  /** Everything of the server is below it; made when it is missing. At most 86 bytes. */
  readonly folder: string;
  /** By default `configdrive`. Both are made at the first start: lower-case letters, digits and `_`. */
  readonly database?: string;
  /** By default `configdrive`. */
  readonly user?: string;
  /** An existing unprivileged account that the server runs under when this process is root; by default `postgres`. */
  readonly account?: string;
  /** Folder of `initdb` and `postgres`, instead of a search. */
  readonly binaries?: string;
}

/** A server that takes sessions. */
export interface RunningPostgres {
  /** For a client: `host` is the folder of the socket. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
  };
  /** As the server says it: `15.18`. */
  readonly version: string;
  /** It ran already: the process that had it was killed. */
  readonly adopted: boolean;
  /** Of the server. */
  readonly pid: number;
  /**
   * Ends all sessions, and the server once its data are written; once more does nothing.
   *
   * @throws StorageError `postgres-stop-failed`
   */
  stop(): Promise<void>;
}

const isName = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && /^[a-z_][a-z0-9_]{0,62}$/.test(value));

const startOptions = optionsKind<PostgresOptions>(
  { folder: true, database: true, user: true, account: true, binaries: true },
  ({ folder, database, user, account, binaries }) =>
    typeof folder === 'string' &&
    folder !== '' &&
    isName(database) &&
    isName(user) &&
    [account, binaries].every((word) => word === undefined || (typeof word === 'string' && word !== '')),
  'an object of options with a folder; database and user are of lower-case letters, digits and _',
);

/**
 * Starts the server of a folder, or adopts the one that runs there and that nobody has any more.
 *
 * @throws StorageError A code of `jobsCodes`, with advice.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  checkArguments(['options', startOptions, options]);
  const { database = 'configdrive', user = 'configdrive' } = options;
  const folders = foldersOf(resolve(options.folder));
  const account = await serverAccount(options.account);
  await prepareFolders(folders, account);
  const release = await becomeOwner(folders.root);
  try {
    const target = { host: folders.socket, database, user };
    const old = await runningServer(folders, target);
    const server = old ?? (await startNew(folders, options, target, account));
    return running(server, folders, target, old !== undefined, release);
  } catch (cause) {
    await release();
    throw cause;
  }
}

type Target = { readonly host: string; readonly database: string; readonly user: string };

async function startNew(
  folders: ServerFolders,
  { binaries: folder }: PostgresOptions,
  target: Target,
  account: ServerAccount | undefined,
): Promise<Server> {
  const major = await majorOf(folders);
  const binaries = await findBinaries({ binaries: folder, major, linkFolder: folders.links, account });
  if (major === undefined) await initializeData(folders, binaries, target, account);
  return launch(folders, binaries, target, account);
}

function running(
  { pid, version }: Server,
  folders: ServerFolders,
  target: Target,
  adopted: boolean,
  release: () => Promise<void>,
): RunningPostgres {
  let stopped: Promise<void> | undefined;
  return {
    connection: { ...target, port: 5432 },
    version,
    adopted,
    pid,
    stop: () => (stopped ??= stopServer(pid, folders).finally(release)),
  };
}
