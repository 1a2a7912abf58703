/**
 * The newest content under a path, whole or not at all: a file that is written over in place (`keepInode`) is read from the
 * complete copy beside it, and what changed while it was read is never handed out.
 */
import { type BigIntStats, fstatSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { StorageError } from '@configdrive/issues';
import { closeFile } from '../descriptors.ts';
import { atStep, storageError } from '../errors.ts';
import { type OpenFile, openLocated, readFully } from './source-files.ts';
import { isStaged, openStagedCopy, refuseDamagedSync } from './staged-copy.ts';

/** What is open, and what tells later whether it is still the same. */
interface Opened {
  readonly file: OpenFile;
  /** Where it lies: not the path, where that is a link. */
  readonly place: string;
  readonly isCopy: boolean;
  /** Undefined of what nobody writes to (a copy), and of what does not tell (a device). */
  readonly state: State | undefined;
}

interface State {
  /** When the bytes changed last, and how many there are. A new name or mode changes no byte. */
  readonly text: string;
  /** Changed so lately that the clock of the file system may stand where it stood: one more change would not be seen. */
  readonly isFresh: boolean;
}

/** Clocks of file systems go on every 1 to 10 ms (since Linux 6.13 whenever somebody looks). */
const CLOCK_MILLISECONDS = 20;

/** A change of a drive takes some milliseconds, and is read from its copy meanwhile. */
const MOST_TRIES = 200;

export class NewestFile {
  readonly path: string;
  /** Of what was there at first. */
  readonly byteLength: number;
  #opened: Opened;
  #isOpen = true;
  #isHandedOut = false;

  /** @throws StorageError */
  constructor(path: string) {
    this.path = path;
    this.#opened = openNewest(path);
    this.byteLength = this.#opened.file.byteLength;
  }

  get isCopy(): boolean {
    return this.#opened.isCopy;
  }

  /**
   * Fills a target. All of a file that is read at once, and first, is read again when it changed meanwhile.
   *
   * @throws StorageError `file-changed` when that goes on, or another part was read before
   */
  readInto(target: Uint8Array, offset: number): void {
    const isWhole = !this.#isHandedOut && offset === 0 && target.byteLength === this.byteLength;
    if (isWhole) this.#readWhole(target);
    else this.#readPart(target, offset);
    this.#isHandedOut = true;
  }

  close(): void {
    if (this.#isOpen) closeFile(this.#opened.file.fd);
    this.#isOpen = false;
  }

  #readWhole(target: Uint8Array): void {
    for (let tries = 1; !isReadWhole(this.#opened, target); tries++) {
      if (tries === MOST_TRIES) throw storageError('file-changed', 'read', this.path);
      wait(Math.min(tries, CLOCK_MILLISECONDS));
      this.#openAgain();
    }
  }

  #readPart(target: Uint8Array, offset: number): void {
    if (this.#opened.state?.isFresh === true && !this.#isHandedOut) {
      wait(CLOCK_MILLISECONDS);
      this.#openAgain();
    }
    readFully(this.#opened.file, target, offset);
    if (isChanged(this.#opened)) throw storageError('file-changed', 'read', this.path);
  }

  /** Whoever asked for the length has it: another one is another file. */
  #openAgain(): void {
    const opened = openNewest(this.path);
    closeFile(this.#opened.file.fd);
    this.#opened = opened;
    if (opened.file.byteLength !== this.byteLength) throw storageError('file-changed', 'read', this.path);
  }
}

/** What is being written over, or was when its writer died, is read from the complete copy beside it: beside the file, not a link. */
function openNewest(path: string): Opened {
  const { file, place } = openLocated(path);
  try {
    const state = stateOf(file);
    const name = basename(place);
    const copy = openStagedCopy(dirname(place), name, path);
    if (copy === undefined) return { file, place, isCopy: false, state };
    refuseDamagedSync(copy, name);
    closeFile(file.fd);
    return { file: copy, place, isCopy: true, state: undefined };
  } catch (cause) {
    closeFile(file.fd);
    throw cause;
  }
}

const bigint = { bigint: true } as const;

function stateOf({ fd, path }: OpenFile): State | undefined {
  const stats = atStep('read', path, () => fstatSync(fd, bigint));
  if (!stats.isFile()) return undefined;
  const age = Date.now() - Number(stats.mtimeNs / NANOSECONDS);
  return { text: textOf(stats), isFresh: age < CLOCK_MILLISECONDS };
}

const NANOSECONDS = 1_000_000n;

const textOf = ({ mtimeNs, size }: BigIntStats): string => `${mtimeNs} ${size}`;

/** Whether other bytes are in an open file than when it was opened, as far as its clock tells. */
function isChanged({ file: { fd, path }, state }: Opened): boolean {
  return state !== undefined && textOf(atStep('read', path, () => fstatSync(fd, bigint))) !== state.text;
}

/** False when it changed meanwhile; where the clock would not tell, the bytes are read twice. */
function isReadWhole(opened: Opened, target: Uint8Array): boolean {
  try {
    readFully(opened.file, target, 0);
    if (isChanged(opened)) return false;
    return opened.state?.isFresh !== true || isReadAlike(opened, target);
  } catch (cause) {
    if (cause instanceof StorageError && cause.code === 'file-changed') return false;
    throw cause;
  }
}

/** Nobody is writing over it now, and it holds what it held. */
function isReadAlike(opened: Opened, target: Uint8Array): boolean {
  const again = new Uint8Array(target.byteLength);
  readFully(opened.file, again, 0);
  const { place, file } = opened;
  const isBeingWritten = isStaged(dirname(place), basename(place), file.path);
  return !isBeingWritten && Buffer.compare(again, target) === 0 && !isChanged(opened);
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Readers are synchronous, and what they wait for takes no time worth an event loop. */
const wait = (milliseconds: number): void => void Atomics.wait(sleeper, 0, 0, milliseconds);
