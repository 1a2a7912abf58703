/** Makes of one line one image in the directory, or the reasons why there is none. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltDrive, buildConfigDrive, type DriveCheck, parseMachine } from '@configdrive/core';
import { findInJson, jsonFaultOf, positioned } from '@configdrive/core/internal';
import { type FilesIssueCode, fileSource, finishInterrupted, writeImageFile } from '@configdrive/files';
import { bugReportOf, InvalidInputError, type Issue, internalError, StorageError } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { nameFingerprint } from './chunks.ts';
import { type Fingerprint, FingerprintMap, fingerprintOf, isSame } from './fingerprints.ts';
import { recordText } from './journal-records.ts';
import { type LineInput, readLine } from './line-input.ts';
import type { DriveResult, FailedDriveResult, SentLine, Task } from './results.ts';

/** What became of a line, and what the journal keeps of it; empty: nothing. */
export interface Made {
  readonly result: DriveResult;
  readonly record: string;
}

export type MakeDrive = (line: SentLine, bytes: Uint8Array) => Promise<Made>;

/** What a thread keeps at hand. */
interface Maker {
  readonly task: Task;
  readonly check: DriveCheck | undefined;
  readonly finished: FingerprintMap | undefined;
}

/** Makes the function that a thread makes its drives with. It never rejects. */
export function driveMakerOf(task: Task, check: DriveCheck | undefined): MakeDrive {
  const maker: Maker = { task, check, finished: task.finished && new FingerprintMap(task.finished) };
  return async (line, bytes) => {
    try {
      const { result, record } = await madeOf(maker, line, bytes);
      return { result: withPositions(result, bytes), record };
    } catch (cause) {
      return { result: withPositions(failureOf(line, cause), bytes), record: '' };
    }
  };
}

/** Says where in its line an issue is. Notices are the same of all lines, and are left as they are. */
function withPositions<Result extends DriveResult>(result: Result, bytes: Uint8Array): Result {
  if (result.status === 'unchanged' || result.issues.every(({ severity }) => severity === 'notice')) return result;
  const text = strictUtf8Text(bytes);
  if (text === undefined || jsonFaultOf(text) !== undefined) return result;
  const issues = positioned(result.issues, text, findInJson).map((issue) =>
    issue.at === undefined ? issue : { ...issue, at: { ...issue.at, line: result.line } },
  );
  return { ...result, issues };
}

async function madeOf(maker: Maker, { line, instanceName }: SentLine, bytes: Uint8Array): Promise<Made> {
  const { task, finished } = maker;
  const lineInput = await readLine(bytes, task.filesFrom);
  if (instanceName === undefined || lineInput.issues.length > 0) throw refusalOf(lineInput, maker);
  const path = join(task.directory, `${instanceName}.iso`);
  const name = nameFingerprint(task.key, instanceName);
  const input = inputFingerprint(task, bytes, lineInput.userData);
  const unchanged: DriveResult = { status: 'unchanged', line, instanceName, path };
  // Only names that have made a drive are in there: they are safe in a path.
  if (isFinished(finished?.get(name), input, path)) return { result: unchanged, record: '' };
  const { bytes: image, issues } = builtOf(lineInput, maker);
  const record = recordText(name, input);
  // What an earlier run put in place without living to write it down.
  if (finished !== undefined && holds(path, image)) {
    await finishInterrupted(path); // who has the file open does not see what a copy beside it holds
    return { result: unchanged, record };
  }
  await publish(path, image, task);
  return { result: { status: 'built', line, instanceName, path, byteLength: image.byteLength, issues }, record };
}

/** All problems of a line that no drive is made of. */
function refusalOf({ input, issues }: LineInput, maker: Maker): InvalidInputError {
  const [first, ...others] = [...issues, ...problemsOf(input, maker)];
  if (first === undefined) throw internalError('nothing is wrong with a line that was refused');
  return new InvalidInputError([first, ...others]);
}

function problemsOf(input: unknown, maker: Maker): readonly Issue[] {
  try {
    builtOf({ input }, maker);
    return [];
  } catch (cause) {
    if (cause instanceof InvalidInputError) return cause.issues;
    throw cause;
  }
}

function builtOf({ input }: Pick<LineInput, 'input'>, { task, check }: Maker): BuiltDrive {
  const { strict, ...reading } = task.building;
  return buildConfigDrive(parseMachine(input, reading), { timestamp: task.timestamp, strict, check });
}

/**
 * Makes the fingerprint of all that decides what is on a drive, but its date: that of a finished one stays. A check decides
 * only where it may refuse.
 */
function inputFingerprint(
  { key, building: { check, ...building } }: Task,
  line: Uint8Array,
  userData: Uint8Array = new Uint8Array(),
): Fingerprint {
  const deciding = building.strict ? { ...building, check } : building;
  return fingerprintOf(key, 'input', JSON.stringify(deciding), line, userData);
}

const isFinished = (before: Fingerprint | undefined, input: Fingerprint, path: string): boolean =>
  before !== undefined && isSame(before, input) && isFile(path);

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Whether a file is there that has exactly these bytes. */
function holds(path: string, bytes: Uint8Array): boolean {
  if (!isFile(path)) return false;
  const source = fileSource(path);
  try {
    return source.byteLength === bytes.byteLength && Buffer.compare(source.read(0, bytes.byteLength), bytes) === 0;
  } finally {
    source.close();
  }
}

/** With flushes others get on meanwhile; the names of all images are made durable together. */
async function publish(path: string, image: Uint8Array, task: Task): Promise<void> {
  const { force, mode, group, allowSharedDirectory, durable } = task;
  const options = { ifAbsent: !force, mode, group, allowSharedDirectory } as const;
  try {
    await writeImageFile(path, image, { ...options, durable: durable ? 'content' : false });
  } finally {
    image.fill(0); // a batch must not leave a million passwords in its memory
  }
}

/** Turns any error into the result of a line. */
export function failureOf(
  { line, instanceName }: Pick<DriveResult, 'line' | 'instanceName'>,
  cause: unknown,
): FailedDriveResult {
  const failed = { status: 'failed', line, instanceName, endsBatch: false } as const;
  if (cause instanceof InvalidInputError) return { ...failed, fault: 'input', issues: cause.issues };
  if (cause instanceof StorageError) {
    return { ...failed, fault: 'storage', issues: cause.issues, endsBatch: endsBatch(cause) };
  }
  return {
    ...failed,
    fault: 'internal',
    issues: [{ code: 'internal', severity: 'error', place: [], message: bugReportOf(cause) }],
  };
}

/** What is wrong with one path, and not with the directory or the disk. */
const OF_ONE_PATH: ReadonlySet<string> = new Set([
  'path-invalid',
  'not-a-file',
  'already-exists',
  'busy',
] satisfies FilesIssueCode[]);

/** Reading is done for one line only: its user data, and the image that may be its own. */
const endsBatch = ({ code, step }: StorageError): boolean =>
  step !== 'open' && step !== 'read' && !OF_ONE_PATH.has(code);
