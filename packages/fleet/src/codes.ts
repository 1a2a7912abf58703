/** The codes of the issues that batches of drives report by themselves. Adding one is minor, renaming one is major. */
import { jsonTextCodes } from '@configdrive/core/internal';
import {
  type CodeOf,
  defineCodes,
  error,
  type InvalidInputError,
  inputRefusal,
  type Place,
  refusal,
} from '@configdrive/issues';

export const fleetCodes = defineCodes({
  ...jsonTextCodes,
  'line-too-long': refusal('A line of a batch is longer than allowed.'),
  'instance-name-missing': refusal('A line of a batch does not say what its image is called.'),
  'instance-name-twice': refusal('Two lines of a batch are about one instance.'),
  'files-not-allowed': refusal('A line of a batch names a file where lines may not.'),
  'user-data-twice': refusal('User data is given by more than one source.'),
  'batch-unfinished': refusal('An earlier batch into the same directory did not come to its end.'),
  'journal-invalid': refusal('The file that has the name of the journal is none.'),
  'jobs-invalid': refusal('The number of jobs is none.'),
  'line-limit-invalid': refusal('The longest line is not a number of bytes.'),
  'check-invalid': refusal('The check of the drives is not a function that the named module exports.'),
  internal: error('A bug of ours, met by one line of a batch.'),
});

export type FleetCode = CodeOf<typeof fleetCodes>;

/** Makes the error that refuses a batch, or one line of it, for one reason. */
export const fleetRefusal = (
  code: FleetCode,
  place: Place,
  message: string,
  options?: ErrorOptions,
): InvalidInputError => inputRefusal(fleetCodes, code, place, message, options);
