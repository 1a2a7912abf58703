/**
 * Tables of codes: each package has one, the docs print them all, and its codes are API: adding one is minor, renaming one
 * is major.
 */
import type { Severity } from './issue.ts';

/** What a code stands for. */
export interface CodeMeaning {
  /** Severity of the worst case. */
  readonly severity: Severity;
  /** An input or an image with this is refused; what does not refuse travels with the result. */
  readonly refuses: boolean;
  /** Number of the rule that is broken; where a code stands for several, the issue says which. */
  readonly rule?: string;
  /** True: who acts may let it through, by naming the code, and is warned. */
  readonly isAllowable?: boolean;
  /** A phrase or sentence for people; empty where it is the code's doc comment, so that a page need not load it. */
  readonly meaning: string;
}

export type CodeTable<Code extends string> = Readonly<Record<Code, CodeMeaning>>;

/** The codes of a table. */
export type CodeOf<Table> = Table extends CodeTable<infer Code> ? Code : never;

/** Defines the codes of a package, so that collectors, docs and types know them from one table. */
export const defineCodes = /* @__NO_SIDE_EFFECTS__ */ <const Code extends string>(
  table: CodeTable<Code>,
): CodeTable<Code> => table;

const kind =
  (severity: Severity, refuses: boolean) =>
  (meaning: string, rule?: string): CodeMeaning =>
    rule === undefined ? { severity, refuses, meaning } : { severity, refuses, rule, meaning };

/** The meaning of a code with which nothing is made or read. */
export const refusal = kind('error', true);

/** The meaning of a code that costs somebody the whole, and stops nobody else. */
export const error = kind('error', false);

/** The meaning of a code that costs somebody a part. */
export const warning = kind('warning', false);

/** The meaning of a code that costs nothing, and is not what it looks like. */
export const notice = kind('notice', false);
