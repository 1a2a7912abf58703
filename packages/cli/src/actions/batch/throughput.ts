/** How fast it goes, and how long it will take. */

interface Sample {
  readonly at: number;
  readonly drives: number;
  readonly bytes: number;
}

/** Long enough to be calm, short enough to notice a disk that slows down. */
const WINDOW_MILLISECONDS = 15_000;
/** Of two samples; thousands of drives a second must not make thousands of samples. */
const LEAST_MILLISECONDS = 250;

export class Throughput {
  readonly #totalBytes: number | undefined;
  readonly #samples: Sample[];
  #latest: Sample;

  /**
   * @param totalBytes Of the input; undefined: unknown, as of a pipe.
   * @param at Milliseconds of a clock that never goes back.
   */
  constructor(totalBytes: number | undefined, at: number) {
    this.#totalBytes = totalBytes;
    this.#latest = { at, drives: 0, bytes: 0 };
    this.#samples = [this.#latest];
  }

  get drives(): number {
    return this.#latest.drives;
  }

  get bytes(): number {
    return this.#latest.bytes;
  }

  /** 0 to 1; undefined where the end is unknown. */
  get share(): number | undefined {
    if (this.#totalBytes === undefined) return undefined;
    return this.#totalBytes === 0 ? 1 : Math.min(1, this.bytes / this.#totalBytes);
  }

  add(drives: number, bytes: number, at: number): void {
    this.#latest = { at, drives: this.drives + drives, bytes: this.bytes + bytes };
    const before = this.#samples.at(-2);
    if (before !== undefined && at - before.at < LEAST_MILLISECONDS) this.#samples.pop();
    this.#samples.push(this.#latest);
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > WINDOW_MILLISECONDS) this.#samples.shift();
  }

  /** Drives a second, of late. */
  get rate(): number {
    return this.#perSecond('drives');
  }

  /** Undefined where the end or the pace is unknown. */
  get secondsLeft(): number | undefined {
    const bytesPerSecond = this.#perSecond('bytes');
    if (this.#totalBytes === undefined || bytesPerSecond === 0) return undefined;
    return Math.max(0, this.#totalBytes - this.bytes) / bytesPerSecond;
  }

  #perSecond(what: 'drives' | 'bytes'): number {
    const first = this.#samples[0] ?? this.#latest;
    const milliseconds = this.#latest.at - first.at;
    return milliseconds <= 0 ? 0 : ((this.#latest[what] - first[what]) / milliseconds) * 1000;
  }
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`. */
export const numberText = (value: number): string => grouped.format(value);

/** `1 drive`, `2 drives`. */
export const drivesText = (count: number): string => `${numberText(count)} ${count === 1 ? 'drive' : 'drives'}`;

/** `1.2 s`, `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${numberText(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `12,345 drives, 2,345/s, 12 s left`. */
export function throughputText(throughput: Throughput): string {
  const left = throughput.secondsLeft;
  const parts = [drivesText(throughput.drives), `${numberText(throughput.rate)}/s`];
  return (left === undefined ? parts : [...parts, `${durationText(left)} left`]).join(', ');
}
