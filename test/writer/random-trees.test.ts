/** Random trees are sound, and libarchive sees what went in. In the long form 20,000 of them. */

import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Entry } from 'iso9660-format';
import type { ImageLayout, ImageOptions } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { differencesOf, type SeenEntry } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type Image, imageOf, sha256 } from './images.ts';
import { RANDOM_BENDS, randomEntries, randomOptions } from './random-trees.ts';
import { viewOf } from './views.ts';

const runs = (usual: number, long: number) => ({ numRuns: isLong ? long : usual });
const HOUR = 3_600_000;

const imageOfRandom = (entries: readonly Entry[], options: Partial<ImageOptions>): Image =>
  imageOf(entries, options, RANDOM_BENDS);

describe('a random tree', () => {
  it(
    'is sound, in its own order and in another',
    () => {
      fc.assert(
        fc.property(randomEntries, randomOptions, (entries, options) => {
          const { bytes } = imageOfRandom(entries, options);
          expect(sha256(imageOfRandom([...entries].reverse(), options).bytes)).toBe(sha256(bytes));
        }),
        runs(100, 20_000),
      );
    },
    HOUR,
  );

  it(
    'is sound with deep directories moved',
    () => {
      fc.assert(
        fc.property(randomEntries, randomOptions, (entries, options) => {
          fc.pre(!entries.some(({ path }) => /^rr_moved/i.test(path)));
          imageOfRandom(entries, { ...options, strictDepth: true, identifiers: 'level-1' });
        }),
        runs(60, 5_000),
      );
    },
    HOUR,
  );
});

withForeign(['bsdtar'], 'a random tree in the eyes of libarchive', () => {
  const directory = useTemporaryDirectory();
  const FIELDS = ['type', 'byteLength', 'sha256', 'mode', 'uid', 'nlink', 'target', 'modified'] as const;

  async function differences(entries: readonly Entry[], { bytes, layout }: Image): Promise<readonly string[]> {
    writeFileSync(directory('random.iso'), bytes);
    const seen = listWithBsdtar(directory('random.iso'), 'rockRidge');
    return differencesOf(await comparable(entries, layout), seen, FIELDS);
  }

  /**
   * libarchive tells no link counts of directories, and those of a file it counts itself: names that it reads one behind
   * the other. An alias of the file may come between.
   */
  async function comparable(entries: readonly Entry[], layout: ImageLayout): Promise<readonly SeenEntry[]> {
    const hasAliases = entries.some(({ sameAs }) => sameAs !== undefined);
    return (await viewOf(entries, layout, 'rockRidge')).map((entry) => {
      const { nlink: _nlink, ...rest } = entry;
      return entry.type === 'file' && !hasAliases ? entry : rest;
    });
  }

  it(
    'is what went in',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomEntries, randomOptions, async (entries, options) => {
          expect(await differences(entries, imageOfRandom(entries, options))).toEqual([]);
        }),
        runs(40, 20_000),
      );
    },
    HOUR,
  );

  it(
    'is what went in with deep directories moved',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomEntries, async (entries) => {
          fc.pre(!entries.some(({ path }) => /^rr_moved/i.test(path)));
          const image = imageOfRandom(entries, {
            strictDepth: true,
            joliet: { overlong: 'cut' },
            identifiers: 'level-1',
          });
          expect(await differences(entries, image)).toEqual([]);
        }),
        runs(20, 5_000),
      );
    },
    HOUR,
  );
});
