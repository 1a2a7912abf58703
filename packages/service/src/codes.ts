/** The codes of what the service's state refuses. Adding one is minor, renaming one is major. */
import {
  type CodeOf,
  defineCodes,
  type InvalidInputError,
  inputRefusal,
  type Place,
  refusal,
} from '@configdrive/issues';

export const serviceCodes = defineCodes({
  'service-key-invalid': refusal('The key that contents are sealed with is none.'),
  'sealed-value-invalid': refusal('A sealed value does not open: changed, moved, or sealed with another key.'),
});

export type ServiceCode = CodeOf<typeof serviceCodes>;

/** Makes the error that refuses for one reason. */
export const serviceRefusal = (code: ServiceCode, place: Place, message: string): InvalidInputError =>
  inputRefusal(serviceCodes, code, place, message);
