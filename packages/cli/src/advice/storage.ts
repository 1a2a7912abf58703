/** What to do where the disk, or somebody else's file on it, is in the way: one sentence a code. */
import type { FilesIssueCode } from '@configdrive/files';

export const filesAdvice = {
  'already-exists': 'Name another place, or have the file replaced (build, batch, update: option force).',
  conflict: 'Look at the drive as it is now (`configdrive store stat --sha256`), then decide and do it again.',
  busy: 'Wait and do it again: another process is changing this drive.',
  'file-missing': 'Check the path; `configdrive store list` shows the drives that there are.',
  'file-too-large': 'Check that it is the right file.',
  'path-invalid': 'Give a path that can name a file: not empty, without a NUL, no component too long.',
  'directory-missing': 'Create the directory, or mount the storage that it is on.',
  'directory-not-one': 'Check the path: one of its parts is a file.',
  'directory-shared':
    'Take the rights of others away (`chmod o-w`) or set the sticky bit; --allow-shared-directory writes all the same.',
  'directory-foreign':
    'Write where only you or root own every directory on the way, or allow it: --allow-shared-directory.',
  'directory-group-writable': 'Take the right to write from the group (`chmod g-w`), unless you trust all its members.',
  'directory-replaced': 'Look who else works in that directory, then extract again.',
  'not-a-file': 'Name a file, not a directory, device or pipe.',
  'copy-damaged': 'Put a good image in its place (`build`, `store create`): the copy beside it cannot be used.',
  'lock-lost': 'Look at the drive as it is now, then do it again: another process has taken over its lock.',
  'create-once-unsupported': 'Use --force, if no two writers make this drive at once; or another file system.',
  'file-changed': 'Do it again when nobody writes to the file.',
  'reader-gone': 'Nothing, if it was `head`; else look why the program behind the pipe ended.',
  'no-space': 'Make room, or raise the quota, and do it again: the old drive is untouched.',
  'permission-denied': 'Run it as the account that owns the directory (`ls -ld`), or give that account the right.',
  'read-only':
    'Mount it writable (`mount -o remount,rw`), or name another directory; after disk errors look at `dmesg`.',
  'too-many-open-files': 'Raise `ulimit -n`, or do less at once.',
  'size-differs': 'Do it again; if it comes back, look after the disk and its file system.',
  'name-unsafe':
    'Leave the file out (it is named), or give the content by `configdrive cat`; in an input, take a plain name.',
  'output-too-large': 'Raise the limit, if the image is really yours: its files share their bytes.',
  'io-failed': 'Look at the word of the operating system in the message, and at `dmesg`.',
} as const satisfies Readonly<Record<FilesIssueCode, string>>;
