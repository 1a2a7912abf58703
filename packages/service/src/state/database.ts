/** The connections to the database. Nothing is logged: statements carry contents, sealed or not. */
import { checkArguments, isObject, kind } from '@configdrive/issues/arguments';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolConfig } from 'pg';
import { databaseKind } from './migrate.ts';
import type { Database } from './schema.ts';

/** A server by its parts, as `startPostgres` of `@configdrive/jobs` gives them. */
export interface DatabaseConnection {
  /** Name or address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
}

const MAX_CONNECTIONS = 10;
const CONNECT_MILLISECONDS = 10_000;
const IDLE_MILLISECONDS = 30_000;
/** A request has 30 s. */
const STATEMENT_MILLISECONDS = 30_000;

const isUrl = (value: unknown): value is string =>
  typeof value === 'string' && /^postgres(?:ql)?:\/\//.test(value) && URL.canParse(value);

const isConnection = (value: unknown): boolean =>
  isObject(value) &&
  [value.host, value.database, value.user].every((word) => typeof word === 'string' && word !== '') &&
  Number.isInteger(value.port) &&
  (value.password === undefined || typeof value.password === 'string');

const connectionKind = kind(
  'a URL postgres://…, or an object with host, port, database and user',
  (value) => isUrl(value) || isConnection(value),
);

/**
 * Opens a database; connections are made when they are needed. Whoever opens it closes it by `closeDatabase`.
 *
 * @param connection A URL, `postgres://user@host/database`, or its parts.
 */
export function openDatabase(connection: string | DatabaseConnection): Kysely<Database> {
  checkArguments(['connection', connectionKind, connection]);
  const pool = new Pool({ ...targetOf(connection), ...limits });
  // A connection that ends while nobody uses it is replaced; one in use fails its statement, and that is the one to tell.
  pool.on('error', ignored);
  pool.on('connect', (client) => client.on('error', ignored));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** Ends all connections, once what runs on them is done. */
export async function closeDatabase(db: Kysely<Database>): Promise<void> {
  checkArguments(['db', databaseKind, db]);
  await db.destroy();
}

const ignored = (): void => undefined;

const limits = {
  application_name: 'configdrive',
  max: MAX_CONNECTIONS,
  connectionTimeoutMillis: CONNECT_MILLISECONDS,
  idleTimeoutMillis: IDLE_MILLISECONDS,
  statement_timeout: STATEMENT_MILLISECONDS,
  idle_in_transaction_session_timeout: STATEMENT_MILLISECONDS,
} satisfies PoolConfig;

function targetOf(connection: string | DatabaseConnection): PoolConfig {
  if (typeof connection === 'string') return { connectionString: connection };
  const { host, port, database, user, password } = connection;
  return { host, port, database, user, ...(password === undefined ? {} : { password }) };
}
