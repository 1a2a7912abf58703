/** The journal of a batch as a file, and which run goes on with which. */
import { existsSync } from 'node:fs';
import { fileSource, openLogFile } from '@configdrive/files';
import { fleetRefusal } from './codes.ts';
import { FingerprintMap, newKey } from './fingerprints.ts';
import { endText, headerText, type JournalState, runText, stateOf } from './journal-records.ts';
import { LineSplitter } from './lines.ts';

export interface JournalOptions {
  /** Go on with what the journal says is finished. */
  readonly resume: boolean;
  /** Begin anew although an earlier run did not come to its end. */
  readonly force: boolean;
  /** Of this run; default that of the unfinished run it goes on with, else now. */
  readonly timestamp: Date | undefined;
  readonly durable: boolean;
}

export interface Journal {
  readonly key: Uint8Array;
  readonly timestamp: Date;
  /** What earlier runs finished; undefined for a run that goes on with none. */
  readonly finished: FingerprintMap | undefined;
  /** @throws StorageError */
  append(records: string): void;
  /**
   * @param isComplete Every line of the input had its turn.
   * @throws StorageError
   */
  close(isComplete: boolean): void;
}

/**
 * Opens the journal for a run. Who runs holds its name meanwhile (`acquireLock`).
 *
 * @throws InvalidInputError `batch-unfinished`, `journal-invalid`
 * @throws StorageError
 */
export function openJournal(path: string, options: JournalOptions): Journal {
  const earlier = readJournal(path);
  if (!options.resume && !options.force) refuseUnfinished(path, earlier);
  const before = options.resume ? earlier : undefined;
  const key = before?.key ?? newKey();
  const timestamp = options.timestamp ?? before?.unfinishedSince ?? now();
  const file = openLogFile(path, before === undefined ? 'new' : 'existing');
  // An empty line ends what an earlier run may have left torn.
  file.append(`${before === undefined ? headerText(key) : '\n'}${runText(timestamp)}`);
  return {
    key,
    timestamp,
    finished: options.resume ? (before?.finished ?? new FingerprintMap()) : undefined,
    append: (records) => file.append(records),
    close: (isComplete) => {
      if (isComplete) file.append(endText);
      file.close(options.durable);
    },
  };
}

/** In whole seconds, which is what an image can hold. */
const now = (): Date => new Date(Math.floor(Date.now() / 1000) * 1000);

function refuseUnfinished(path: string, earlier: JournalState | undefined): void {
  if (earlier?.unfinishedSince === undefined) return;
  const message = 'an earlier batch did not come to its end';
  throw fleetRefusal('batch-unfinished', [path], message);
}

/** Nothing that belongs in a journal is as long. */
const LONGEST_LINE_BYTES = 256;
const PIECE_BYTES = 1024 * 1024;

/** Undefined: there is none, or one whose first line was never finished. */
function readJournal(path: string): JournalState | undefined {
  if (!existsSync(path)) return undefined;
  const source = fileSource(path);
  try {
    const lines = textLinesOf(source);
    const header = lines.next();
    if (header.done === true) return undefined;
    const state = stateOf(header.value, lines);
    if (state !== undefined) return state;
  } finally {
    source.close();
  }
  throw fleetRefusal('journal-invalid', [path], 'not the journal of a batch; move it out of the way');
}

interface Readable {
  readonly byteLength: number;
  read(offset: number, byteLength: number): Uint8Array;
}

function* textLinesOf(source: Readable): Generator<string> {
  const splitter = new LineSplitter(LONGEST_LINE_BYTES);
  for (let at = 0; at < source.byteLength; at += PIECE_BYTES) {
    const piece = source.read(at, Math.min(PIECE_BYTES, source.byteLength - at));
    for (const { bytes = new Uint8Array() } of splitter.push(piece)) yield Buffer.from(bytes).toString('latin1');
  }
}
