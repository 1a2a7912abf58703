/** All migrations in their order. One that was released is never changed: the next change is the next migration. */
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { statements as inventoryAndInstances } from './0001-inventory-and-instances.ts';

export interface Migration {
  readonly name: string;
  /** Runs in a transaction of its own. */
  up(db: Kysely<Database>): Promise<void>;
}

const ofStatements = (name: string, statements: readonly string[]): Migration => ({
  name,
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});

export const migrations: readonly Migration[] = [ofStatements('0001-inventory-and-instances', inventoryAndInstances)];
