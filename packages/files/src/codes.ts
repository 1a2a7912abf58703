/** Codes of the issues that work on files reports, each with the sentence people read. Adding one is minor, renaming one is major. */
import { type CodeOf, defineCodes, notice, refusal, storageCodes } from '@configdrive/issues';

export const filesCodes = defineCodes({
  ...storageCodes,
  'path-invalid': refusal('the path cannot name a file'),
  'directory-missing': refusal('the directory does not exist'),
  'directory-not-one': refusal('a part of the path is not a directory'),
  'directory-shared': refusal(
    'anyone on this host may replace files in this directory (others may write to it, or to one above it that has no sticky bit)',
  ),
  'directory-foreign': refusal('another account owns the directory, or one above it, and may replace files in it'),
  'directory-group-writable': notice('a group may replace what is in this directory'),
  'directory-replaced': refusal('another directory took the place of one that was being written into'),
  'not-a-file': refusal('the path names a directory, a device, a pipe or a socket, not a file'),
  'lock-lost': refusal('another process took over the lock, since this one gave no sign of life'),
  'copy-damaged': refusal('the copy that an interrupted writing over left is damaged'),
  'create-once-unsupported': refusal(
    'this file system has no hard links, without which a new file cannot be told from an existing one in one step',
  ),
  'file-changed': refusal('the file changed while it was read'),
  'reader-gone': refusal('the reader closed the pipe'),
  'no-space': refusal('no space is left on the file system, or a quota or a size limit is reached'),
  'permission-denied': refusal('permission denied'),
  'read-only': refusal('the file system is read-only'),
  'too-many-open-files': refusal('too many files are open'),
  'size-differs': refusal('the file does not have the length that was written'),
  'name-unsafe': refusal('a name of the image cannot be given to a file here, or would lead elsewhere'),
  'output-too-large': refusal('the files of the image are larger together than the limit'),
  'io-failed': refusal('the operating system reports an error'),
});

/** A code of `filesCodes`. */
export type FilesIssueCode = CodeOf<typeof filesCodes>;
