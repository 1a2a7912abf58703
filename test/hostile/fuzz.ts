/** Runs the reader, the verifier and the map on damaged images, and judges what they do by rules that hold for all of them. */
import { InvalidImageError } from '@configdrive/issues';
import { type Content, type ContentSource, type Entry, utf8Bytes } from 'iso9660-format';
import { mapImageSync, mapText, openImageSync, type SyncImage, verifyImageSync } from 'iso9660-reader';
import type { ImageOptions } from 'iso9660-writer';
import { build } from './hostile-case.ts';
import { mutated, type Places, placesIn } from './mutate.ts';
import { randomFrom } from './random.ts';

const shared = utf8Bytes('shared');
const SMALL: readonly Entry[] = [
  { path: 'a.txt', content: shared },
  { path: 'd/b.txt', content: shared },
  { path: 'd/c', sameAs: 'a.txt' },
  { path: 'l', target: 'd/b.txt' },
];
const LONG: readonly Entry[] = [
  { path: 'l', target: Array.from({ length: 40 }, (_, index) => `component-${index}`).join('/') },
  { path: 'n'.repeat(200), content: utf8Bytes('x') },
  { path: 'dev', device: { major: 8, minor: 1 }, mode: 0o060600 },
];
const DEEP: readonly Entry[] = [{ path: 'a/b/c/d/e/f/g/h/i/j', content: utf8Bytes('deep') }];

const SEEDS: readonly (readonly [readonly Entry[], Partial<ImageOptions>])[] = [
  [SMALL, {}],
  [SMALL, { joliet: false }],
  [SMALL.slice(0, 2), { rockRidge: false }],
  [LONG, { joliet: { maximumUnits: 103, overlong: 'cut' } }],
  [DEEP, { joliet: false, strictDepth: true }],
];

interface Seed {
  readonly bytes: Uint8Array;
  readonly places: Places;
}

const seeds: readonly Seed[] = SEEDS.map(([entries, options]) => {
  const bytes = build(entries, options);
  return { bytes, places: placesIn(bytes) };
});

/** The damaged image of a number: the same on every machine. */
export function fuzzedImage(number: number): Uint8Array {
  const random = randomFrom(number);
  const { bytes, places } = seeds[number % seeds.length]!;
  return mutated(bytes, places, random);
}

export interface FuzzFailure {
  readonly number: number;
  readonly what: string;
}

/** Nothing takes longer on images as small as these. */
const LONGEST_MS = 2000;

/** One image through everything. Undefined: all is as it must be. */
export function fuzz(number: number): FuzzFailure | undefined {
  const started = performance.now();
  let what: string | undefined;
  try {
    what = judge(fuzzedImage(number), number);
  } catch (cause) {
    what = cause instanceof Error ? `${cause.name}: ${cause.stack ?? cause.message}` : 'something that is no error';
  }
  const took = performance.now() - started;
  if (what === undefined && took > LONGEST_MS) what = `took ${Math.round(took)} ms`;
  return what === undefined ? undefined : { number, what };
}

/** Images of which the map is made too; it costs twice as much as all the rest. */
const MAPPED = 64;

function judge(bytes: Uint8Array, number: number): string | undefined {
  const refusal = refusalOf(bytes);
  const issues = verifyImageSync(bytes);
  if (refusal !== undefined && !issues.some(({ code }) => code === refusal))
    return `refused with ${refusal}, which verify does not report`;
  for (const { block, byte, message } of issues) {
    if (!Number.isSafeInteger(block) || !Number.isSafeInteger(byte)) return 'an issue without a place';
    if (/[\u0000-\u001f\u007f]/.test(message)) return 'an issue with control characters';
  }
  if (number % MAPPED === 0)
    for (const line of mapText(mapImageSync(bytes))) if (line.includes('\n')) return 'a line of two lines';
  return undefined;
}

/** Opens, lists every tree twice, reads every file; the code that ended it. Errors of other kinds are thrown on. */
function refusalOf(bytes: Uint8Array): string | undefined {
  try {
    const image = openImageSync(bytes);
    for (const namespace of image.namespaces) image.entries({ namespace });
    readFiles(image, bytes.byteLength);
    return undefined;
  } catch (cause) {
    if (cause instanceof InvalidImageError) return cause.code;
    throw cause;
  }
}

const isReadable = (content: Content | undefined): content is ContentSource =>
  typeof content === 'object' && 'fill' in content && 'open' in content;

function readFiles(image: SyncImage, byteLength: number): void {
  let left = 4 * byteLength;
  for (const { content } of image.entries()) {
    if (!isReadable(content) || content.byteLength > left) continue;
    left -= content.byteLength;
    try {
      content.fill?.(new Uint8Array(content.byteLength), 0);
    } catch (cause) {
      // A file that cannot be read is one file; the others can.
      if (!(cause instanceof InvalidImageError)) throw cause;
    }
  }
}
