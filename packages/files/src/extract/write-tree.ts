/** Writes a planned extraction below a directory that nobody else can write to. */
import { closeSync, constants, futimesSync, lutimesSync, mkdirSync, openSync, symlinkSync, utimesSync } from 'node:fs';
import type { ContentSource, Entry } from 'iso9660-format';
import type { ImageRecord } from 'iso9660-reader';
import { closeFile, writeFully } from '../descriptors.ts';
import { atStep } from '../errors.ts';
import { untilAborted, yieldToEventLoop } from '../event-loop.ts';
import { HeldDirectories } from './held-directories.ts';
import type { ExtractionPlan, PlannedFile, PlannedSymbolicLink } from './plan.ts';

export interface ExtractWatch {
  /** Called now and then with the number of bytes written so far and in all. */
  readonly onProgress?: ((writtenBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where the files go. */
export interface Root {
  /** As the caller wrote it, for messages. */
  readonly path: string;
  /** Leads to the directory, whatever happens to its name. */
  readonly directoryPath: string;
  /** The platform opens directories, and those below are held, too. */
  readonly isHeld: boolean;
}

/** Makes directories, files, links and dates: in this order no link is ever passed through, and no date is changed by a later file. */
export async function writeTree(root: Root, plan: ExtractionPlan, watch: ExtractWatch): Promise<void> {
  const writer = new TreeWriter(root, plan.byteLength, watch);
  const { directories, files, links } = plan;
  try {
    await writer.each(directories, (directory) => writer.makeDirectory(directory));
    await writer.each(files, (file) => writer.writeFile(file));
    await writer.each(links, (link) => writer.makeLink(link));
    await writer.each(directories.toReversed(), (directory) => writer.dateDirectory(directory));
    // What came during the last files still stops it; the event loop looks for signals only between two of its turns.
    await yieldToEventLoop();
    await writer.pause();
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
/** Work between two turns of the event loop, in bytes; making a file takes as long as writing so many. */
const BYTES_PER_TURN = 4 * 1024 * 1024;
const BYTES_PER_NAME = 32 * 1024;

class TreeWriter {
  readonly #root: Root;
  readonly #totalBytes: number;
  readonly #watch: ExtractWatch;
  readonly #buffer: Uint8Array;
  readonly #directories: HeldDirectories;
  #writtenBytes = 0;
  #workSincePause = 0;

  constructor(root: Root, totalBytes: number, watch: ExtractWatch) {
    this.#root = root;
    this.#totalBytes = totalBytes;
    this.#watch = watch;
    this.#directories = new HeldDirectories(root);
    this.#buffer = new Uint8Array(Math.min(SLICE_BYTES, totalBytes));
  }

  /** Does a thing for each, in time. Only what takes long gives a promise: one for every small file would cost too much. */
  async each<T>(things: readonly T[], act: (thing: T) => Promise<void> | undefined): Promise<void> {
    for (const thing of things) {
      const more = act(thing);
      if (more !== undefined) await more;
      this.#workSincePause += BYTES_PER_NAME;
      if (this.#workSincePause >= BYTES_PER_TURN) await this.pause();
    }
  }

  makeDirectory({ path, entry }: ImageRecord): undefined {
    const mode = permissionsOf(entry, 0) | OWN_DIRECTORY;
    atStep('extract-directory', this.#named(path), () => mkdirSync(this.#at(path), mode));
    this.#directories.hold(path);
  }

  makeLink({ path, target, modified }: PlannedSymbolicLink): undefined {
    atStep('extract-link', this.#named(path), () => {
      symlinkSync(target, this.#at(path));
      if (modified !== undefined) lutimesSync(this.#at(path), modified, modified);
    });
  }

  dateDirectory({ path, entry: { modified } }: ImageRecord): undefined {
    if (modified === undefined) return;
    const fd = this.#directories.descriptorOf(path);
    atStep('extract-directory', this.#named(path), () =>
      fd === undefined ? utimesSync(this.#at(path), modified, modified) : futimesSync(fd, modified, modified),
    );
  }

  writeFile(file: PlannedFile): Promise<void> | undefined {
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
    this.#directories.close();
  }

  async #writeSlowly({ record, content }: PlannedFile): Promise<void> {
    const fd = this.#create(record);
    try {
      if (content.fill === undefined) await this.#writePieces(fd, record, content);
      else await this.#writeSlices(fd, record, content);
      this.#date(fd, record);
    } catch (cause) {
      closeFile(fd);
      throw cause;
    }
    this.#close(fd, record);
  }

  async #writeSlices(fd: number, record: ImageRecord, content: ContentSource): Promise<void> {
    for (let at = 0; at < content.byteLength; at += SLICE_BYTES) {
      this.#writeSlice(fd, record, content, at);
      if (this.#workSincePause >= BYTES_PER_TURN) await this.pause();
    }
  }

  #writeSlice(fd: number, record: ImageRecord, content: ContentSource, at: number): void {
    const slice = this.#buffer.subarray(0, Math.min(SLICE_BYTES, content.byteLength - at));
    content.fill?.(slice, at);
    this.#write(fd, record, slice);
  }

  async #writePieces(fd: number, record: ImageRecord, content: ContentSource): Promise<void> {
    for await (const piece of untilAborted(iteratorOf(content), this.#watch.signal)) {
      this.#write(fd, record, piece);
      if (this.#workSincePause >= BYTES_PER_TURN) await this.pause();
    }
  }

  /** Lets a signal be heard, and heeds it. */
  async pause(): Promise<void> {
    this.#workSincePause = 0;
    this.#watch.onProgress?.(this.#writtenBytes, this.#totalBytes);
    await yieldToEventLoop();
    this.#watch.signal?.throwIfAborted();
  }

  #create({ path, entry }: ImageRecord): number {
    const mode = permissionsOf(entry, PRIVATE);
    return atStep('extract-file', this.#named(path), () => openSync(this.#at(path), CREATE_ONLY, mode));
  }

  #write(fd: number, { path }: ImageRecord, bytes: Uint8Array): void {
    writeFully(fd, bytes, 'extract-file', this.#named(path));
    this.#writtenBytes += bytes.byteLength;
    this.#workSincePause += bytes.byteLength;
  }

  #date(fd: number, { path, entry: { modified } }: ImageRecord): void {
    if (modified !== undefined) atStep('extract-file', this.#named(path), () => futimesSync(fd, modified, modified));
  }

  /** A network file system may report a full disk only here. */
  #close(fd: number, { path }: ImageRecord): void {
    atStep('extract-file', this.#named(path), () => closeSync(fd));
  }

  #at(path: string): string {
    return this.#directories.reach(path);
  }

  #named(path: string): string {
    return `${this.#root.path}/${path}`;
  }
}

const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

async function* iteratorOf(content: ContentSource): AsyncGenerator<Uint8Array> {
  yield* content.open();
}
