/** A line of a batch as the input of a drive, with everything that is wrong with the line itself. */
import { resolve } from 'node:path';
import { jsonFaultOf } from '@configdrive/core/internal';
import { readWholeFile } from '@configdrive/files';
import type { Issue, Place } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { type FleetCode, fleetRefusal } from './codes.ts';

export interface LineInput {
  /** Of whatever shape; for the library to check. */
  readonly input: unknown;
  /** From the file that the line names. */
  readonly userData: Uint8Array | undefined;
  /** What refuses the line, whatever the library says. */
  readonly issues: readonly Issue[];
}

/** No user data is as large in any form. */
const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Reads a line, and the file of user data that it may name.
 *
 * @param filesFrom Where a `userDataFile` is looked for; undefined: none is allowed.
 * @throws InvalidInputError when the line is no JSON
 * @throws StorageError when the file cannot be read
 */
export async function readLine(bytes: Uint8Array, filesFrom: string | undefined): Promise<LineInput> {
  const value = parsed(bytes);
  // What is no object is for the library to refuse, with the words it has for that.
  if (!isMembers(value)) return { input: value, userData: undefined, issues: nameIssues(value) };
  const { userDataFile, ...others } = value;
  if (typeof userDataFile !== 'string') return { input: value, userData: undefined, issues: nameIssues(value) };
  const issues = [...nameIssues(value), ...fileIssues(value, filesFrom)];
  if (filesFrom === undefined || issues.length > 0) return { input: others, userData: undefined, issues };
  const userData = await readWholeFile(resolve(filesFrom, userDataFile), { limit: FILE_LIMIT_BYTES });
  return { input: { ...others, userData }, userData, issues };
}

function parsed(bytes: Uint8Array): unknown {
  const text = strictUtf8Text(bytes);
  if (text === undefined) throw fleetRefusal('input-not-utf8', [], 'not UTF-8');
  const fault = jsonFaultOf(text);
  if (fault !== undefined) throw fleetRefusal(fault.code, [], `column ${fault.column}: ${fault.what}`);
  return JSON.parse(text);
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name of another type is for the library to refuse. */
function nameIssues(value: unknown): readonly Issue[] {
  if (isMembers(value) && value.instanceName !== undefined) return [];
  const message = 'a line of a batch needs the instanceName: the image is called after it';
  return [issue('instance-name-missing', ['instanceName'], message)];
}

function fileIssues(value: Members, filesFrom: string | undefined): readonly Issue[] {
  const place = ['userDataFile'];
  return [
    ...(filesFrom === undefined ? [issue('files-not-allowed', place, 'a line may not name files here')] : []),
    ...(value.userData === undefined
      ? []
      : [issue('user-data-twice', ['userData'], 'given by both userData and userDataFile')]),
  ];
}

const issue = (code: FleetCode, place: Place, message: string): Issue => fleetRefusal(code, place, message).issues[0];
