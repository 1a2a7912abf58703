/** Writing a planned extraction below a directory that nobody else can write to. */
import { closeSync, constants, futimesSync, lutimesSync, mkdirSync, openSync, symlinkSync, utimesSync } from 'node:fs';
import type { ContentSource, Entry } from 'iso9660-format';
import { attempt } from './errors.ts';
import type { ExtractionPlan, PlannedFile, PlannedLink } from './extract-plan.ts';
import { incomingOf } from './incoming.ts';
import { breath, type Pause } from './pauses.ts';
import { writeFully } from './write-fully.ts';

export interface ExtractWatch {
  /** Called now and then with the number of bytes written so far and in all. */
  readonly onProgress?: ((writtenBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where the files go. */
export interface Root {
  /** As the caller wrote it, for messages. */
  readonly path: string;
  /** How to reach it, whatever happens to its name. */
  readonly reach: string;
}

const PERMISSIONS = 0o777;
/** Whoever extracts can read, change and remove what was extracted; of others' rights no more than the image gives. */
const OWN_DIRECTORY = 0o700;
const PRIVATE = 0o600;

const modeOf = ({ mode }: Entry, otherwise: number): number => (mode ?? otherwise) & PERMISSIONS;

/** Directories, files, links, dates: in this order no link is ever passed through, and no date is changed by a later file. */
export function* writeTree(root: Root, plan: ExtractionPlan, watch: ExtractWatch): Generator<Pause, void> {
  const writer = new TreeWriter(root, plan.byteLength, watch);
  try {
    for (const { path, entry } of plan.directories) yield* writer.makeDirectory(path, modeOf(entry, 0) | OWN_DIRECTORY);
    for (const file of plan.files) yield* writer.writeFile(file);
    for (const link of plan.links) yield* writer.makeLink(link);
    for (const { path, entry } of plan.directories.toReversed()) yield* writer.dateDirectory(path, entry.modified);
  } finally {
    writer.end();
  }
}

const SLICE_BYTES = 1024 * 1024;
/** Work between two breaths, in bytes; making a file takes as long as writing so many. */
const BYTES_PER_BREATH = 4 * 1024 * 1024;
const BYTES_PER_FILE = 32 * 1024;

class TreeWriter {
  readonly #root: Root;
  readonly #totalBytes: number;
  readonly #watch: ExtractWatch;
  readonly #buffer: Uint8Array;
  #writtenBytes = 0;
  #workSinceBreath = 0;

  constructor(root: Root, totalBytes: number, watch: ExtractWatch) {
    this.#root = root;
    this.#totalBytes = totalBytes;
    this.#watch = watch;
    this.#buffer = new Uint8Array(Math.min(SLICE_BYTES, totalBytes));
  }

  *makeDirectory(path: string, mode: number): Generator<Pause, void> {
    attempt('extract-directory', this.#named(path), () => mkdirSync(this.#at(path), mode));
    yield* this.#worked(BYTES_PER_FILE);
  }

  *writeFile({ record, content }: PlannedFile): Generator<Pause, void> {
    const { path, entry } = record;
    const named = this.#named(path);
    const fd = attempt('extract-file', named, () => openSync(this.#at(path), CREATE_ONLY, modeOf(entry, PRIVATE)));
    let isOpen = true;
    try {
      if (content.fill === undefined) yield* this.#writePieces(fd, named, content);
      else yield* this.#writeSlices(fd, named, content);
      date(fd, named, entry.modified);
      isOpen = false;
      attempt('extract-file', named, () => closeSync(fd)); // a network file system may report a full disk only here
    } finally {
      if (isOpen) closeSync(fd);
    }
    yield* this.#worked(BYTES_PER_FILE);
  }

  *makeLink({ path, target, modified }: PlannedLink): Generator<Pause, void> {
    attempt('extract-link', this.#named(path), () => {
      symlinkSync(target, this.#at(path));
      if (modified !== undefined) lutimesSync(this.#at(path), modified, modified);
    });
    yield* this.#worked(BYTES_PER_FILE);
  }

  *dateDirectory(path: string, modified: Date | undefined): Generator<Pause, void> {
    if (modified === undefined) return;
    attempt('extract-directory', this.#named(path), () => utimesSync(this.#at(path), modified, modified));
    yield* this.#worked(BYTES_PER_FILE);
  }

  end(): void {
    this.#buffer.fill(0); // it held what the image holds
  }

  *#writeSlices(fd: number, named: string, content: ContentSource): Generator<Pause, void> {
    for (let at = 0; at < content.byteLength; ) {
      const slice = this.#buffer.subarray(0, Math.min(SLICE_BYTES, content.byteLength - at));
      at += content.fill?.(slice, at) ?? 0;
      writeFully(fd, slice, 'extract-file', named);
      yield* this.#wrote(slice.byteLength);
    }
  }

  *#writePieces(fd: number, named: string, content: ContentSource): Generator<Pause, void> {
    const incoming = incomingOf(iteratorOf(content), this.#watch.signal);
    try {
      for (let piece = yield* incoming.next(); piece !== undefined; piece = yield* incoming.next()) {
        writeFully(fd, piece, 'extract-file', named);
        yield* this.#wrote(piece.byteLength);
      }
    } finally {
      incoming.close();
    }
  }

  *#wrote(byteLength: number): Generator<Pause, void> {
    this.#writtenBytes += byteLength;
    yield* this.#worked(byteLength);
  }

  *#worked(bytes: number): Generator<Pause, void> {
    this.#workSinceBreath += bytes;
    if (this.#workSinceBreath < BYTES_PER_BREATH) return;
    this.#workSinceBreath = 0;
    this.#watch.onProgress?.(this.#writtenBytes, this.#totalBytes);
    yield breath;
    this.#watch.signal?.throwIfAborted();
  }

  #at(path: string): string {
    return `${this.#root.reach}/${path}`;
  }

  #named(path: string): string {
    return `${this.#root.path}/${path}`;
  }
}

const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

function date(fd: number, named: string, modified: Date | undefined): void {
  if (modified !== undefined) attempt('extract-file', named, () => futimesSync(fd, modified, modified));
}

async function* iteratorOf(content: ContentSource): AsyncGenerator<Uint8Array> {
  yield* content.open();
}
