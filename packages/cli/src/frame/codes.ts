/** Codes of the issues the command itself reports, beside those of the library. Adding one is minor, renaming one is major. */
export const commandIssueCodes = {
  'input-not-utf8': 'The input is not UTF-8.',
  'input-not-json': 'The input is not JSON.',
  'input-not-yaml': 'The input is not YAML, or not YAML that is data and nothing else.',
  'input-duplicate-key': 'An object of the input has one key twice; JSON would let the last one win in silence.',
  'input-too-large': 'The input is larger than anything a drive could be made of.',
  'stdin-twice': 'Two options read standard input.',
  'user-data-twice': 'User data is given by more than one source.',
  'nics-twice': 'NICs are given by more than one source.',
  'files-not-allowed': 'An input from standard input names a file.',
  'change-missing': 'Nothing says what is to change.',
  'path-missing': 'The image has no such path.',
  'path-not-file': 'What the image has at this path is not a file.',
  'drive-is-link': 'The drive to change in place is a symbolic link.',
  'permissions-reset': 'The new file has other permissions than the one it replaces.',
  'timestamp-invalid': 'SOURCE_DATE_EPOCH is not a number of seconds.',
  'output-missing': 'Nothing says where the image goes.',
  'output-is-terminal': 'The output is a terminal, which an image would ruin.',
  'mode-invalid': 'The mode is not three octal digits.',
  'group-unknown': 'There is no such group.',
} as const;

export type CommandIssueCode = keyof typeof commandIssueCodes;
