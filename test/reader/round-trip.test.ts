/** What comes out goes in: entries read from an image of ours, written again, give the same bytes. */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { openImage, openImageSync } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { SAMPLE_ENTRIES, SAMPLE_TIME } from '../support/sample-tree.ts';

const timestamp = new Date('2026-07-01T00:00:00Z');
const shared = utf8Bytes('one content object, two names');

const TREES: Readonly<Record<string, readonly Entry[]>> = {
  'the sample tree': SAMPLE_ENTRIES,
  'no entries at all': [],
  'hard links and aliases': [
    { path: 'a/first', content: shared },
    { path: 'b/second', content: shared },
    { path: 'c/alias', sameAs: 'a/first' },
    { path: 'c/another alias', sameAs: 'a/first' },
  ],
  'an alias that comes before the hard links it follows': [
    { path: 'a/alias', sameAs: 'b/first' },
    { path: 'b/first', content: shared },
    { path: 'c/second', content: shared },
  ],
  'links, devices, pipes and sockets': [
    { path: 'file', content: utf8Bytes('x'), mode: 0o4755, uid: 1000, gid: 100, modified: SAMPLE_TIME },
    { path: 'relative', target: '../a/./b' },
    { path: 'absolute', target: '/etc/passwd' },
    { path: 'long', target: Array.from({ length: 40 }, (_, index) => `component-${index}`).join('/') },
    { path: 'block', device: { major: 8, minor: 1 }, mode: 0o060660 },
    { path: 'character', device: { major: 5, minor: 300 }, mode: 0o020666 },
    { path: 'fifo', mode: 0o010644 },
    { path: 'socket', mode: 0o140755 },
  ],
  'names beyond ASCII': [
    { path: 'straße/über.txt', content: utf8Bytes('ß') },
    { path: '文档/文件.txt', content: utf8Bytes('cjk') },
    { path: '😀.txt', content: utf8Bytes('emoji') },
  ],
  'a deep tree': [
    { path: Array.from({ length: 20 }, (_, level) => `level-${level}`).join('/'), content: utf8Bytes('x') },
  ],
  'system use entries that no table knows': [
    {
      path: 'marked',
      content: utf8Bytes('x'),
      systemUse: [{ signature: 'ZZ', version: 1, payload: utf8Bytes('kept') }],
    },
  ],
};

const build = (entries: readonly Entry[], strictDepth = false): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, strictDepth }));

describe.each(Object.entries(TREES))('%s', (_, entries) => {
  it('gives the same bytes again', () => {
    const bytes = build(entries);
    const image = openImageSync(bytes);
    expect(build(image.entries())).toEqual(bytes);
    expect(image.issues).toEqual([]);
  });

  it('is the same read from far away', async () => {
    const bytes = build(entries);
    const source = {
      byteLength: bytes.byteLength,
      read: (offset: number, length: number) => Promise.resolve(bytes.slice(offset, offset + length)),
    };
    const far = await openImage(source);
    const near = openImageSync(bytes);
    const facts = (list: readonly Entry[]) =>
      list.map(({ content, ...rest }) => ({ ...rest, hasContent: content !== undefined }));
    expect(facts(await far.entries())).toEqual(facts(near.entries()));
  });
});

describe('names of every length Rock Ridge has', () => {
  const names = Array.from({ length: 253 }, (_, index) =>
    `${index}-${'n'.repeat(253)}`.slice(0, Math.max(4, index + 1)),
  );
  const entries = names.map((path) => ({ path, content: utf8Bytes(path) }));
  const buildPlain = (list: readonly Entry[]) =>
    toBytes(layOutImage(list, { volumeIdentifier: 'config-2', timestamp, joliet: false }));

  it('come back whole, and give the same bytes again', () => {
    const bytes = buildPlain(entries);
    const read = openImageSync(bytes).entries();
    expect(read.map(({ path }) => path).sort()).toEqual([...names].sort());
    expect(buildPlain(read)).toEqual(bytes);
  });
});

describe('relocated directories', () => {
  const entries = TREES['a deep tree'] ?? [];

  it('are put back where they belong, and their holder is not shown', () => {
    const inPlace = openImageSync(build(entries)).records();
    const relocated = openImageSync(build(entries, true)).records();
    const shape = (records: typeof inPlace) => records.map(({ path, kind }) => `${kind} ${path}`).sort();
    expect(shape(relocated)).toEqual(shape(inPlace));
  });

  it('give the same bytes again', () => {
    const bytes = build(entries, true);
    expect(build(openImageSync(bytes).entries(), true)).toEqual(bytes);
  });
});
