/**
 * Directories of an extraction, held open while files are written into them: each is reached by the descriptor of the one above
 * it, and never through a link. Whoever puts a link or another directory in the place of one while it is worked in changes
 * nothing; one that has to be opened again must be the one that was made.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { closeFile } from '../descriptors.ts';
import { atStep, storageError } from '../errors.ts';
import { heldPathOf } from '../target.ts';
import type { Root } from './write-tree.ts';

/** A process has some thousand descriptors, and an image as many directories as it likes. */
const MAX_HELD = 64;
const READ_ONLY = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

export class HeldDirectories {
  readonly #root: Root;
  /** By path in the image; the last one used is the last one. */
  readonly #held = new Map<string, number>();
  readonly #identities = new Map<string, string>();

  constructor(root: Root) {
    this.#root = root;
  }

  /** Leads to an entry by the directory that it is in, whatever happened to the name of that. */
  reach(path: string): string {
    const { directory, name } = partsOf(path);
    return `${this.#pathOf(directory)}/${name}`;
  }

  /** Holds a directory that was just made. */
  hold(path: string): void {
    if (this.#root.isHeld) this.#descriptorOf(path);
  }

  /** The descriptor of a directory; undefined where the system has none. */
  descriptorOf(path: string): number | undefined {
    return this.#root.isHeld ? this.#descriptorOf(path) : undefined;
  }

  close(): void {
    for (const fd of this.#held.values()) closeFile(fd);
    this.#held.clear();
  }

  #pathOf(directory: string): string {
    if (directory === '') return this.#root.directoryPath;
    if (!this.#root.isHeld) return `${this.#root.directoryPath}/${directory}`;
    return heldPathOf(`${this.#root.directoryPath}/${directory}`, this.#descriptorOf(directory));
  }

  #descriptorOf(path: string): number {
    const held = this.#held.get(path);
    const fd = held ?? this.#open(path);
    // The last one used is the last to be let go.
    this.#held.delete(path);
    this.#held.set(path, fd);
    return fd;
  }

  #open(path: string): number {
    const fd = atStep('extract-directory', this.#named(path), () => openSync(this.reach(path), READ_ONLY));
    try {
      this.#refuseAnother(path, fd);
    } catch (cause) {
      closeSync(fd);
      throw cause;
    }
    this.#letGo();
    return fd;
  }

  #refuseAnother(path: string, fd: number): void {
    const { dev, ino } = atStep('extract-directory', this.#named(path), () => fstatSync(fd));
    const identity = `${dev}:${ino}`;
    const made = this.#identities.get(path);
    if (made !== undefined && made !== identity) {
      throw storageError('directory-replaced', 'extract-directory', this.#named(path));
    }
    this.#identities.set(path, identity);
  }

  #letGo(): void {
    if (this.#held.size < MAX_HELD) return;
    const [oldest] = this.#held;
    if (oldest === undefined) return;
    this.#held.delete(oldest[0]);
    closeFile(oldest[1]);
  }

  #named(path: string): string {
    return `${this.#root.path}/${path}`;
  }
}

function partsOf(path: string): { readonly directory: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { directory: path.slice(0, Math.max(0, at)), name: path.slice(at + 1) };
}
