/** Where the machines come from that are served. */
import type { ConfigDrive, Machine } from '@configdrive/core';
import { isObject, kind } from '@configdrive/issues/arguments';

/** A machine that a source has. */
export interface SourceEntry {
  readonly name: string;
  /** Another text: what the machine is has changed. */
  readonly version: string;
}

/** Gives drives or machines by name, and says when there is something new. */
export interface DriveSource {
  /** For people: a path. */
  readonly label: string;
  /** Everything that is there, in any order. */
  list(signal?: AbortSignal): AsyncIterable<SourceEntry>;
  /** Undefined: it is gone. Rejects where it cannot be read. */
  read(name: string, signal?: AbortSignal): Promise<ConfigDrive | Machine | undefined>;
  /** Calls when something may be new; a source without is asked again and again. */
  watch?(onChange: () => void): { close(): void };
}

/** What takes a source says so. */
export const someSource = kind(
  'a source of machines: what memorySource, directorySource or storeSource gives',
  (value) => isObject(value) && typeof value.list === 'function' && typeof value.read === 'function',
);
