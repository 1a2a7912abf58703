/** Codes of the issues that a store adds to those of storage. Adding one is minor, renaming one is major. */
import { type CodeOf, defineCodes, refusal } from '@configdrive/issues';

export const storeCodes = defineCodes({
  unreachable: refusal('the storage does not answer'),
  'drive-ambiguous': refusal('the instance has more than one drive'),
  'image-name-invalid': refusal('the name cannot be the name of an image in a backend'),
  'instance-name-invalid': refusal('the name of the instance cannot be the name of a file'),
  'instance-name-differs': refusal('the input is of another instance than the drive'),
  'live-list-empty': refusal('no instance is said to be live'),
  'location-not-configured': refusal('the store has no root for the location'),
  'migration-invalid': refusal('the value is no migration that a store gave'),
  'operation-invalid': refusal('the value is no operation on a drive'),
  'pool-unsupported': refusal('the placement settings leave no location for the drive'),
  'store-option-invalid': refusal('an option of the store has a value that it cannot have'),
});

/** A code of `storeCodes`. */
export type StoreIssueCode = CodeOf<typeof storeCodes>;
