/**
 * Whether any account may replace what is written into a directory: who may rename a directory on the way to a file may put
 * another one in its place. So all of them are looked at, from the open one up to the root, as OpenSSH does for keys; and where a
 * part of the path is a link, those on the way to the link.
 */
import { closeSync, constants, lstatSync, openSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Issue } from '@configdrive/issues';
import { type FilesIssueCode, filesCodes } from './codes.ts';
import { atStep, storageError } from './errors.ts';

const GROUP_MAY_WRITE = 0o020;
const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/** What a directory lets others do, by its mode and owner; the first that holds. */
const findings: ReadonlyArray<readonly [code: FilesIssueCode, holds: (stats: Stats) => boolean]> = [
  ['directory-shared', ({ mode }) => (mode & (OTHERS_MAY_WRITE | STICKY)) === OTHERS_MAY_WRITE],
  ['directory-foreign', ({ uid }) => !isTrusted(uid)],
  ['directory-group-writable', ({ mode }) => (mode & (GROUP_MAY_WRITE | STICKY)) === GROUP_MAY_WRITE],
];

const ROOT = 0;
const isTrusted = (uid: number): boolean => uid === ROOT || uid === process.geteuid?.() || uid === unmappedAccount();

let unmapped: number | undefined;
let isUnmappedKnown = false;

/** In a user namespace without all accounts the root of the host has the number of nobody, and so has everyone else. */
function unmappedAccount(): number | undefined {
  if (!isUnmappedKnown) {
    isUnmappedKnown = true;
    const isWhole = /^\s*0\s+0\s+4294967295\s*$/.test(textOf('/proc/self/uid_map') ?? '0 0 4294967295');
    unmapped = isWhole ? undefined : Number(textOf('/proc/sys/kernel/overflowuid') ?? Number.NaN);
  }
  return unmapped;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Refuses a directory where another account may replace what is written, and tells of one where a group may.
 *
 * @param path For messages.
 * @param directory As the caller wrote it.
 * @param held Leads to the open directory.
 * @throws StorageError `directory-shared`, `directory-foreign`
 */
export function refuseUnsafe(
  path: string,
  directory: string,
  held: string,
  onIssue: ((issue: Issue) => void) | undefined,
): void {
  const found = [held, ...linksIn(directory, path)].flatMap((each) => findingsAbove(each, path));
  for (const { code, at } of found) {
    if (code === 'directory-group-writable') onIssue?.(noticeOf(code, at));
    else throw storageError(code, 'open-directory', path, { hint: `${HINT}: ${at}` });
  }
}

const HINT = 'take the right to write from others, set the sticky bit, or allow it on purpose; it is';

const noticeOf = (code: FilesIssueCode, at: string): Issue => ({
  code,
  severity: 'notice',
  place: [at],
  message: filesCodes[code].meaning,
});

interface Finding {
  readonly code: FilesIssueCode;
  readonly at: string;
}

/** No path that is opened is as deep. */
const MAX_DEPTH = 1300;

function findingsAbove(start: string, path: string): readonly Finding[] {
  const found: Finding[] = [];
  let before = '';
  for (let up = start, depth = 0; depth < MAX_DEPTH; up += '/..', depth++) {
    const stats = atStep('open-directory', path, () => statSync(up));
    const identity = `${stats.dev}:${stats.ino}`;
    if (identity === before) return found;
    before = identity;
    const code = findings.find(([, holds]) => holds(stats))?.[0];
    if (code !== undefined) found.push({ code, at: nameOf(up) });
  }
  throw storageError('path-invalid', 'open-directory', path);
}

/** Only asked for where there is something to tell. */
function nameOf(directory: string): string {
  try {
    const fd = openSync(directory, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } finally {
      closeSync(fd);
    }
  } catch {
    return directory;
  }
}

/** The directories that hold a link on the way to a directory: who may write there leads elsewhere the next time. */
function linksIn(directory: string, path: string): readonly string[] {
  const holders: string[] = [];
  for (let each = directory; each !== dirname(each) && each !== '.'; each = dirname(each)) {
    const isLink = atStep('open-directory', path, () => lstatSync(each)).isSymbolicLink();
    if (isLink) holders.push(dirname(each));
  }
  return holders;
}
