/** Writing a planned extraction below a directory that nobody else can write to. */
import { closeSync, constants, futimesSync, lutimesSync, mkdirSync, openSync, symlinkSync, utimesSync } from 'node:fs';
import type { ContentSource, Entry } from 'iso9660-format';
import type { ImageRecord } from 'iso9660-reader';
import { attempt } from './errors.ts';
import type { ExtractionPlan, PlannedFile, PlannedLink } from './extract-plan.ts';
import { incomingOf } from './incoming.ts';
import { breath, type Pause } from './pauses.ts';
import { closeFile } from './source-files.ts';
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

/** Directories, files, links, dates: in this order no link is ever passed through, and no date is changed by a later file. */
export function* writeTree(root: Root, plan: ExtractionPlan, watch: ExtractWatch): Generator<Pause, void> {
  const writer = new TreeWriter(root, plan.byteLength, watch);
  const { directories, files, links } = plan;
  try {
    yield* writer.each(directories, (directory) => writer.makeDirectory(directory));
    yield* writer.each(files, (file) => writer.writeFile(file));
    yield* writer.each(links, (link) => writer.makeLink(link));
    yield* writer.each(directories.toReversed(), (directory) => writer.dateDirectory(directory));
    // What came during the last files still stops it; the event loop looks for signals only between two breaths.
    yield breath;
    yield* writer.breathe();
  } finally {
    writer.end();
  }
}

const PERMISSIONS = 0o777;
/** Whoever extracts can read, change and remove what was extracted; others have no more rights than the image gives. */
const OWN_DIRECTORY = 0o700;
const PRIVATE = 0o600;

const permissionsOf = ({ mode }: Entry, otherwise: number): number => (mode ?? otherwise) & PERMISSIONS;

const SLICE_BYTES = 1024 * 1024;
/** Work between two breaths, in bytes; making a file takes as long as writing so many. */
const BYTES_PER_BREATH = 4 * 1024 * 1024;
const BYTES_PER_NAME = 32 * 1024;

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

  /** Does a thing for each, in time. Only what takes long is a generator: one for every small file would cost as much as it. */
  *each<T>(things: readonly T[], act: (thing: T) => Generator<Pause, void> | undefined): Generator<Pause, void> {
    for (const thing of things) {
      const more = act(thing);
      if (more !== undefined) yield* more;
      this.#workSinceBreath += BYTES_PER_NAME;
      if (this.#workSinceBreath >= BYTES_PER_BREATH) yield* this.breathe();
    }
  }

  makeDirectory({ path, entry }: ImageRecord): undefined {
    const mode = permissionsOf(entry, 0) | OWN_DIRECTORY;
    attempt('extract-directory', this.#named(path), () => mkdirSync(this.#at(path), mode));
  }

  makeLink({ path, target, modified }: PlannedLink): undefined {
    attempt('extract-link', this.#named(path), () => {
      symlinkSync(target, this.#at(path));
      if (modified !== undefined) lutimesSync(this.#at(path), modified, modified);
    });
  }

  dateDirectory({ path, entry: { modified } }: ImageRecord): undefined {
    if (modified === undefined) return;
    attempt('extract-directory', this.#named(path), () => utimesSync(this.#at(path), modified, modified));
  }

  writeFile(file: PlannedFile): Generator<Pause, void> | undefined {
    const { record, content } = file;
    if (content.fill === undefined || content.byteLength > SLICE_BYTES) return this.#writeSlowly(file);
    const fd = this.#create(record);
    try {
      if (content.byteLength > 0) this.#writeSlice(fd, record, content, 0);
      this.#date(fd, record);
    } catch (cause) {
      closeFile(fd);
      throw cause;
    }
    this.#close(fd, record);
    return undefined;
  }

  end(): void {
    this.#buffer.fill(0); // it held what the image holds
  }

  *#writeSlowly({ record, content }: PlannedFile): Generator<Pause, void> {
    const fd = this.#create(record);
    try {
      yield* content.fill === undefined
        ? this.#writePieces(fd, record, content)
        : this.#writeSlices(fd, record, content);
      this.#date(fd, record);
    } catch (cause) {
      closeFile(fd);
      throw cause;
    }
    this.#close(fd, record);
  }

  *#writeSlices(fd: number, record: ImageRecord, content: ContentSource): Generator<Pause, void> {
    for (let at = 0; at < content.byteLength; at += SLICE_BYTES) {
      this.#writeSlice(fd, record, content, at);
      if (this.#workSinceBreath >= BYTES_PER_BREATH) yield* this.breathe();
    }
  }

  #writeSlice(fd: number, record: ImageRecord, content: ContentSource, at: number): void {
    const slice = this.#buffer.subarray(0, Math.min(SLICE_BYTES, content.byteLength - at));
    content.fill?.(slice, at);
    this.#write(fd, record, slice);
  }

  *#writePieces(fd: number, record: ImageRecord, content: ContentSource): Generator<Pause, void> {
    const incoming = incomingOf(iteratorOf(content), this.#watch.signal);
    try {
      for (let piece = yield* incoming.next(); piece !== undefined; piece = yield* incoming.next()) {
        this.#write(fd, record, piece);
        if (this.#workSinceBreath >= BYTES_PER_BREATH) yield* this.breathe();
      }
    } finally {
      incoming.close();
    }
  }

  /** Lets a signal be heard, and heeds it. */
  *breathe(): Generator<Pause, void> {
    this.#workSinceBreath = 0;
    this.#watch.onProgress?.(this.#writtenBytes, this.#totalBytes);
    yield breath;
    this.#watch.signal?.throwIfAborted();
  }

  #create({ path, entry }: ImageRecord): number {
    const mode = permissionsOf(entry, PRIVATE);
    return attempt('extract-file', this.#named(path), () => openSync(this.#at(path), CREATE_ONLY, mode));
  }

  #write(fd: number, { path }: ImageRecord, bytes: Uint8Array): void {
    writeFully(fd, bytes, 'extract-file', this.#named(path));
    this.#writtenBytes += bytes.byteLength;
    this.#workSinceBreath += bytes.byteLength;
  }

  #date(fd: number, { path, entry: { modified } }: ImageRecord): void {
    if (modified !== undefined) attempt('extract-file', this.#named(path), () => futimesSync(fd, modified, modified));
  }

  /** A network file system may report a full disk only here. */
  #close(fd: number, { path }: ImageRecord): void {
    attempt('extract-file', this.#named(path), () => closeSync(fd));
  }

  #at(path: string): string {
    return `${this.#root.reach}/${path}`;
  }

  #named(path: string): string {
    return `${this.#root.path}/${path}`;
  }
}

const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

async function* iteratorOf(content: ContentSource): AsyncGenerator<Uint8Array> {
  yield* content.open();
}
