/** Contents of entries that are in memory, whoever made them: texts, bytes, and those of a drive. Without Node, since browsers run tests that use it. */
import { bytesOf } from '@configdrive/core/internal';
import { type Content, utf8Text } from 'iso9660-format';

/** The bytes of a content; undefined where it has to be read from somewhere. */
export const bytesIn = (content: Content | undefined): Uint8Array | undefined =>
  content === undefined ? undefined : bytesOf(content);

/** The bytes of a content that is in memory. */
export function bytesAtHand(content: Content | undefined): Uint8Array {
  const bytes = bytesIn(content);
  if (bytes === undefined) throw new Error('the content is not in memory');
  return bytes;
}

/** The text of a content; undefined where there is none in memory. */
export function textIn(content: Content | undefined): string | undefined {
  const bytes = bytesIn(content);
  return bytes === undefined ? undefined : utf8Text(bytes);
}
