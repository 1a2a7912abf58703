/** What a directory of images does, in one place to be loaded from. */

export { collectLeftovers } from './leftovers.ts';
export { listImages } from './list.ts';
export { unlockImage, withImageLock } from './locks.ts';
export { identifyImage, prepareDirectory, statImage } from './look.ts';
export { removeImage } from './remove.ts';
export { replaceImage } from './replace.ts';
export { isSameDirectory } from './same-place.ts';
export { readImage } from './snapshots.ts';
