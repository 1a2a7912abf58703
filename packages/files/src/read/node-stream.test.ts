import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it, vi } from 'vitest';
import { toNodeStream } from './node-stream.ts';

const OPTIONS = { volumeIdentifier: 'STREAM', timestamp: new Date('2026-03-01T12:34:56Z') };

describe('an image as a Node stream', () => {
  it('has the bytes of the image, in chunks of the size asked for', async () => {
    const layout = layOutImage([{ path: 'a', content: new Uint8Array(300_000).fill(7) }], OPTIONS);
    const sizes: number[] = [];
    const chunks: Buffer[] = [];
    for await (const chunk of toNodeStream(layout, { chunkByteLength: 65_536 })) {
      sizes.push((chunk as Buffer).byteLength);
      chunks.push(chunk as Buffer);
    }
    expect(Buffer.concat(chunks).equals(toBytes(layout))).toBe(true);
    expect(new Set(sizes.slice(0, -1))).toEqual(new Set([65_536]));
  });

  it('goes through a pipeline, contents that are awaited included', async () => {
    const content = {
      byteLength: 10,
      async *open() {
        yield new Uint8Array(10).fill(1);
      },
    };
    const layout = layOutImage([{ path: 'later', content }], OPTIONS);
    const gzip = createGzip();
    const [packed] = await Promise.all([buffer(gzip), pipeline(toNodeStream(layout), gzip)]);
    expect(gunzipSync(packed).byteLength).toBe(layout.byteLength);
  });

  it('closes the content when it is destroyed, and asks for no more of it', async () => {
    let yielded = 0;
    let isClosed = false;
    const content = {
      byteLength: 100 * 65_536,
      async *open() {
        try {
          for (; yielded < 100; yielded++) yield new Uint8Array(65_536);
        } finally {
          isClosed = true;
        }
      },
    };
    const layout = layOutImage([{ path: 'large', content }], OPTIONS);
    const stream = toNodeStream(layout, { chunkByteLength: 65_536 });
    for await (const _ of stream) {
      if (yielded > 2) break;
    }
    await vi.waitFor(() => expect(isClosed).toBe(true));
    expect(yielded).toBeLessThan(20);
  });

  it('ends with the error of a content that breaks its promise', async () => {
    const content = {
      byteLength: 10,
      async *open() {
        yield new Uint8Array(9);
      },
    };
    const layout = layOutImage([{ path: 'short', content }], OPTIONS);
    await expect(buffer(toNodeStream(layout))).rejects.toMatchObject({ code: 'content-length-differs' });
  });
});
