/** A descriptor could name a copyright file that the root does not have (R22, R23), and nothing was said. */
import type { ImageOptions } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { imageOf } from '../writer/images.ts';

const missing = (options: Partial<ImageOptions>): readonly unknown[] =>
  imageOf(
    [
      { path: 'COPYING.TXT', content: 'x' },
      { path: 'dir/DEEP', content: 'x' },
    ],
    options,
    ['R22', 'R23'],
  )
    .layout.issues.filter(({ code }) => code === 'volume-file-missing')
    .map(({ place, rule }) => `${place.join('.')} ${rule}`);

describe('a file that the volume descriptor names', () => {
  it.each(['COPYING.TXT', 'COPYING.TXT;1', 'copying.txt'])('is in the root as %s', (copyrightFileIdentifier) => {
    expect(missing({ copyrightFileIdentifier, publisherIdentifier: `_${copyrightFileIdentifier}` })).toEqual([]);
  });

  it.each(['NONE', 'DEEP', 'dir'])('is told when it is %s, which is no file of the root', (name) => {
    const options = { abstractFileIdentifier: name, preparerIdentifier: `_${name}`, joliet: false } as const;
    expect(missing(options)).toEqual(['abstractFileIdentifier R23', 'preparerIdentifier R22']);
  });

  it('is nothing to speak of in a text without an underscore', () => {
    expect(missing({ publisherIdentifier: 'NONE', applicationIdentifier: '' })).toEqual([]);
  });
});
