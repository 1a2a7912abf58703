/** The codes of the issues that the metadata service reports by itself. Adding one is minor, renaming one is major. */
import {
  type CodeOf,
  defineCodes,
  error,
  type InvalidInputError,
  type Issue,
  inputRefusal,
  type Place,
  refusal,
  warning,
} from '@configdrive/issues';

export const serverCodes = defineCodes({
  'listener-invalid': refusal('A listener of the metadata service has no address, port or form that can be.'),
  'listener-missing': refusal('The metadata service is not told where to listen.'),
  'service-limit-invalid': refusal('A limit of the metadata service is not a whole number from 1 on.'),
  'ledger-missing': refusal('Passwords are to be handed out, and nothing says where it is kept which were taken.'),
  'save-token-weak': refusal('The token by which passwords are saved is too short to be secret.'),
  'ledger-invalid': refusal('The file that has the name of the ledger of passwords is none.'),
  'ledger-damaged': error('A line within the ledger of passwords is damaged: what it said is not known.'),
  'guest-unreadable': error(
    'The drive of a machine cannot be read, or has nothing for this form: nobody gets anything new of it.',
  ),
  'guest-unaddressed': warning('A machine has no address that the router is to answer: nobody can ask for it.'),
  'guests-share-address': error('Two machines have one address on a network: neither gets an answer there.'),
  'guests-too-many': error('There are more machines than the service may have: those beyond get no answer.'),
  'user-data-too-large': error('User data over the limit of the service: the machine gets everything else.'),
});

export type ServerCode = CodeOf<typeof serverCodes>;

/** Makes the error that refuses an option or a file for one reason. */
export const serverRefusal = (
  code: ServerCode,
  place: Place,
  message: string,
  options?: ErrorOptions,
): InvalidInputError => inputRefusal(serverCodes, code, place, message, options);

/** What was found while machines are served. */
export const serverIssue = (code: ServerCode, place: Place, message: string): Issue => ({
  code,
  severity: serverCodes[code].severity,
  place,
  message,
});
