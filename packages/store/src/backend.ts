/**
 * What the store asks of a place where images are kept. A backend knows names and bytes: which image is the drive of which
 * instance is the store's affair. `testBackend` says whether one keeps the promises made here; docs/backends.md shows one.
 */
import type { StorageError } from '@configdrive/issues';

/** Says of an image that it is still the one that was seen. Only the backend that gave it knows what it means. */
export type Version = string;

/** What is known of an image without its bytes being read. */
export interface ImageStats {
  readonly version: Version;
  readonly byteLength: number;
  readonly modified: Date;
}

/** An image as it was at one moment, whole. */
export interface StoredImage extends ImageStats {
  readonly bytes: Uint8Array;
  /** Of the bytes, 64 lower-case hex digits. Secret like them: a short password can be guessed by it. */
  readonly sha256: string;
}

/** What is there after `replace`. */
export type ReplacedImage = Pick<StoredImage, 'byteLength' | 'sha256'>;

/**
 * Decides what is to be there, by what is there; undefined: what is there stays. What it throws ends the replacing, and
 * nothing is changed. It is called again with what is there then, whenever somebody else was faster.
 */
export type UpdateImage = (old: StoredImage | undefined) => Uint8Array | undefined;

export interface AbortableOptions {
  /** The error is then the signal's reason, and nothing was changed. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReadImageOptions extends AbortableOptions {
  /** A longer image is the error `file-too-large`, before its bytes are read. */
  readonly maxByteLength?: number | undefined;
}

/**
 * How a new image takes the place of the old one. `rename`: who has the old one open keeps it. `keepInode`: who has it open,
 * such as a running guest, sees the new one; only backends with that trait can do it.
 */
export type ReplaceWay = 'rename' | 'keepInode';

export const replaceWays = ['rename', 'keepInode'] as const satisfies readonly ReplaceWay[];

export interface ReplaceImageOptions extends ReadImageOptions {
  /** True: an image of that name is the error `already-exists`. */
  readonly ifAbsent?: boolean | undefined;
  /** Default: as the backend was told when it was made. */
  readonly replace?: ReplaceWay | undefined;
}

/** What must be there to be removed: the very image that was seen, or any with the same bytes. */
export type ExpectedImage = { readonly version: Version } | { readonly sha256: string };

export interface RemoveImageOptions extends AbortableOptions {
  readonly expected?: ExpectedImage | undefined;
  /**
   * Asked when the image is the expected one, just before it goes and under the lock where there is one: true, and it stays. Whether
   * an image is the last one of its instance may be another answer by then than before.
   */
  readonly unless?: (() => Promise<boolean>) | undefined;
}

/** What `remove` found. */
export interface ImageRemoval {
  /** `replaced`: another image than the expected one is there, or one that was said to stay, and stays. `no-directory`: nothing was ever kept there. */
  readonly outcome: 'removed' | 'absent' | 'no-directory' | 'replaced';
  /** Why a removed image may come back. */
  readonly error?: StorageError;
}

/** An image that `list` found. */
export interface ListedImage {
  readonly name: string;
  /** There if it was asked for. */
  readonly version?: Version | undefined;
}

export interface ListImagesOptions extends AbortableOptions {
  /** True: with the version of each, which some backends have to ask for one by one. */
  readonly versions?: boolean | undefined;
}

export interface CollectLeftoversOptions extends AbortableOptions {
  /** True: only says how many would go. */
  readonly dryRun?: boolean | undefined;
  /**
   * True: also what writers left who cannot be seen from here, on another host or in another container, if it does not change
   * for as long as it takes to take over their locks.
   */
  readonly unseen?: boolean | undefined;
}

export interface UnlockOptions extends AbortableOptions {
  /** True: also the locks of owners who live. They publish nothing under them any more. */
  readonly force?: boolean | undefined;
}

/** A lock that `unlock` found on an image. */
export interface ImageLock {
  /** Names it for people. */
  readonly path: string;
  /** `unseen`: it may run where nobody here can look, on another host or in another container. */
  readonly owner: 'running' | 'gone' | 'unseen';
  readonly isRemoved: boolean;
}

/** What a backend promises beyond the rest. Where one is false, docs/backends.md says what that costs; the store asks for `keepsInode` only. */
export interface BackendTraits {
  /** Who reads while an image is replaced gets the old one or the new one, whole. */
  readonly atomicReplace: boolean;
  /** Of many that create a name with `ifAbsent`, on whatever hosts, one wins and all others know. */
  readonly exclusiveCreate: boolean;
  /** Of many that replace or remove the image that they saw, on whatever hosts, one wins and all others know. */
  readonly conditionalRemove: boolean;
  /** Knows `replace: 'keepInode'`. */
  readonly keepsInode: boolean;
}

/**
 * A place for images: a directory, memory, an object store. Names are 1 to 255 of `A-Z a-z 0-9 . _ -` that do not begin with
 * `.` or `-` (`checkedImageName` refuses the others). Everything rejects with StorageError, or the reason of its signal.
 */
export interface Backend {
  /** Names the place for people: a path, `s3://bucket/prefix`. */
  readonly label: string;
  readonly traits: BackendTraits;
  /** Names the place of an image for people and results: the path of a file, `s3://bucket/prefix/name`. Asks nobody. */
  pathOf(name: string): string;
  /** Makes what has to be there before the first image. The store calls it before it creates a drive here or moves one here. */
  prepare(options?: AbortableOptions): Promise<void>;
  /**
   * Identifies the place of an image: two backends that give the same text read and write the same image, however differently
   * they were named. What removes an image because there is another one asks first whether it is another one.
   */
  identify(name: string, options?: AbortableOptions): Promise<string>;
  /**
   * Tells whether an image has one place here and in another backend that `identify` does not know for one, by looking or trying.
   * Backends whose places have one identity each have none.
   */
  isSamePlace?(other: Backend, name: string, options?: AbortableOptions): Promise<boolean>;
  /** Says what is there without reading it; undefined: nothing. */
  stat(name: string, options?: AbortableOptions): Promise<ImageStats | undefined>;
  /** Reads an image as it was at one moment; undefined: there is none. */
  read(name: string, options?: ReadImageOptions): Promise<StoredImage | undefined>;
  /**
   * Replaces an image by what `update` makes of it, as one: nobody's change gets lost, by a lock or because `update` is called
   * again. The place is prepared. Gives what is there afterwards; undefined: still nothing.
   */
  replace(name: string, update: UpdateImage, options?: ReplaceImageOptions): Promise<ReplacedImage | undefined>;
  /** Removes an image. */
  remove(name: string, options?: RemoveImageOptions): Promise<ImageRemoval>;
  /** Lists the images in any order, and nothing else that lies there; one that is made or removed meanwhile may be missed. */
  list(options?: ListImagesOptions): AsyncIterable<ListedImage>;
  /**
   * Does something while nobody else who asks for the lock on this name does anything with it; what `replace` and `remove` do
   * to an image of the name itself may wait for it. Backends without locks have none.
   */
  withLock?<Result>(name: string, act: () => Promise<Result>, options?: AbortableOptions): Promise<Result>;
  /** Removes the locks on an image whose owners are gone or give no sign of life. Backends without locks have none. */
  unlock?(name: string, options?: UnlockOptions): Promise<readonly ImageLock[]>;
  /** Removes what writers left that are dead, and says how many things that were. It is no error that some cannot be removed. */
  collectLeftovers(options?: CollectLeftoversOptions): Promise<number>;
}
