/** Names of instances: each becomes the name of a file, and must never become a way to another directory. */
import { inputRefusal } from '@configdrive/issues';
import { storeCodes } from './codes.ts';

const EXTENSION = '.iso';

/** What a name of 255 bytes leaves. */
const MAX_CHARACTERS = 255 - EXTENSION.length;

/** No separator, no leading dot (hidden, or a way up), nothing that a shell or a log would read otherwise. */
const instanceName = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

const isInstanceName = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= MAX_CHARACTERS && instanceName.test(text);

/**
 * Checks the name of an instance.
 *
 * @throws InvalidInputError `instance-name-invalid`
 */
export function checkedInstance(text: string): string {
  if (isInstanceName(text)) return text;
  const message = `must be 1 to ${MAX_CHARACTERS} of A-Z a-z 0-9 . _ -, not beginning with . or -`;
  throw inputRefusal(storeCodes, 'instance-name-invalid', ['instance'], message);
}

/** Names the file of an instance's drive: `i-2-10-VM.iso`. */
export const fileNameOf = (instance: string): string => `${instance}${EXTENSION}`;

/** Reads the instance off the name of its drive's file; undefined for every other name. */
export function instanceIn(fileName: string): string | undefined {
  if (!fileName.endsWith(EXTENSION)) return undefined;
  const text = fileName.slice(0, -EXTENSION.length);
  return isInstanceName(text) ? text : undefined;
}
