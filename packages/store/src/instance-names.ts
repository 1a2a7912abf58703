/** Names of instances: each becomes the name of an image, and must never become a way to another place. */
import { inputRefusal } from '@configdrive/issues';
import { storeCodes } from './codes.ts';
import { isImageName, MAX_NAME_CHARACTERS } from './image-names.ts';

const EXTENSION = '.iso';

const MAX_CHARACTERS = MAX_NAME_CHARACTERS - EXTENSION.length;

const isInstanceName = (text: unknown): text is string => isImageName(text) && text.length <= MAX_CHARACTERS;

/**
 * Checks the name of an instance.
 *
 * @throws InvalidInputError `instance-name-invalid`
 */
export function checkedInstance(text: unknown): string {
  if (isInstanceName(text)) return text;
  // The text itself is not told: where words are swapped, it is an input with all of its secrets.
  const message = `must be 1 to ${MAX_CHARACTERS} of A-Z a-z 0-9 . _ -, not beginning with . or -`;
  throw inputRefusal(storeCodes, 'instance-name-invalid', ['instance'], message);
}

/** Names the image of an instance's drive: `i-2-10-VM.iso`. */
export const imageNameOf = (instance: string): string => `${instance}${EXTENSION}`;

/** Reads the instance off the name of its drive's image; undefined for every other name. */
export const instanceIn = (imageName: string): string | undefined => withoutEnd(imageName, EXTENSION);

const KEPT = `${EXTENSION}.before-migration`;

/** As long as that of a drive, for instances whose name leaves no room for more; no drive's name ends so. */
const KEPT_SHORT = '.old';

const hasRoom = (instance: string): boolean => instance.length + KEPT.length <= MAX_NAME_CHARACTERS;

/** Names the image of the drive of before, which a migration in one place keeps until it is final. */
export const keptNameOf = (instance: string): string => `${instance}${hasRoom(instance) ? KEPT : KEPT_SHORT}`;

/** Reads the instance off the name of a drive that a migration keeps; undefined for every other name. */
export function instanceKeptIn(imageName: string): string | undefined {
  const instance = withoutEnd(imageName, KEPT) ?? withoutEnd(imageName, KEPT_SHORT);
  return instance !== undefined && keptNameOf(instance) === imageName ? instance : undefined;
}

function withoutEnd(imageName: string, end: string): string | undefined {
  if (!imageName.endsWith(end)) return undefined;
  const text = imageName.slice(0, -end.length);
  return isInstanceName(text) ? text : undefined;
}
