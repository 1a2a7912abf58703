/** What a guest that asks over HTTP gets for one path. */
import { DriveContent } from '../drive-content.ts';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import type { MachineData } from '../machine/machine-data.ts';
import type { FileBytes } from './file-bytes.ts';

/** One answer: a content, and what kind of it. */
export interface Answer {
  /** Media type for `Content-Type`. */
  readonly type: string;
  readonly content: DriveContent;
}

/** By path, from the root of the server: `/latest/meta-data/vm-id`. What is not in it is not found. */
export type Answers = ReadonlyMap<string, Answer>;

/** How a metadata service answers in one form. What cannot be served is reported, and nothing is refused but by `refuse`. */
export interface Form {
  /** For a machine; it can be refused where what it has cannot stand in this form. */
  readonly ofMachine: (data: MachineData, setting: Setting, report: CoreIssues) => Answers;
  /** For the files of a drive, as they are; undefined where it has none of this form. */
  readonly ofFiles: (files: FileBytes, report: CoreIssues) => Answers | undefined;
}

const servedName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

/** Whether a name can be a part of a path as it is: no form of metadata hands out one that cannot. */
export const isServedName = (name: string): boolean => servedName.test(name);

/** An answer that is read as text. */
export const textAnswer = (text: string | Uint8Array): Answer => ({
  type: 'text/plain; charset=utf-8',
  content: new DriveContent(text),
});

/** An answer that is read as JSON. */
export const jsonAnswer = (text: string | Uint8Array): Answer => ({
  type: 'application/json',
  content: new DriveContent(text),
});

/** An answer of any bytes. */
export const bytesAnswer = (bytes: Uint8Array): Answer => ({
  type: 'application/octet-stream',
  content: new DriveContent(bytes),
});
