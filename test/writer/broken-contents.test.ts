/** Contents that yield other bytes than they promised: an error with the path, and nothing behind them moves. */
import type { ContentSource } from 'iso9660-format';
import { chunksOf, collect, layOutImage, slicesOf, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from './images.ts';

describe('contents that break their promise (R53: nothing behind them may move)', () => {
  const differs = expect.objectContaining({
    code: 'content-length-differs',
    issues: [expect.objectContaining({ place: ['entries', 'liar', 'content'] })],
  });
  const layoutOf = (content: ContentSource | Uint8Array) =>
    layOutImage(
      [
        { path: 'liar', content },
        { path: 'z', content: 'z' },
      ],
      OPTIONS,
    );
  const yielding = (byteLength: number, ...lengths: number[]) => ({
    byteLength,
    open: () => lengths.map((length) => new Uint8Array(length)),
  });

  it.each([
    ['too few', yielding(10, 4, 5)],
    ['none', yielding(10)],
    ['too many in one piece', yielding(10, 11)],
    ['too many in the end', yielding(10, 10, 1)],
    [
      'endlessly many',
      {
        byteLength: 10,
        *open() {
          for (;;) yield new Uint8Array(4);
        },
      },
    ],
  ])('%s bytes', async (_, content) => {
    await expect(collect(layoutOf(content))).rejects.toThrow(differs);
  });

  it('no byte beyond the promise is passed on', async () => {
    let passed = 0;
    const chunks = chunksOf(layoutOf(yielding(5000, 5000, 1)), { chunkByteLength: 64 });
    await expect(async () => {
      for await (const chunk of chunks) passed += chunk.length;
    }).rejects.toThrow(differs);
    const { files } = layoutOf(yielding(5000, 5000, 1));
    expect(passed).toBeLessThanOrEqual(files.blocks[0]! * 2048 + 5000);
  });

  it.each([
    ['that fills less than it promised', () => 0],
    ['that fills more than it was given', () => 99],
    ['that fills half a byte', () => 0.5],
    ['that answers no number', () => Number.NaN],
    ['that answers later', () => Promise.resolve(10) as unknown as number],
    ['that goes backwards', () => -1],
  ])('one %s', (_, fill) => {
    const layout = layoutOf({ byteLength: 10, open: () => [], fill });
    expect(() => toBytes(layout)).toThrow(differs);
    expect(() => [...slicesOf(layout, new Uint8Array(100))]).toThrow(differs);
  });

  it('a source whose length changes while it is read', () => {
    const content = { byteLength: 10, open: () => [], fill: (target: Uint8Array) => target.length };
    const layout = layoutOf(content);
    content.byteLength = 12;
    expect(() => toBytes(layout)).toThrow(differs);
  });

  it('bytes whose buffer was transferred since', () => {
    const content = new Uint8Array(10);
    const layout = layoutOf(content);
    structuredClone(content.buffer, { transfer: [content.buffer] });
    expect(() => toBytes(layout)).toThrow(differs);
  });
});
