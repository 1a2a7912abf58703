/** The bytes of a file that no tree of the image shows were in the image all the same. */
import { describe, expect, it } from 'vitest';
import { imageOf } from '../writer/images.ts';

const secret = new TextEncoder().encode('not to be shown');

describe('the content of an entry that is left out', () => {
  it.each([
    [
      'of a tree that is not written',
      [{ path: 'f', content: secret, only: 'joliet' as const }],
      { joliet: false } as const,
    ],
    [
      'below a directory of the other tree',
      [
        { path: 'd', only: 'plain' as const },
        { path: 'd/f', content: secret, only: 'joliet' as const },
      ],
      {},
    ],
  ])('%s is not in the image', (_, entries, options) => {
    const { layout, bytes } = imageOf(entries, options, ['R87']);
    expect(layout.files.blocks).toEqual([]);
    expect(Buffer.from(bytes).includes(Buffer.from(secret))).toBe(false);
  });

  it('is there when another entry shows it', () => {
    const entries = [
      { path: 'f', content: secret, only: 'joliet' as const },
      { path: 'g', content: secret },
    ];
    expect(imageOf(entries, { joliet: false }).layout.files.blocks).toHaveLength(1);
  });
});
