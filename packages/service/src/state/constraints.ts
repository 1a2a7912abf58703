/** Which rule of the database a change broke, by its name and nothing else: the server's own error has the values of the row. */
import { anything, checkArguments, isObject } from '@configdrive/issues/arguments';

/** SQLSTATE (PostgreSQL, appendix A, class 23) to the kinds that the service tells apart. */
const KINDS = {
  '23001': 'foreign-key',
  '23502': 'not-null',
  '23503': 'foreign-key',
  '23505': 'unique',
  '23514': 'check',
} as const;

/** A rule that was broken. */
export interface BrokenConstraint {
  /** `foreign-key`: what is meant does not exist, or what is to go is in use. */
  readonly kind: (typeof KINDS)[keyof typeof KINDS];
  readonly table: string;
  /** `account_name_in_domain`; of a column that must not be null, the column. */
  readonly name: string;
}

const NAME = /^[a-z][a-z0-9_]*$/;
const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);

/** Tells the rule of the database that an error is about; undefined for every other error. */
export function constraintOf(error: unknown): BrokenConstraint | undefined {
  checkArguments(['error?', anything, error]);
  if (!isObject(error) || typeof error.code !== 'string' || !Object.hasOwn(KINDS, error.code)) return undefined;
  const kind = KINDS[error.code as keyof typeof KINDS];
  const name = kind === 'not-null' ? error.column : error.constraint;
  return isName(name) && isName(error.table) ? { kind, table: error.table, name } : undefined;
}
