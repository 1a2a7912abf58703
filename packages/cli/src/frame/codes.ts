/** Codes of the issues the command itself reports, beside those of the library. Adding one is minor, renaming one is major. */
import { type CodeOf, defineCodes, error, notice, refusal } from '@configdrive/issues';

export const commandCodes = defineCodes({
  'input-not-utf8': refusal('The input is not UTF-8.'),
  'input-not-json': refusal('The input is not JSON.'),
  'input-not-yaml': refusal('The input is not YAML, or not YAML that is data and nothing else.'),
  'input-duplicate-key': refusal(
    'An object of the input has one key twice; JSON would let the last one win in silence.',
  ),
  'input-too-large': refusal('The input is larger than anything a drive could be made of.'),
  'stdin-twice': refusal('Two options read standard input.'),
  'user-data-twice': refusal('User data is given by more than one source.'),
  'nics-twice': refusal('NICs are given by more than one source.'),
  'files-not-allowed': refusal('An input from standard input names a file.'),
  'change-missing': refusal('Nothing says what is to change.'),
  'path-missing': refusal('The image has no such path.'),
  'path-not-file': refusal('What the image has at this path is not a file.'),
  'drive-is-link': refusal('The drive to change in place is a symbolic link.'),
  'drive-in-command': refusal('The drive to change is inside a command to CloudStack’s agent.'),
  'permissions-reset': notice('The new file has other permissions than the one it replaces.'),
  'line-too-long': refusal('A line of a batch is longer than allowed.'),
  'instance-name-missing': refusal('A line of a batch does not say what its image is called.'),
  'instance-name-twice': refusal('Two lines of a batch are about one instance.'),
  'batch-unfinished': refusal('An earlier batch into the same directory did not come to its end.'),
  'journal-invalid': refusal('The file that has the name of the journal is none.'),
  'shard-invalid': refusal('The shard is not a number of a count.'),
  'jobs-invalid': refusal('The number of jobs is none.'),
  'line-limit-invalid': refusal('The longest line is not a number of bytes.'),
  internal: error('A bug of ours, met by one line of a batch.'),
  'timestamp-invalid': refusal('SOURCE_DATE_EPOCH is not a number of seconds.'),
  'root-missing': refusal('Nothing says where drives are kept.'),
  'output-missing': refusal('Nothing says where the image goes.'),
  'output-is-terminal': refusal('The output is a terminal, which an image would ruin.'),
  'mode-invalid': refusal('The mode is not three octal digits.'),
  'group-unknown': refusal('There is no such group.'),
});

export type CommandIssueCode = CodeOf<typeof commandCodes>;
