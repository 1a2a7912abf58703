/** What becomes of the lines of a fleet's input, and the messages between threads. */
import type { DriveOptions, ProfileName } from '@configdrive/core';
import type { Issue } from '@configdrive/issues';
import type { LocatedCheck } from './check.ts';

/** Whose fault it is that there is no new image: the line's, the disk's, or ours. */
export type Fault = 'input' | 'storage' | 'internal';

/** Says which line of the input a result is about. */
export interface LineIdentity {
  /** Counted from 1. */
  readonly line: number;
  /** Undefined where the line has none. */
  readonly instanceName?: string | undefined;
}

/** The result of a line whose image is in place. */
export interface BuiltDriveResult extends LineIdentity {
  readonly status: 'built';
  readonly path: string;
  readonly byteLength: number;
  /** What a guest will not like, and what the check of the drives found. */
  readonly issues: readonly Issue[];
}

/** The result of a line whose image was in place already, made of the same input in the same way. */
export interface UnchangedDriveResult extends LineIdentity {
  readonly status: 'unchanged';
  readonly path: string;
}

/** The result of a line of which no new image was made; an old one is as it was. */
export interface FailedDriveResult extends LineIdentity {
  readonly status: 'failed';
  readonly fault: Fault;
  /** All problems of the line. */
  readonly issues: readonly [Issue, ...Issue[]];
  /** It stands in the way of every drive to come (a full disk): the batch ends with it. */
  readonly endsBatch: boolean;
}

/** What became of one line. */
export type DriveResult = BuiltDriveResult | UnchangedDriveResult | FailedDriveResult;

/** The options that decide, beside a line and a date, what is on its drive. */
export interface BuildSettings extends Pick<DriveOptions, 'label' | 'tree' | 'strict' | 'allow'> {
  readonly profile?: ProfileName | undefined;
}

/** How drives are built, as plain data: threads get it, and the journal its hash. */
export interface DriveSettings extends BuildSettings {
  /** Looks at every drive before it is written. */
  readonly check?: LocatedCheck | undefined;
}

/** What a thread needs to know once. */
export interface Task {
  readonly directory: string;
  readonly timestamp: Date;
  readonly building: DriveSettings;
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

/** Lines that are sent to a thread together. */
export interface Batch {
  readonly lines: readonly SentLine[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a thread answers to a batch. */
export interface BatchReply {
  readonly results: readonly DriveResult[];
  /** Text for the journal: what is finished and, where flushes were asked for, durable. */
  readonly records: string;
}
