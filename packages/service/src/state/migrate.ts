/**
 * Brings a database to the tables of this version. Every migration has a transaction and takes the lock anew, so that processes that
 * start together make each once, and a process that dies leaves whole migrations and no lock.
 */
import { StorageError } from '@configdrive/issues';
import { checkArguments, isObject, object } from '@configdrive/issues/arguments';
import { type Kysely, sql } from 'kysely';
import { databaseError } from '../codes.ts';
import { type Migration, migrations } from './migrations/migrations.ts';
import type { Database } from './schema.ts';

/** A number that nothing else in a shared database is likely to lock: `configdr` in ASCII. */
const LOCK = '7165066918303851634';

/**
 * Applies the migrations that a database has not, and gives their names in order; none when it is up to date.
 *
 * @param db As `openDatabase` gives it.
 * @throws StorageError `database-newer`, `database-unreachable`, `migration-failed`
 */
export async function migrate(db: Kysely<Database>): Promise<readonly string[]> {
  checkArguments(['db', databaseKind, db]);
  const applied: string[] = [];
  for (const migration of migrations) if (await applyOnce(db, migration)) applied.push(migration.name);
  return applied;
}

export const databaseKind = object('what openDatabase gives');

async function applyOnce(db: Kysely<Database>, migration: Migration): Promise<boolean> {
  try {
    return await db.transaction().execute(async (transaction) => {
      // Another process may be at work for long, and so may this one.
      await sql`SET LOCAL statement_timeout = 0`.execute(transaction);
      await sql`SELECT pg_advisory_xact_lock(${sql.raw(LOCK)})`.execute(transaction);
      const names = await appliedNames(transaction);
      refuseNewer(names);
      if (names.includes(migration.name)) return false;
      await migration.up(transaction);
      await transaction.insertInto('migration').values({ name: migration.name }).execute();
      return true;
    });
  } catch (cause) {
    throw cause instanceof StorageError ? cause : failureOf(cause, migration);
  }
}

async function appliedNames(db: Kysely<Database>): Promise<readonly string[]> {
  await sql`CREATE TABLE IF NOT EXISTS migration (
    name text PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())`.execute(db);
  const rows = await db.selectFrom('migration').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

function refuseNewer(names: readonly string[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw databaseError('database-newer', 'migrate', unknown, { hint: 'run the version that made it, or a newer one' });
}

/** SQLSTATE class 08 and 28 (appendix A), 3D000, 57P03, and the words of the operating system. */
const UNREACHABLE = /^(?:08...|28...|3D000|53300|57P0[123]|E[A-Z_]+)$/;

/** The server's own error may tell values of rows: its code is all that goes on. */
function failureOf(cause: unknown, { name }: Migration): Error {
  const code = isObject(cause) && typeof cause.code === 'string' ? cause.code : undefined;
  const errno = code === undefined ? {} : { errno: code };
  if (code === undefined || UNREACHABLE.test(code))
    return databaseError('database-unreachable', 'reach', 'database', errno);
  return databaseError('migration-failed', 'migrate', name, errno);
}
