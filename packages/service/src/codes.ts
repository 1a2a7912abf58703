/** The codes of what the service's state refuses. Adding one is minor, renaming one is major. */
import {
  type CodeOf,
  defineCodes,
  type InvalidInputError,
  inputRefusal,
  type Place,
  refusal,
  type StepTable,
  storageErrorsOf,
} from '@configdrive/issues';

export const serviceCodes = defineCodes({
  'service-key-invalid': refusal('The key that contents are sealed with is none.'),
  'sealed-value-invalid': refusal('A sealed value does not open: changed, moved, or sealed with another key.'),
  'database-newer': refusal('the database has a migration that this version does not know'),
  'database-unreachable': refusal('the database does not answer, or does not take this user'),
  'migration-failed': refusal('the database refused a migration'),
});

export type ServiceCode = CodeOf<typeof serviceCodes>;

/** Makes the error that refuses for one reason. */
export const serviceRefusal = (code: ServiceCode, place: Place, message: string): InvalidInputError =>
  inputRefusal(serviceCodes, code, place, message);

const steps = {
  reach: ['asking the database', 'nothing was changed'],
  migrate: ['migrating the database', 'this migration is undone; those before it stay'],
} as const satisfies StepTable<string>;

/** Makes the error of a database that cannot be used. */
export const databaseError = storageErrorsOf(serviceCodes, steps);
