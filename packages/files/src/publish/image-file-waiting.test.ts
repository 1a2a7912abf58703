/** Writing an image takes its time: waiting, stopping, making directories. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { layOutImage } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import {
  MEBIBYTE,
  modeOf,
  someBytes,
  storageErrorOf,
  timestamp,
  usePlace,
  withUmask,
} from '../../../../test/storage/images.ts';
import { writeImageFile } from './image-file.ts';

const place = usePlace();

describe('writeImageFile', () => {
  /** Ten pieces of one MiB, each after a turn of the event loop. */
  const slowContent = (onPiece: (index: number) => void = () => {}) => ({
    byteLength: 10 * MEBIBYTE,
    async *open() {
      for (let index = 0; index < 10; index++) {
        await new Promise((resolve) => setImmediate(resolve));
        onPiece(index);
        yield someBytes(MEBIBYTE, index);
      }
    },
  });
  const layoutOf = (content: ReturnType<typeof slowContent>) =>
    layOutImage([{ path: 'slow.bin', content }], { volumeIdentifier: 'DATA', timestamp });

  it('gathers chunks of an asynchronous content into large writes', async () => {
    const steps: number[] = [];
    const layout = layoutOf(slowContent());
    await writeImageFile(place.image, layout, { onProgress: (written) => steps.push(written) });
    const whole = Buffer.concat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => someBytes(MEBIBYTE, index)));
    expect(readFileSync(place.image).includes(whole)).toBe(true);
    expect(steps).toEqual([4 * MEBIBYTE, 8 * MEBIBYTE, layout.byteLength]);
  });

  it('lets the event loop live while it writes a big image', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await writeImageFile(place.image, new Uint8Array(64 * MEBIBYTE), { durable: false });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('stops at an abort between slices and leaves no trace', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const writing = writeImageFile(place.image, someBytes(9 * MEBIBYTE), {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(writing).rejects.toBe(reason);
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('stops at an abort while a source hangs, and tells the source', async () => {
    const controller = new AbortController();
    const hanging = {
      byteLength: 10 * MEBIBYTE,
      open: (): AsyncIterable<Uint8Array> => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            setImmediate(() => controller.abort());
            return new Promise<IteratorResult<Uint8Array>>(() => {});
          },
        }),
      }),
    };
    const writing = writeImageFile(place.image, layoutOf(hanging as never), { signal: controller.signal });
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('does nothing when the signal was aborted before', async () => {
    await expect(writeImageFile(place.image, someBytes(3), { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('passes the error of a content on, with the entry it belongs to, and leaves no trace', async () => {
    const reason = new Error('the source is gone');
    const layout = layoutOf(
      slowContent((index) => {
        if (index === 5) throw reason;
      }),
    );
    await expect(writeImageFile(place.image, layout)).rejects.toMatchObject({ code: 'content-failed', cause: reason });
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it('lets one of many creators win, and every reader see a whole file', async () => {
    const attempts = Array.from({ length: 50 }, async (_, index) => {
      await writeImageFile(place.image, new Uint8Array(200_000).fill(index), { ifAbsent: true });
      return index;
    });
    const outcomes = await Promise.allSettled(attempts);
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const codes = new Set(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : [])));
    expect(winners).toHaveLength(1);
    expect([...codes]).toEqual(['already-exists']);
    expect(new Set(readFileSync(place.image))).toEqual(new Set(winners));
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it('makes missing directories on request, 0700', async () => {
    const deep = join(place.directory, 'a/b/drive.iso');
    await withUmask(0o022, () => writeImageFile(deep, someBytes(3), { makeDirectories: true }));
    expect(existsSync(deep)).toBe(true);
    expect([modeOf(dirname(deep)), modeOf(join(place.directory, 'a'))]).toEqual([0o700, 0o700]);
  });

  it('says so when a directory cannot be made', async () => {
    writeFileSync(join(place.directory, 'file'), '');
    const path = join(place.directory, 'file/sub/drive.iso');
    const error = await storageErrorOf(() => writeImageFile(path, someBytes(3), { makeDirectories: true }));
    expect([error.code, error.step]).toEqual(['directory-not-one', 'make-directory']);
  });
});
