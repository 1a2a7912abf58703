/** Hostile images: 48 families, each with what the reader and the verifier must do. */
import { directoryRecord, type Entry } from 'iso9660-format';
import type { ImageCode } from 'iso9660-reader';
import { type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import { Editor } from '../reader/mutants/editor.ts';
import { type BaseName, baseImage } from '../reader/mutants/mutant.ts';

/** What the verifier must say: an error, anything at all, nothing worse than a warning, or whatever it likes. */
export type Verdict = 'error' | 'flag' | 'ignore' | 'any';

export interface HostileCase {
  readonly family: number;
  readonly name: string;
  readonly image: () => Uint8Array;
  /** `read`: every tree is listed. Else one of these codes ends the reading. `either`: read, or refused with any code. */
  readonly reader: 'read' | 'either' | readonly ImageCode[];
  /** The tree by default has the paths that the undamaged image has. */
  readonly hasSamePaths?: boolean;
  /** Files whose contents are refused, with the code; all others are read. */
  readonly unreadable?: Readonly<Record<string, ImageCode>>;
  /** The code that forbids the extraction of what can be read. */
  readonly extraction?: string;
  readonly verify: Verdict;
}

const timestamp = new Date('2026-07-01T00:00:00Z');

/** An image of entries of its own, Rock Ridge only: small, and one tree to damage. */
export const build = (entries: readonly Entry[], options: Partial<ImageOptions> = { joliet: false }): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, ...options }));

/** An image with one damage. */
export function edited(bytes: Uint8Array, edit: (image: Editor) => void): Uint8Array {
  const image = new Editor(bytes);
  edit(image);
  return image.bytes;
}

/** A base image with one damage. */
export const damaged =
  (edit: (image: Editor) => void, base: BaseName = 'sample') =>
  (): Uint8Array =>
    edited(baseImage(base), edit);

/** Cases of one family that differ in their damage only. */
export const cases = (
  family: number,
  expected: Pick<HostileCase, 'reader' | 'verify' | 'hasSamePaths' | 'extraction'>,
  damages: Readonly<Record<string, (image: Editor) => void>>,
  base: BaseName | (() => Uint8Array) = 'sample',
): readonly HostileCase[] =>
  Object.entries(damages).map(([name, edit]) => ({
    family,
    name,
    image: () => edited(typeof base === 'string' ? baseImage(base) : base(), edit),
    ...expected,
  }));

export const blockOf = (image: Editor, path: string): number =>
  directoryRecord.get.extentBlock(image.bytes, image.record(path));

/** A base image cut short. */
export const cut =
  (byteLength: number | ((whole: number) => number), base: BaseName = 'sample') =>
  (): Uint8Array => {
    const bytes = baseImage(base);
    return bytes.slice(0, typeof byteLength === 'number' ? byteLength : byteLength(bytes.byteLength));
  };

/** A base image with something behind it. */
export const extended =
  (tail: Uint8Array, base: BaseName = 'sample') =>
  (): Uint8Array => {
    const bytes = baseImage(base);
    const whole = new Uint8Array(bytes.byteLength + tail.byteLength);
    whole.set(bytes);
    whole.set(tail, bytes.byteLength);
    return whole;
  };

export const BLOCK = 2048;

/** 2^21 blocks are 2^32 bytes: multiplied by 2048 in 32 bits this comes back to the same place. */
export const WRAPS = 2 ** 21;
