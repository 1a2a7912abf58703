/**
 * What a batch writes down of itself: lines of text, so that a torn end spoils nothing but itself. The key lies in the
 * journal, which is as secret as the drives beside it.
 *
 *     {"schema":"configdrive.batch-journal/1","key":"…"}
 *     {"run":"2026-03-01T12:34:56.000Z"}
 *     9b2f6e0c1d3a4b58e7728e098a7a1efa          name and input of a finished drive
 *     {"end":true}
 */
import { FINGERPRINT_DIGITS, type Fingerprint, FingerprintMap, fingerprintInHex, hexOf } from './fingerprints.ts';

const SCHEMA = 'configdrive.batch-journal/1';

export const headerText = (key: Uint8Array): string =>
  `${JSON.stringify({ schema: SCHEMA, key: Buffer.from(key).toString('hex') })}\n`;
export const runText = (timestamp: Date): string => `${JSON.stringify({ run: timestamp.toISOString() })}\n`;
export const endText = `${JSON.stringify({ end: true })}\n`;
export const recordText = (name: Fingerprint, input: Fingerprint): string => `${hexOf(name)}${hexOf(input)}\n`;

export interface JournalState {
  readonly key: Uint8Array;
  /** Finished drives: names, and the inputs they were last made of. */
  readonly finished: FingerprintMap;
  /** Of the last run that did not come to its end. */
  readonly unfinishedSince: Date | undefined;
}

/** The state that the lines after a header add up to; undefined for another header. Torn lines count for nothing. */
export function stateOf(header: string, lines: Iterable<string>): JournalState | undefined {
  const key = keyIn(header);
  if (key === undefined) return undefined;
  let unfinishedSince: Date | undefined;
  const finished = new FingerprintMap();
  for (const line of lines) {
    if (RECORD.test(line)) finished.set(...recordIn(line));
    else unfinishedSince = isEnd(line) ? undefined : (runIn(line) ?? unfinishedSince);
  }
  return { key, finished, unfinishedSince };
}

const recordIn = (line: string): [name: Fingerprint, input: Fingerprint] => [
  fingerprintInHex(line.slice(0, FINGERPRINT_DIGITS)),
  fingerprintInHex(line.slice(FINGERPRINT_DIGITS)),
];

const RECORD = /^[0-9a-f]{32}$/;
const KEY = /"key":"([0-9a-f]{64})"\}$/;
const RUN = /^\{"run":"([0-9TZ:.-]{24})"\}$/;

function keyIn(line: string): Uint8Array | undefined {
  const key = Buffer.from(KEY.exec(line)?.[1] ?? '', 'hex');
  return headerText(key) === `${line}\n` && key.byteLength > 0 ? key : undefined;
}

function runIn(line: string): Date | undefined {
  const date = new Date(RUN.exec(line)?.[1] ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const isEnd = (line: string): boolean => `${line}\n` === endText;
