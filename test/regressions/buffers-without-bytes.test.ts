/** An empty buffer, or chunks of no bytes, made a loop that never ended. */
import { chunksOf, layOutImage, slicesOf } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../writer/images.ts';

const layout = layOutImage([{ path: 'a', content: 'x' }], OPTIONS);
const tooSmall = expect.objectContaining({ name: 'InvalidInputError', code: 'target-too-small' });

describe('a target without bytes is refused', () => {
  it('a buffer for slices', () => {
    expect(() => slicesOf(layout, new Uint8Array(0)).next()).toThrow(tooSmall);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('chunks of %d bytes', async (chunkByteLength) => {
    await expect(chunksOf(layout, { chunkByteLength }).next()).rejects.toThrow(tooSmall);
  });
});
