/**
 * Relocated directories (RRIP 4.1.5): they lie below `rr_moved` and are shown where their child link stands. The holder
 * itself is shown only when it holds something else too.
 */
import { relocationDirectory } from 'iso9660-format';
import type { Directory, DirectoryQueue } from './directory-queue.ts';
import type { Findings } from './findings.ts';
import type { Where } from './image-issue.ts';
import type { FoundRecord } from './records.ts';

interface Relocated {
  readonly directory: Directory;
  readonly record: FoundRecord;
  readonly where: Where;
}

/** R113: by this name, in the root; some makers put a dot before it. */
export const isHolderName = (name: string): boolean =>
  name === relocationDirectory.name || name === `.${relocationDirectory.name}`;

export class Relocations {
  readonly #relocated: Relocated[] = [];
  #holder: FoundRecord | undefined;
  #isMarked = false;
  #shownInHolder = 0;

  /** `isMarked`: the holder carries the mark of a relocated directory itself, as some makers do. */
  setHolder(record: FoundRecord, isMarked: boolean): void {
    this.#holder = record;
    this.#isMarked = isMarked;
  }

  hide(relocated: Relocated): void {
    this.#relocated.push(relocated);
  }

  countShown(directory: Directory): void {
    if (directory.isHolder) this.#shownInHolder++;
  }

  /** Relocated directories that no child link led to: shown where they lie, so that nothing is lost. */
  *strays(queue: DirectoryQueue<Directory>, findings: Findings): Generator<Relocated> {
    for (const relocated of this.#relocated) {
      if (queue.hasVisited(relocated.directory.block)) continue;
      findings.report('relocation-without-link', relocated.where);
      yield relocated;
      if (this.#holder !== undefined && relocated.record.path.startsWith(`${this.#holder.path}/`))
        this.#shownInHolder++;
    }
  }

  /** The holder, when it is to be left out. */
  get emptyHolder(): FoundRecord | undefined {
    const isOnlyHolder = this.#isMarked || this.#relocated.length > 0;
    return isOnlyHolder && this.#shownInHolder === 0 ? this.#holder : undefined;
  }
}
