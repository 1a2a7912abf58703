/** Without Rock Ridge links and devices, and entries for a tree that is not written, were left out without a word. */
import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { identifiersOf, imageOf } from '../writer/images.ts';

const leftOut = (entries: readonly Entry[], options: Partial<ImageOptions>): readonly unknown[] =>
  imageOf(entries, options, ['R87'])
    .layout.issues.filter(({ code }) => code === 'entry-left-out')
    .map(({ place }) => place[1]);

describe('an entry that no tree can hold is told', () => {
  const link = { path: 'link', target: 'file' };
  const device = { path: 'device', mode: 0o060644, device: { major: 8, minor: 1 } };
  const fifo = { path: 'fifo', mode: 0o010644 };
  const file = { path: 'file', content: 'x' };

  it('links, devices and fifos without Rock Ridge', () => {
    expect(leftOut([link, device, fifo, file], { rockRidge: false })).toEqual(['device', 'fifo', 'link']);
    expect(leftOut([link, device, fifo, file], {})).toEqual([]);
  });

  it('a link for the Joliet tree alone', () => {
    expect(leftOut([{ ...link, only: 'joliet' }], {})).toEqual(['link']);
  });

  it('a file for a tree that is not written', () => {
    expect(leftOut([{ ...file, only: 'joliet' }], { joliet: false })).toEqual(['file']);
  });

  it('a file of one tree in a directory of the other', () => {
    const entries: Entry[] = [
      { path: 'directory', only: 'plain' },
      { path: 'directory/file', content: 'x', only: 'joliet' },
      { path: 'directory/seen', content: 'x' },
    ];
    expect(leftOut(entries, {})).toEqual(['directory/file']);
  });

  it('of a directory that is left out nothing below it is told again', () => {
    const entries: Entry[] = [{ path: 'd', only: 'joliet' }, { path: 'd/e' }, { path: 'd/e/f', content: 'x' }];
    expect(leftOut(entries, { joliet: false })).toEqual(['d']);
  });
});

describe('a directory that is described after what lies in it', () => {
  it('counts the same links as one described before (R102)', () => {
    const entries: Entry[] = [
      { path: 'd', only: 'joliet' },
      { path: 'd/f', content: 'x' },
    ];
    expect(imageOf([...entries].reverse(), {}, ['R85', 'R87']).bytes).toEqual(
      imageOf(entries, {}, ['R85', 'R87']).bytes,
    );
    expect(identifiersOf(imageOf(entries, {}, ['R85', 'R87']).layout, 'joliet')).toEqual(['/d', 'd/f']);
  });
});

describe('strict depth that cannot be had is refused, not forgotten', () => {
  it('without Rock Ridge', () => {
    const entries: Entry[] = [{ path: '1/2/3/4/5/6/7/8/9', content: 'x' }];
    expect(() => imageOf(entries, { strictDepth: true, rockRidge: false })).toThrow(
      expect.objectContaining({ code: 'tree-too-deep' }),
    );
    expect(imageOf(entries, { rockRidge: false }).layout.issues).toEqual([]);
  });

  it('with identifiers that together are longer than 255 characters (R36)', () => {
    const directories = Array.from('1234567', (digit) => digit.repeat(31)).join('/');
    const path = (length: number) => `${directories}/${'x'.repeat(length)}`;
    expect(() => imageOf([{ path: path(29), content: 'x' }], { strictDepth: true })).toThrow(
      expect.objectContaining({ code: 'path-too-long' }),
    );
    expect(imageOf([{ path: path(28), content: 'x' }], { strictDepth: true }, ['R81']).layout.issues).toEqual([]);
    expect(imageOf([{ path: path(29), content: 'x' }], {}, ['R81']).layout.issues).toEqual([]);
  });
});
