/** What became of all lines, as numbers and as words. */

import type { DriveResult, Fault } from '@configdrive/fleet';
import { type Issue, issueText } from '@configdrive/issues';
import { DONE, type ExitCode, INPUT_INVALID, INTERNAL, STORAGE_FAILED } from '../../framework/exit-codes.ts';
import { drivesText, durationText, numberText } from './throughput.ts';

/** Lines with one code. */
interface Occurrences {
  count: number;
  firstLine: number;
  /** What is said of the first of them. */
  text: string;
}

export class Summary {
  readonly #counts: Record<DriveResult['status'], number> = { built: 0, unchanged: 0, failed: 0 };
  /** By the code of the first problem. */
  readonly #failures = new Map<string, Occurrences>();
  /** Of drives that are built all the same, by code and severity. */
  readonly #concerns = new Map<string, Occurrences>();
  readonly #faults = new Set<Fault>();
  #elsewhere = 0;
  #endedEarly = false;

  get isEmpty(): boolean {
    return Object.values(this.#counts).every((count) => count === 0);
  }

  /** Something stood in the way of every drive to come. */
  get endedEarly(): boolean {
    return this.#endedEarly;
  }

  /** The worst fault decides. */
  get exitCode(): ExitCode {
    return worstFirst.find(([fault]) => this.#faults.has(fault))?.[1] ?? DONE;
  }

  add(result: DriveResult): void {
    this.#counts[result.status]++;
    if (result.status === 'failed') {
      this.#faults.add(result.fault);
      this.#endedEarly ||= result.endsBatch;
      count(this.#failures, result.issues[0].code, result.line, '');
    } else if (result.status === 'built') {
      const concerns = new Map(result.issues.map((issue) => [concernText(issue), issueText(issue)]));
      for (const [concern, text] of concerns) count(this.#concerns, concern, result.line, text);
    }
  }

  addElsewhere(lines: number): void {
    this.#elsewhere += lines;
  }

  /** For programs: what became of the lines, and failures by code. */
  facts(): object {
    const failures = Object.fromEntries([...this.#failures].map(([code, { count: lines }]) => [code, lines]));
    return { ...this.#counts, elsewhere: this.#elsewhere, endedEarly: this.#endedEarly, failures };
  }

  /** For people: a line, and one per code. */
  text(name: string, seconds: number): string {
    const { built, unchanged, failed } = this.#counts;
    const parts = [`${drivesText(built)} built`];
    if (unchanged > 0) parts.push(`${numberText(unchanged)} unchanged`);
    parts.push(`${numberText(failed)} failed`);
    if (this.#elsewhere > 0) parts.push(`${numberText(this.#elsewhere)} of other shards`);
    const throughput = `${durationText(seconds)}, ${numberText((built + unchanged) / Math.max(seconds, 0.001))}/s`;
    return [`${name}: ${parts.join(', ')}; ${throughput}`, ...this.#codeLines()].join('\n');
  }

  #codeLines(): readonly string[] {
    return [
      ...section('failed', this.#failures, (code) => hints[code] ?? ''),
      ...section('built, but', this.#concerns, (_, { text }) => `: ${text}`),
    ];
  }
}

const worstFirst: readonly (readonly [Fault, ExitCode])[] = [
  ['internal', INTERNAL],
  ['storage', STORAGE_FAILED],
  ['input', INPUT_INVALID],
];

/** What gets past the issues that many lines may have; said once, with their number. */
const hints: Readonly<Record<string, string>> = {
  'already-exists': '; --resume leaves those of the same input, --force replaces all',
  'create-once-unsupported': '; --force does that',
  'directory-foreign': '; --allow-shared-directory writes all the same',
  'directory-shared': '; --allow-shared-directory writes all the same',
};

/** Tells whether the summary says what gets past an issue, so that it is not said of every line. */
export const isHintedAtTheEnd = ({ code }: Issue): boolean => code in hints;

const concernText = ({ code, severity }: Issue): string => `${code} (${severity})`;

function count(occurrences: Map<string, Occurrences>, code: string, line: number, text: string): void {
  const known = occurrences.get(code);
  if (known === undefined) occurrences.set(code, { count: 1, firstLine: line, text });
  else {
    known.count++;
    if (line < known.firstLine) Object.assign(known, { firstLine: line, text });
  }
}

/** Most frequent first. */
function section(
  title: string,
  occurrences: ReadonlyMap<string, Occurrences>,
  hintOf: (code: string, of: Occurrences) => string,
): readonly string[] {
  if (occurrences.size === 0) return [];
  const sorted = [...occurrences].sort(([, a], [, b]) => b.count - a.count || a.firstLine - b.firstLine);
  const width = Math.max(...sorted.map(([, { count: lines }]) => numberText(lines).length));
  const lineOf = ([code, occurrences]: readonly [string, Occurrences]): string => {
    const { count: lines, firstLine } = occurrences;
    const which = `${lines === 1 ? '' : 'first '}in line ${firstLine}`;
    return `  ${numberText(lines).padStart(width)}  ${code}, ${which}${hintOf(code, occurrences)}`;
  };
  return [`${title}:`, ...sorted.map(lineOf)];
}
