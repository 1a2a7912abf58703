/** Opens and reads files (and, on Linux, block devices such as a guest's CD drive), every count checked. */
import {
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { checkArguments, path as somePath } from '@configdrive/issues/arguments';
import { closeFile } from '../descriptors.ts';
import { atStep, errnoOf, type FileStep, storageError, storageErrorFrom } from '../errors.ts';

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly byteLength: number;
}

/** Not blocking: opening a pipe that nobody writes to would wait for ever. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a file to read; refuses what is neither a regular file nor a block device. Errors have its path, or another. */
export function openFile(existing: string, path: string = existing): OpenFile {
  return checkedFile(openToRead(existing, path), path);
}

/** Opens a file to read without a look at what it is. */
export function openToRead(existing: string, path: string = existing): number {
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  return atStep('open', path, () => openSync(existing, READ_ONLY));
}

export interface LocatedFile {
  readonly file: OpenFile;
  /** Where it lies: not the path, where that is a link. */
  readonly place: string;
}

/** Opens a file to read, following a link once; without links it costs nothing more. */
export function openLocated(path: string): LocatedFile {
  const direct = openUnlessLink(path);
  if (direct !== undefined) return { file: direct, place: path };
  const file = openFile(path);
  return { file, place: placeOf(file) ?? path };
}

/** What Linux and the BSDs answer to O_NOFOLLOW; the latter have words of their own. */
const linkErrnos: ReadonlySet<string | undefined> = new Set(['ELOOP', 'EMLINK', 'EFTYPE']);

/** Undefined for a link, and on Windows, where open(2) cannot tell. */
function openUnlessLink(path: string): OpenFile | undefined {
  if (constants.O_NOFOLLOW === undefined || path.includes('\0')) return undefined;
  let fd: number;
  try {
    fd = openSync(path, READ_ONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    if (linkErrnos.has(errnoOf(cause))) return undefined;
    throw storageErrorFrom('open', path, cause);
  }
  return checkedFile(fd, path);
}

/** Undefined where the file has no name any more (`/dev/fd/3` of one that was replaced), or the link leads elsewhere by now. */
function placeOf({ fd, path }: OpenFile): string | undefined {
  try {
    const place = realpathSync.native(path);
    const [opened, named] = [fstatSync(fd), statSync(place)];
    return opened.dev === named.dev && opened.ino === named.ino ? place : undefined;
  } catch {
    return undefined;
  }
}

function checkedFile(fd: number, path: string): OpenFile {
  try {
    const stats = atStep('open', path, () => fstatSync(fd));
    return { path, fd, byteLength: byteLengthOf(path, stats) };
  } catch (cause) {
    closeFile(fd);
    throw cause;
  }
}

/** Looks at what is under a name, a link being a link; undefined when there is nothing. */
export function statsOfName(path: string): Stats | undefined {
  checkArguments(['path', somePath, path]);
  return atStep('open', path, () => lstatSync(path, { throwIfNoEntry: false }));
}

/** Reads until the target is full; a file that ends before that has changed. `step`: what the reading is for. */
export function readFully({ path, fd }: OpenFile, target: Uint8Array, offset: number, step: FileStep = 'read'): void {
  for (let at = 0; at < target.byteLength; ) {
    const count = atStep(step, path, () => readSync(fd, target, at, target.byteLength - at, offset + at));
    if (count === 0) throw storageError('file-changed', step, path);
    at += count;
  }
}

/** Asks for the number of bytes of a file that is not open. */
export function byteLengthAt(path: string): number {
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  return byteLengthOf(
    path,
    atStep('open', path, () => statSync(path)),
  );
}

function byteLengthOf(path: string, stats: Stats): number {
  if (stats.isFile()) return stats.size;
  const byteLength = stats.isBlockDevice() ? deviceByteLength(stats.rdev) : undefined;
  if (byteLength === undefined) throw storageError('not-a-file', 'open', path);
  return byteLength;
}

const SECTOR_BYTES = 512;

/** stat(2) says 0 for a device; Linux tells its number of 512-byte sectors under /sys. */
function deviceByteLength(rdev: number): number | undefined {
  // As glibc's gnu_dev_major and gnu_dev_minor do for the 32 bits in use.
  const major = (rdev >>> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
  try {
    return Number(readFileSync(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * SECTOR_BYTES;
  } catch {
    return undefined;
  }
}
