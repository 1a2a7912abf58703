/** The codes of what keeps a PostgreSQL server of our own from running. Adding one is minor, renaming one is major. */
import { type CodeOf, defineCodes, refusal, type StepTable, storageErrorsOf } from '@configdrive/issues';

export const jobsCodes = defineCodes({
  'postgres-missing': refusal('no PostgreSQL from 14 on can be run here'),
  'postgres-account-missing': refusal('root must not run PostgreSQL, and there is no account to run it under'),
  'postgres-account-unnamed': refusal('the user id of this process has no name, which PostgreSQL wants'),
  'postgres-folder-open': refusal('others than the account of the server have rights in its folder'),
  'postgres-folder-unreachable': refusal('the account of the server cannot reach its folder'),
  'postgres-path-too-long': refusal('the path of the socket is longer than the 107 bytes that the system takes'),
  'postgres-version-differs': refusal('the data were written by another major version of PostgreSQL'),
  'postgres-in-use': refusal('another process that lives uses this server'),
  'postgres-start-failed': refusal('PostgreSQL did not start'),
  'postgres-stop-failed': refusal('PostgreSQL did not stop'),
});

export type JobsCode = CodeOf<typeof jobsCodes>;

const defineSteps = <const Step extends string>(steps: StepTable<Step>): StepTable<Step> => steps;

const NOTHING_CHANGED = 'nothing was changed';

const steps = defineSteps({
  find: ['looking for its programs', NOTHING_CHANGED],
  prepare: ['preparing its folder', NOTHING_CHANGED],
  initialize: ['making the folder of its data', 'what was made is removed'],
  own: ['making sure that nobody else uses it', NOTHING_CHANGED],
  start: ['starting it', 'its data are as they were'],
  stop: ['stopping it', 'it may still run'],
});

/** Makes the error of a server that cannot be had, with advice. */
export const serverError = storageErrorsOf(jobsCodes, steps);
