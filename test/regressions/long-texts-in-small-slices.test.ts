/** A text was encoded anew for each slice of it: a long one in small slices took minutes. So did a long chain of aliases. */
import type { Entry } from 'iso9660-format';
import { collect, layOutImage, slicesOf } from 'iso9660-writer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { plannedImageOf } from '../../packages/iso9660-writer/src/internal.ts';
import { OPTIONS } from '../writer/images.ts';

describe('a long text', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is encoded once, however small the slices', async () => {
    const text = 'é'.repeat(200_000);
    const encode = vi.spyOn(TextEncoder.prototype, 'encode');
    const encodings = () => encode.mock.calls.filter(([input]) => input?.length === text.length).length;
    const layout = layOutImage([{ path: 'text', content: text }], OPTIONS);
    let byteLength = 0;
    for (const slice of slicesOf(layout, new Uint8Array(1024))) byteLength += slice.length;
    expect(byteLength).toBe(layout.byteLength);
    expect(encodings()).toBe(1);
    await collect(layout, { chunkByteLength: 1024 });
    expect(encodings()).toBe(2);
  });
});

describe('a long chain of aliases', () => {
  it('is followed once', () => {
    const count = 50_000;
    const entries: Entry[] = Array.from({ length: count }, (_, index) => ({
      path: `a${index}`,
      sameAs: `a${index + 1}`,
    }));
    const layout = layOutImage([...entries, { path: `a${count}`, content: 'x' }], { ...OPTIONS, joliet: false });
    expect(layout.files.blocks).toHaveLength(1);
    const { trees, files } = plannedImageOf(layout);
    const { entries: nodes } = trees[0]!.directories[0]!;
    expect(nodes.every(({ extentOwner }) => extentOwner === files[0])).toBe(true);
  });

  it('that ends nowhere is told alias by alias', () => {
    const entries: Entry[] = [
      { path: 'a', sameAs: 'b' },
      { path: 'b', sameAs: 'c' },
      { path: 'c', sameAs: 'a' },
      { path: 'd', sameAs: 'c' },
      { path: 'e', sameAs: 'nothing' },
    ];
    expect(() => layOutImage(entries, OPTIONS)).toThrow(
      expect.objectContaining({
        issues: entries.map(({ path }) => expect.objectContaining({ place: ['entries', path, 'sameAs'] })),
      }),
    );
  });
});

describe('a text that UTF-8 cannot hold', () => {
  it('is told, since it is changed', () => {
    const { issues } = layOutImage(
      [
        { path: 'text', content: 'half \ud83d' },
        { path: 'fine', content: '😀' },
      ],
      OPTIONS,
    );
    expect(issues).toMatchObject([
      { code: 'text-replaced', severity: 'warning', place: ['entries', 'text', 'content'] },
    ]);
  });
});
