/** Files and standard input, read whole or as the source of an image. */

import { type FileSource, fileSource, readWholeFile, readWholeStream } from '@configdrive/files';
import { InvalidImageError, type Issue, placeText } from '@configdrive/issues';
import type { ByteSource } from 'iso9660-reader';
import { type CommandIssueCode, refusal } from '../framework/codes.ts';

export const STDIN = '-';

/** What a file is called in messages. */
export const nameOf = (path: string): string => (path === STDIN ? 'standard input' : path);

/** Everything a drive could be made of, and room for JSON's escapes; an image that comes through a pipe is held in memory, too. */
const LIMIT_BYTES = 256 * 1024 * 1024;

/** All bytes of a file, or of standard input. */
export const readBytes = (path: string, signal: AbortSignal): Promise<Uint8Array> =>
  path === STDIN
    ? readWholeStream(process.stdin, nameOf(STDIN), { limit: LIMIT_BYTES, signal })
    : readWholeFile(path, { limit: LIMIT_BYTES, signal });

/** Standard input can be read once. */
export function refuseSecondStdin(paths: readonly (string | undefined)[]): void {
  if (paths.filter((path) => path === STDIN).length < 2) return;
  throw refusal('stdin-twice', [], 'only one of the inputs can come from standard input');
}

/** Opens an image, hands it to `use` with what is to be said of the file, and closes it whatever happens. */
export async function withImageSource<Result>(
  path: string,
  signal: AbortSignal,
  use: (source: ByteSource | Uint8Array, notices: readonly Issue[]) => Promise<Result>,
): Promise<Result> {
  if (path === STDIN) {
    const bytes = await readBytes(path, signal);
    return withName(path, () => use(bytes, []));
  }
  const source = fileSource(path);
  try {
    const image = source.byteLength <= SMALL_BYTES ? source.read(0, source.byteLength) : source;
    return await withName(path, () => use(image, pendingNotices(source)));
  } finally {
    source.close();
  }
}

/** What is read at one go is of one moment; more than most drives have is read as it is needed. */
const SMALL_BYTES = 1024 * 1024;

const PENDING =
  'is being written over, or was when its writer died: this is the complete copy beside it, and who has the file open may see a mixture; update, or any other change of it, finishes the writing';

/** What is read is not what a running guest has, which nobody would know otherwise. */
function pendingNotices({ path, isPendingCopy }: FileSource): readonly Issue[] {
  if (!isPendingCopy) return [];
  return [{ code: 'copy-pending' satisfies CommandIssueCode, severity: 'notice', place: [path], message: PENDING }];
}

/** What is wrong with an image is told with its name: there may be two of them. */
export async function withName<Result>(path: string, act: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof InvalidImageError)) throw cause;
    const [first, ...rest] = cause.issues;
    const named = (issue: Issue): Issue => ({
      ...issue,
      place: [nameOf(path)],
      message: `${placeText(issue.place)}: ${issue.message}`,
    });
    throw new InvalidImageError([named(first), ...rest.map(named)], { cause });
  }
}
