/** Codes of the issues this package reports, each with the sentence people read. Adding one is minor, renaming one is major. */
export const storageIssueCodes = {
  'path-invalid': 'the path cannot name a file',
  'directory-missing': 'the directory does not exist',
  'directory-not-one': 'a part of the path is not a directory',
  'directory-shared':
    'anyone on this host may replace files in this directory (others may write to it and it has no sticky bit)',
  'not-a-file': 'the path names a directory, a device, a pipe or a socket, not a file',
  'already-exists': 'the file exists',
  conflict: 'the file is not the one that was to be replaced: somebody changed or removed it',
  busy: 'another process is at work on this file',
  'copy-damaged': 'the copy that an interrupted writing over left is damaged',
  'create-once-unsupported':
    'this file system has no hard links, without which a new file cannot be told from an existing one in one step',
  'file-missing': 'the file does not exist',
  'file-changed': 'the file changed its length while it was read',
  'file-too-large': 'the file is larger than anything that could be meant',
  'reader-gone': 'nobody reads the stream any more',
  'no-space': 'no space is left on the file system, or a quota or a size limit is reached',
  'permission-denied': 'permission denied',
  'read-only': 'the file system is read-only',
  'too-many-open-files': 'too many files are open',
  'size-differs': 'the file does not have the length that was written',
  'name-unsafe': 'a name of the image cannot be given to a file here, or would lead elsewhere',
  'output-too-large': 'the files of the image are larger together than the limit',
  unreachable: 'the storage does not answer',
  'drive-ambiguous': 'the instance has more than one drive',
  'instance-name-invalid': 'the name of the instance cannot be the name of a file',
  'instance-name-differs': 'the input is of another instance than the drive',
  'live-list-empty': 'no instance is said to be live',
  'location-not-configured': 'the store has no root for the location',
  'pool-unsupported': 'the placement settings leave no location for the drive',
  'store-option-invalid': 'an option of the store has a value that it cannot have',
  'io-failed': 'the operating system reports an error',
} as const;

export type StorageIssueCode = keyof typeof storageIssueCodes;
