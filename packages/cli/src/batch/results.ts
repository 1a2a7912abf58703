/** What becomes of the lines of a batch, and how threads tell each other. */
import type { DriveOptions, ProfileName } from '@configdrive/core';
import type { Issue } from '@configdrive/issues';

/** Whose fault it is: the line's, the disk's, or ours. */
export type Fault = 'input' | 'storage' | 'internal';

interface OfLine {
  /** Counted from 1. */
  readonly line: number;
  /** Undefined where the line has none. */
  readonly instanceName?: string | undefined;
}

/** The image is in place. */
export interface BuiltDriveResult extends OfLine {
  readonly status: 'built';
  readonly path: string;
  readonly byteLength: number;
  /** What a guest will not like. */
  readonly issues: readonly Issue[];
}

/** The image was in place already, made of the same input in the same way. */
export interface UnchangedDriveResult extends OfLine {
  readonly status: 'unchanged';
  readonly path: string;
}

/** There is no new image; an old one is as it was. */
export interface FailedDriveResult extends OfLine {
  readonly status: 'failed';
  readonly fault: Fault;
  /** All problems of the line. */
  readonly issues: readonly [Issue, ...Issue[]];
  /** It stands in the way of every drive to come (a full disk): the batch ends with it. */
  readonly endsBatch: boolean;
}

export type DriveResult = BuiltDriveResult | UnchangedDriveResult | FailedDriveResult;

/** What decides, beside a line and a date, what is on its drive. Plain data: threads get it, and the journal its hash. */
export interface Building extends Pick<DriveOptions, 'label' | 'tree' | 'strict'> {
  readonly profile?: ProfileName | undefined;
}

/** What a thread needs to know once. */
export interface Task {
  readonly directory: string;
  readonly timestamp: Date;
  readonly building: Building;
  readonly force: boolean;
  readonly mode: number | undefined;
  readonly group: number | undefined;
  readonly allowSharedDirectory: boolean;
  readonly durable: boolean;
  /** Where a `userDataFile` is looked for; undefined: none is allowed. */
  readonly filesFrom: string | undefined;
  readonly key: Uint8Array;
  /** Of earlier runs: names and the fingerprints of their inputs. Undefined: nothing is taken for finished. */
  readonly finished: SharedArrayBuffer | undefined;
  /** One number; not 0: finish the drives under way and begin no other. */
  readonly stop: SharedArrayBuffer;
}

/** A line as it is sent: its bytes follow those of the lines before it. */
export interface SentLine {
  readonly line: number;
  readonly instanceName: string | undefined;
  readonly byteLength: number;
}

/** A message to a thread. */
export interface Parcel {
  readonly lines: readonly SentLine[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The answer to a parcel. */
export interface Answer {
  readonly results: readonly DriveResult[];
  /** For the journal: what is finished and, where flushes were asked for, durable. */
  readonly records: string;
}
