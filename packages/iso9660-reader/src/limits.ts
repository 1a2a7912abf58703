/** Bounds of a reading: nothing is believed of an image, so everything it claims is counted against these. */
import type { Findings } from './findings.ts';

export interface ReadLimits {
  /** Bytes of the image. Default: none. */
  readonly imageByteLength: number;
  /** Files and directories of one tree. Default 2,000,000. */
  readonly entries: number;
  /** Components of a path. Default 64. */
  readonly depth: number;
  /** Bytes of one directory. Default 256 MiB. */
  readonly directoryByteLength: number;
  /** For one listing, where `now` is given. Default 10,000. */
  readonly milliseconds: number;
}

export const readLimits: ReadLimits = {
  imageByteLength: Number.POSITIVE_INFINITY,
  entries: 2_000_000,
  depth: 64,
  directoryByteLength: 256 * 1024 * 1024,
  milliseconds: 10_000,
};

/** Limits of the format that no option moves. */
export const fixedLimits = {
  descriptors: 64,
  continuationsPerRecord: 64,
  unknownEntriesPerRecord: 256,
  sectionsPerFile: 4096,
  nameBytes: 4096,
  linkTargetBytes: 4096,
} as const;

export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** Milliseconds of a clock that never goes back. Without it there is no time limit. */
  readonly now?: () => number;
}

const RECORDS_PER_LOOK_AT_THE_CLOCK = 1000;

/** What one listing may still use. */
export class Budget {
  readonly limits: ReadLimits;
  readonly #now: (() => number) | undefined;
  readonly #deadline: number;
  #entries = 0;
  #records = 0;

  constructor({ limits, now }: ReadOptions) {
    this.limits = { ...readLimits, ...limits };
    this.#now = now;
    this.#deadline = now === undefined ? Number.POSITIVE_INFINITY : now() + this.limits.milliseconds;
  }

  /** Entries are counted tree by tree; time goes on. */
  beginTree(): void {
    this.#entries = 0;
  }

  /** True when one more entry may be listed. */
  takeEntry(findings: Findings, offset: number): boolean {
    this.#entries++;
    if (this.#entries <= this.limits.entries) return true;
    findings.report('too-many-entries', { offset }, { expected: `at most ${this.limits.entries}`, got: 'more' });
    return false;
  }

  /** True while there is time; counts records, sectors and continuation areas alike. */
  takeStep(findings: Findings, offset: number): boolean {
    this.#records++;
    if (this.#now === undefined || this.#records % RECORDS_PER_LOOK_AT_THE_CLOCK !== 0) return true;
    if (this.#now() <= this.#deadline) return true;
    const expected = `at most ${this.limits.milliseconds} ms`;
    findings.report('time-limit', { offset }, { expected, got: 'more' });
    return false;
  }
}
