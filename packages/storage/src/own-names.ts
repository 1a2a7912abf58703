/** Names of the library's own files beside the images. Each says what it is and, where that matters, whose. */
import { hash, randomFillSync } from 'node:crypto';
import { OWNER_PATTERN, type Owner, ownerOf, ownOwner } from './owner.ts';

const PREFIX = '.configdrive-';

/** An image on its way to its name. */
export const draftName = (): string => `${PREFIX}${randomText()}-${ownOwner()}.draft`;

/** Says that a process is about to compare or write over the file of a name. Random first: no process goes first always. */
export const claimName = (target: string): string => `${claimPrefix(target)}${randomText()}-${ownOwner()}.claim`;
const claimPrefix = (target: string): string => `${PREFIX}${nameTag(target)}-`;

/** The complete new content of a file that is being written over. One for each name. */
export const nextName = (target: string): string => `${PREFIX}${nameTag(target)}.next`;

/** Whether a name is that of such a content. */
export const isNext = (name: string): boolean => /^\.configdrive-[0-9a-f]{32}\.next$/.test(name);

const OWNED = new RegExp(`^\\.configdrive-(?:[0-9a-f]{32}-)?[0-9a-f]{32}-(${OWNER_PATTERN})\\.(?:draft|claim)$`);

/** Whose draft or claim this is; undefined for every other name. */
export function ownerInName(name: string): { readonly owner: Owner | undefined } | undefined {
  const text = name.startsWith(PREFIX) ? OWNED.exec(name)?.[1] : undefined;
  return text === undefined ? undefined : { owner: ownerOf(text) };
}

export const isClaimOn = (target: string, name: string): boolean =>
  name.endsWith('.claim') && name.startsWith(claimPrefix(target));

const TAG_DIGITS = 32;

/** Of any length in, 128 bits out: a name of 255 bytes leaves no room beside it. */
const nameTag = (target: string): string => hash('sha256', target).slice(0, TAG_DIGITS);

const RANDOM_BYTES = 16;

/** Random bytes for the next names: asked for 256 at a time, which costs what asking for one does. */
const randomPool = Buffer.alloc(256 * RANDOM_BYTES);
let randomUsed = randomPool.byteLength;

function randomText(): string {
  if (randomUsed === randomPool.byteLength) {
    randomFillSync(randomPool);
    randomUsed = 0;
  }
  randomUsed += RANDOM_BYTES;
  return randomPool.toString('hex', randomUsed - RANDOM_BYTES, randomUsed);
}
