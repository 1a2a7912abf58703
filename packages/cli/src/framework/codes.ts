/** The codes of the issues that the command itself reports, beside those of the libraries. A code is API. */
import { jsonTextCodes } from '@configdrive/core/internal';
import {
  type CodeOf,
  defineCodes,
  InvalidInputError,
  inputRefusal,
  notice,
  type Place,
  refusal as refusing,
  storageErrorsOf,
  type TextPosition,
} from '@configdrive/issues';
import { argumentCodes } from '@configdrive/issues/arguments';

export const commandCodes = defineCodes({
  ...jsonTextCodes,
  ...argumentCodes,
  'input-not-yaml': refusing('The input is not YAML, or not YAML that is data and nothing else.'),
  'stdin-twice': refusing('Two options read standard input.'),
  'user-data-twice': refusing('User data is given by more than one source.'),
  'nics-twice': refusing('NICs are given by more than one source.'),
  'files-not-allowed': refusing('An input from standard input names a file.'),
  'change-missing': refusing('Nothing says what is to change.'),
  'path-missing': refusing('The image has no such path.'),
  'path-not-file': refusing('What the image has at this path is not a file.'),
  'drive-is-link': refusing('The drive to change in place is a symbolic link.'),
  'drive-in-command': refusing('The drive to change is inside a command to CloudStack’s agent.'),
  'parts-not-kept': notice('What an image has beside its files is not kept when it is changed.'),
  'copy-pending': notice('A complete copy beside the file is not written over it yet.'),
  'writing-finished': notice('An interrupted writing over the file was finished.'),
  'permissions-reset': notice('The new file has other permissions than the one it replaces.'),
  'drive-left-behind': refusing('A drive has moved, and the one of before could not be removed.'),
  'shard-invalid': refusing('The shard is not a number of a count.'),
  'timestamp-invalid': refusing('SOURCE_DATE_EPOCH is not a number of seconds.'),
  'code-unknown': refusing('No issue has this code.'),
  'root-missing': refusing('Nothing says where drives are kept.'),
  'listen-missing': refusing('Nothing says where the service listens.'),
  'listen-invalid': refusing('Where the service is to listen is no address with a port, or no open socket.'),
  'state-missing': refusing('Nothing says where it is kept which passwords were taken.'),
  'save-incomplete': refusing('Passwords are to be saved without a token, or where there is no store.'),
  'drives-missing': refusing('Nothing says which drives are served.'),
  'domain-missing': refusing('Nothing says which guest has the drive.'),
  'output-missing': refusing('Nothing says where the image goes.'),
  'output-is-terminal': refusing('The output is a terminal, which an image would ruin.'),
  'limit-invalid': refusing('A limit is not a whole number.'),
  'mode-invalid': refusing('The mode is not three octal digits.'),
  'seconds-invalid': refusing('The value of an option is not a number of seconds.'),
  'endpoint-invalid': refusing('Nothing says where the API is, or it is no address of one.'),
  'keys-missing': refusing('Nothing gives the keys by which a call is signed.'),
  'parameter-invalid': refusing('A parameter of a call is not a name with a value.'),
  'api-refused': refusing('The server of the API refuses the call.'),
  'api-failed': refusing('the server of the API failed'),
  'api-unreachable': refusing('the server of the API cannot be reached'),
  'group-unknown': refusing('There is no such group.'),
});

export type CommandIssueCode = CodeOf<typeof commandCodes>;

/** The same error, whose issue says where in a file it is. */
export const inFile = ({ issues }: InvalidInputError, file: string, at: TextPosition): InvalidInputError =>
  new InvalidInputError([{ ...issues[0], file, at }]);

/** Refuses what is wrong with a file, an option or the environment; the exit code is that of a wrong input. */
export const refusal = (code: CommandIssueCode, place: Place, message: string): InvalidInputError =>
  inputRefusal(commandCodes, code, place, message);

/** Makes the error of a call that got no answer, or one that is the server's fault; the exit code is that of storage. */
export const apiFailure = storageErrorsOf(commandCodes, {
  call: ['calling it', 'whether it did anything is not known'],
});
