/** Names of the library's own files beside the images. Each says what it is and, where that matters, whose. */
import { hash, randomFillSync } from 'node:crypto';
import { identityOf, ownIdentity, PROCESS_PATTERN, type ProcessIdentity } from './process-identity.ts';

const PREFIX = '.configdrive-';

/** Makes the name of a temporary file: an image on its way to its name, which it tells to who takes over the lock on that. */
export const tempName = (target?: string): string =>
  `${target === undefined ? PREFIX : ownPrefix(target)}${randomText()}-${ownIdentity()}.draft`;

/** Makes the name of a lock file on a target's name. Random first: no process goes first always. */
export const lockName = (target: string): string => `${ownPrefix(target)}${randomText()}-${ownIdentity()}.claim`;
const ownPrefix = (target: string): string => `${PREFIX}${nameTag(target)}-`;

/** Names the staged copy of a target: the complete new content of a file that is being written over. */
export const stagedCopyName = (target: string): string => `${PREFIX}${nameTag(target)}.next`;

/** Tells whether a name is that of a staged copy. */
export const isStagedCopyName = (name: string): boolean => /^\.configdrive-[0-9a-f]{32}\.next$/.test(name);

const OWNED = new RegExp(`^\\.configdrive-(?:[0-9a-f]{32}-)?[0-9a-f]{32}-(${PROCESS_PATTERN})\\.(?:draft|claim)$`);

/** Reads off a name whose temporary or lock file it is; undefined for every other name. */
export function ownerInName(name: string): { readonly owner: ProcessIdentity | undefined } | undefined {
  const text = name.startsWith(PREFIX) ? OWNED.exec(name)?.[1] : undefined;
  return text === undefined ? undefined : { owner: identityOf(text) };
}

/** Tells whether a name is that of a lock file on a target's name. */
export const isLockOn = (target: string, name: string): boolean =>
  name.endsWith('.claim') && name.startsWith(ownPrefix(target));

/** Tells whether a name is that of a temporary file for the same target, of the same process, as that of a lock file. */
export const isDraftUnder = (lock: string, name: string): boolean =>
  name.endsWith('.draft') && partsOf(name).join() === partsOf(lock).join();

/** The target, and whose file it is. */
const partsOf = (name: string): readonly string[] => [
  name.slice(0, PREFIX.length + TAG_DIGITS + 1),
  name.slice(name.lastIndexOf('-'), name.lastIndexOf('.')),
];

const TAG_DIGITS = 32;

/** Hashes a name of any length to 128 bits: a name of 255 bytes leaves no room beside it. */
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
