/** Short words for tests of explain: a drive from its files, and what was found as lines. */
import { type Explanation, explain, type GuestName } from '@configdrive/guests';
import { type Issue, placeText } from '@configdrive/issues';
import type { Content, Entry } from 'iso9660-format';

/** Path → content; objects are written as JSON, null is a directory. */
export type Files = Readonly<Record<string, Content | object | null>>;

/** What must be found: `error uuid-missing openstack/latest/meta_data.json.uuid`. */
export type Row = readonly [verdict: Explanation['verdict'], files: Files, ...found: readonly string[]];

const isContent = (given: Content | object): given is Content =>
  typeof given === 'string' || given instanceof Uint8Array || 'byteLength' in given;

export const entriesFrom = (files: Files): readonly Entry[] =>
  Object.entries(files).map(([path, given]) =>
    given === null ? { path } : { path, content: isContent(given) ? given : JSON.stringify(given) },
  );

/** The part of an issue that is API, as one line. */
const lineOf = ({ code, severity, place }: Issue): string => `${severity} ${code} ${placeText(place)}`;

export interface ExplainedOptions {
  /** Default: the reader's first. */
  readonly version?: string;
  readonly label?: string | undefined;
}

export function explained(reader: GuestName, files: Files, { version, label = 'config-2' }: ExplainedOptions = {}) {
  const explanations = explain({ label, entries: entriesFrom(files) }, { guests: [reader] });
  const explanation = explanations.find((one) => version === undefined || one.version === version);
  if (explanation === undefined) throw new Error(`nothing is explained for ${reader}`);
  return { ...explanation, found: explanation.issues.map(lineOf) };
}

/** Rows for `it.each`, with the codes as the second part of the title. */
export const titled = (rows: readonly Row[]) =>
  rows.map(([verdict, files, ...found]) => {
    const codes = found.map((line) => line.split(' ')[1]).join(', ');
    return [verdict, codes, files, found] as const;
  });
