/** More room behind the last file of an image. */
import { inputRefusal } from '@configdrive/issues';
import { blocksFor, byteOffsetOf } from 'iso9660-format';
import { writerCodes } from './codes.ts';
import { ImageLayout, plannedImageOf } from './image-layout.ts';
import { MAXIMUM_BLOCKS } from './layout.ts';

/**
 * The same image with zeros behind the last file, so that it is as long as wanted; whole blocks, so up to 2,047 bytes longer.
 * A layout that is as long already is answered as it is.
 *
 * @throws InvalidInputError `image-too-large` above 4,294,967,295 blocks, `layout-copied` for a copy of a layout
 */
export function extendedLayout(layout: ImageLayout, byteLength: number): ImageLayout {
  const planned = plannedImageOf(layout);
  const blockCount = blocksFor(byteLength);
  if (!(blockCount > planned.blockCount)) return layout;
  if (blockCount > MAXIMUM_BLOCKS) {
    throw inputRefusal(writerCodes, 'image-too-large', ['byteLength'], `${MAXIMUM_BLOCKS} blocks can be counted`);
  }
  const paddingBlocks = planned.paddingBlocks + blockCount - planned.blockCount;
  return new ImageLayout({ ...planned, byteLength: byteOffsetOf(blockCount), blockCount, paddingBlocks });
}
