/** Short words for the tests of the core: what is refused and where, what a file of a plan holds. */
import {
  type BuildOptions,
  type ConfigDrive,
  type DriveInput,
  parseMachine,
  planConfigDrive,
  type Triple,
} from '@configdrive/core';
import { InvalidInputError, type Issue, placeText } from '@configdrive/issues';
import { type Content, utf8Text } from 'iso9660-format';
import { bytesAtHand } from '../support/contents.ts';

export const TIMESTAMP = new Date('2026-03-01T12:00:00Z');

/** `code at place`, the part of an issue that is API. */
export const codeAndPlace = ({ code, place }: Issue): string => `${code} at ${placeText(place) || 'the input'}`;

/** What refuses the input: `name-unsafe at vmData[0][1]`; empty when nothing does. */
export function refusalsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues.map(codeAndPlace);
    throw error;
  }
  return [];
}

/** `warning label-unknown at label` for each issue of a drive. */
export const issuesOf = ({ issues }: ConfigDrive): readonly string[] =>
  issues.map((issue) => `${issue.severity} ${codeAndPlace(issue)}`);

/** An identity, so that a plan without more has no issue of its own but the missing NICs. */
export const VM_ID: Triple = ['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'];

/** The plan of an input, checked and planned with the same options. */
export const planInput = (input: unknown, options: BuildOptions): ConfigDrive =>
  planConfigDrive(parseMachine(input, options), options);

export type PlanArguments = Partial<DriveInput> & { readonly options?: Partial<BuildOptions> };

/** A plan of these triples (and an identity), these NICs and these options. */
export function planOf({ options, vmData = [], ...rest }: PlanArguments): ConfigDrive {
  return planInput({ ...rest, vmData: [VM_ID, ...vmData] }, { timestamp: TIMESTAMP, ...options });
}

const textOf = (content: Content): string => utf8Text(bytesAtHand(content));

/** The text at a path; undefined when there is no file. */
export function fileOf({ entries }: ConfigDrive, path: string): string | undefined {
  const content = entries.find((entry) => entry.path === path)?.content;
  return content === undefined ? undefined : textOf(content);
}

/** Path and text of every file below a directory. */
export const filesBelow = ({ entries }: ConfigDrive, directory: string): Record<string, string> =>
  Object.fromEntries(
    entries.flatMap(({ path, content }) =>
      content === undefined || !path.startsWith(`${directory}/`)
        ? []
        : [[path.slice(directory.length + 1), textOf(content)]],
    ),
  );

export const pathsOf = ({ entries }: ConfigDrive): readonly string[] => entries.map(({ path }) => path);

/** Without Node, since browsers run tests that use it. */
export const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
