/**
 * A stream with an encoding yields strings: they counted as nothing, the file was short and all behind it moved. And what
 * a content threw said nothing of the entry it belonged to.
 */
import type { ContentSource } from 'iso9660-format';
import { collect, layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../writer/images.ts';

const layoutWith = (content: ContentSource) => layOutImage([{ path: 'dir/file', content }], OPTIONS);
const failed = expect.objectContaining({
  name: 'InvalidInputError',
  code: 'content-failed',
  message: expect.stringContaining('entries["dir/file"].content'),
});

describe('a content that yields', () => {
  it.each([
    ['strings', 'abcd'],
    ['array buffers', new ArrayBuffer(4)],
    ['other views', new Uint16Array(2)],
    ['nothing at all', undefined],
  ])('%s is refused', async (_, piece) => {
    const content = { byteLength: 4, open: () => [piece] } as unknown as ContentSource;
    await expect(collect(layoutWith(content))).rejects.toThrow(failed);
  });
});

describe('a content that fails', () => {
  const cause = new Error('EIO');
  const failing = (): never => {
    throw cause;
  };

  it.each([
    ['when it is opened', failing],
    [
      'after a piece',
      function* () {
        yield new Uint8Array(2);
        failing();
      },
    ],
    [
      'later',
      async function* () {
        yield new Uint8Array(2);
        await Promise.reject(cause);
      },
    ],
  ])('%s names its entry and the cause', async (_, open) => {
    const rejection = expect(collect(layoutWith({ byteLength: 4, open }))).rejects;
    await rejection.toThrow(failed);
  });

  it('at once is told the same way, with its own error as the cause', () => {
    const layout = layoutWith({ byteLength: 4, open: failing, fill: failing });
    expect(() => toBytes(layout)).toThrow(failed);
    expect(() => toBytes(layout)).toThrow(expect.objectContaining({ cause }));
  });

  it('with an error that carries issues of its own passes it on as it is', () => {
    const own = Object.assign(new Error('the disk'), { issues: [], code: 'file-changed' });
    const fill = (): never => {
      throw own;
    };
    expect(() => toBytes(layoutWith({ byteLength: 4, open: failing, fill }))).toThrow(own);
  });
});

describe('a content that fails because of the signal that stops the image', () => {
  it('is told as the signal’s reason', async () => {
    const stop = new AbortController();
    async function* open(): AsyncGenerator<Uint8Array> {
      stop.abort(new Error('enough'));
      yield new Uint8Array(0);
      throw new Error('aborted');
    }
    await expect(collect(layoutWith({ byteLength: 4, open }), { signal: stop.signal })).rejects.toThrow('enough');
  });
});
