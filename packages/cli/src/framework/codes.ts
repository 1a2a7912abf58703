/** The codes of the issues that the command itself reports, beside those of the libraries. A code is API. */
import { jsonTextCodes } from '@configdrive/core/internal';
import {
  type CodeOf,
  defineCodes,
  type InvalidInputError,
  inputRefusal,
  notice,
  type Place,
  refusal as refusing,
} from '@configdrive/issues';

export const commandCodes = defineCodes({
  ...jsonTextCodes,
  'input-not-yaml': refusing('The input is not YAML, or not YAML that is data and nothing else.'),
  'input-too-large': refusing('The input is larger than anything a drive could be made of.'),
  'stdin-twice': refusing('Two options read standard input.'),
  'user-data-twice': refusing('User data is given by more than one source.'),
  'nics-twice': refusing('NICs are given by more than one source.'),
  'files-not-allowed': refusing('An input from standard input names a file.'),
  'change-missing': refusing('Nothing says what is to change.'),
  'path-missing': refusing('The image has no such path.'),
  'path-not-file': refusing('What the image has at this path is not a file.'),
  'drive-is-link': refusing('The drive to change in place is a symbolic link.'),
  'drive-in-command': refusing('The drive to change is inside a command to CloudStack’s agent.'),
  'permissions-reset': notice('The new file has other permissions than the one it replaces.'),
  'shard-invalid': refusing('The shard is not a number of a count.'),
  'timestamp-invalid': refusing('SOURCE_DATE_EPOCH is not a number of seconds.'),
  'root-missing': refusing('Nothing says where drives are kept.'),
  'output-missing': refusing('Nothing says where the image goes.'),
  'output-is-terminal': refusing('The output is a terminal, which an image would ruin.'),
  'mode-invalid': refusing('The mode is not three octal digits.'),
  'group-unknown': refusing('There is no such group.'),
});

export type CommandIssueCode = CodeOf<typeof commandCodes>;

/** Refuses what is wrong with a file, an option or the environment; the exit code is that of a wrong input. */
export const refusal = (code: CommandIssueCode, place: Place, message: string): InvalidInputError =>
  inputRefusal(commandCodes, code, place, message);
