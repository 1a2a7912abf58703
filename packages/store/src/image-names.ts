/** Names of images: what a backend keeps under them must be found under them anywhere, and lead nowhere else. */
import { inputRefusal } from '@configdrive/issues';
import { storeCodes } from './codes.ts';

export const MAX_NAME_CHARACTERS = 255;

/** No separator, no leading dot (hidden, or a way up), nothing that a shell or a log would read otherwise. */
const imageName = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** Tells whether a text can be the name of an image in any backend. */
export const isImageName = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= MAX_NAME_CHARACTERS && imageName.test(text);

/**
 * Checks the name of an image, as every backend does before anything else.
 *
 * @throws InvalidInputError `image-name-invalid`
 */
export function checkedImageName(text: string): string {
  if (isImageName(text)) return text;
  const message = `must be 1 to ${MAX_NAME_CHARACTERS} of A-Z a-z 0-9 . _ -, not beginning with . or -`;
  throw inputRefusal(storeCodes, 'image-name-invalid', ['name'], message);
}
