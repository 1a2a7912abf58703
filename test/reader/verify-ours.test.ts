/** The verifier finds nothing in what our writer makes; strictly nothing where a strict image is asked for. */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { verifyImage, verifyImageSync } from 'iso9660-reader';
import { type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { SAMPLE_ENTRIES } from '../support/sample-tree.ts';

const timestamp = new Date('2026-07-01T00:00:00Z');

const TREES: Readonly<Record<string, readonly Entry[]>> = {
  'the sample tree': SAMPLE_ENTRIES,
  'no entries': [],
  'many files in one directory': Array.from({ length: 3000 }, (_, index) => ({
    path: `many/file-${index}`,
    content: `${index}`,
  })),
  'links and specials': [
    { path: 'file', content: utf8Bytes('x') },
    { path: 'alias', sameAs: 'file' },
    { path: 'link', target: '../a' },
    { path: 'root link', target: '/' },
    { path: 'long link', target: Array.from({ length: 60 }, (_, index) => `component-${index}`).join('/') },
    { path: 'long component', target: 'c'.repeat(600) },
    { path: 'block', device: { major: 8, minor: 1 }, mode: 0o060660 },
    { path: 'fifo', mode: 0o010644 },
    { path: 'socket', mode: 0o140755 },
  ],
  'names beyond ASCII': [
    { path: 'straße/über.txt', content: utf8Bytes('ß') },
    { path: '文档/文件.txt', content: utf8Bytes('cjk') },
  ],
};

const build = (entries: readonly Entry[], options: Partial<ImageOptions> = {}): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, ...options }));

const texts = (issues: readonly { code: string; message: string }[]): string[] =>
  issues.map(({ code, message }) => `${code}: ${message}`);

describe.each(Object.entries(TREES))('%s', (_, entries) => {
  it('has nothing wrong', () => {
    expect(texts(verifyImageSync(build(entries)))).toEqual([]);
  });

  it('has nothing wrong without Joliet, without Rock Ridge, with neither', () => {
    expect(texts(verifyImageSync(build(entries, { joliet: false })))).toEqual([]);
    const plain = entries.filter(
      ({ target, device, mode }) => target === undefined && device === undefined && mode === undefined,
    );
    expect(texts(verifyImageSync(build(plain, { rockRidge: false })))).toEqual([]);
    expect(texts(verifyImageSync(build(plain, { rockRidge: false, joliet: false })))).toEqual([]);
  });

  it('has nothing wrong strictly, when made strictly', () => {
    const bytes = build(entries, { identifiers: 'level-3', volumeIdentifier: 'DATA', strictDepth: true });
    expect(texts(verifyImageSync(bytes, { strict: true }))).toEqual([]);
  });
});

describe('what config drives deviate in on purpose', () => {
  const bytes = build(SAMPLE_ENTRIES);

  it('is reported when strict, and by those rules only', () => {
    const rules = new Set(verifyImageSync(bytes, { strict: true }).map(({ rule }) => rule));
    expect(rules).toEqual(new Set(['R15', 'R47', 'R48']));
  });

  it('is the same from far away', async () => {
    const source = {
      byteLength: bytes.byteLength,
      read: (offset: number, length: number) => Promise.resolve(bytes.slice(offset, offset + length)),
    };
    expect(await verifyImage(source, { strict: true })).toEqual(verifyImageSync(bytes, { strict: true }));
  });
});

describe('a deep tree', () => {
  const entries = [{ path: Array.from({ length: 20 }, (_, level) => `l${level}`).join('/'), content: utf8Bytes('x') }];

  it('has nothing wrong in place or relocated', () => {
    expect(texts(verifyImageSync(build(entries)))).toEqual([]);
    expect(texts(verifyImageSync(build(entries, { strictDepth: true })))).toEqual([]);
  });

  it('is too deep for the standard in place, when strict', () => {
    const codes = (options: Partial<ImageOptions>) =>
      new Set(verifyImageSync(build(entries, options), { strict: true }).map(({ code }) => code));
    expect(codes({})).toContain('directory-deep');
    expect(codes({ strictDepth: true })).not.toContain('directory-deep');
  });
});
