/** Opening, listing and reading by the API: sources, limits, labels, closing, secrets. */
import { inspect } from 'node:util';
import { InvalidImageError, InvalidInputError } from '@configdrive/issues';
import { type ContentSource, directoryRecord, type Entry, fileFlags, utf8Bytes } from 'iso9660-format';
import { type ByteSource, openImage, openImageSync, type ReadOptions, summaryOf } from 'iso9660-reader';
import { type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { Editor } from './mutants/editor.ts';

const timestamp = new Date('2026-07-01T00:00:00Z');
const SECRET = 'correct horse battery staple';
const ENTRIES: readonly Entry[] = [
  { path: 'dir/secret.txt', content: utf8Bytes(SECRET) },
  { path: 'large.bin', content: Uint8Array.from({ length: 5000 }, (_, index) => index % 251) },
  { path: 'link', target: 'dir/secret.txt' },
];
const build = (entries: readonly Entry[] = ENTRIES, options: Partial<ImageOptions> = {}): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, ...options }));

const sourceOf = (bytes: Uint8Array, rest: Partial<ByteSource> = {}): ByteSource => ({
  byteLength: bytes.byteLength,
  read: (offset, length) => bytes.slice(offset, offset + length),
  ...rest,
});

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (cause) {
    if (cause instanceof InvalidImageError || cause instanceof InvalidInputError) return cause.code;
    throw cause;
  }
  return undefined;
};

const rejection = async (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (cause: unknown) =>
      codeOf(() => {
        throw cause;
      }),
  );

describe('sources', () => {
  const bytes = build();
  const paths = openImageSync(bytes)
    .entries()
    .map(({ path }) => path);

  it.each([
    ['bytes', () => bytes],
    ['a Blob', () => new Blob([bytes])],
    ['a synchronous source', () => sourceOf(bytes)],
    [
      'an asynchronous source',
      () => sourceOf(bytes, { read: async (offset, length) => bytes.slice(offset, offset + length) }),
    ],
  ])('%s give the same image', async (_, source) => {
    const image = await openImage(source());
    expect((await image.entries()).map(({ path }) => path)).toEqual(paths);
    expect(await image.read('dir/secret.txt')).toEqual(utf8Bytes(SECRET));
    expect(await image.entry('large.bin')).toMatchObject({ path: 'large.bin', mode: 0o444 });
    await image.close();
  });

  it('that give less than they promised are refused', async () => {
    const short = sourceOf(bytes, { read: (offset, length) => bytes.slice(offset, offset + length - 1) });
    expect(await rejection(openImage(short))).toBe('source-short');
  });

  it('are asked only for what they have', async () => {
    const cut = bytes.slice(0, 40_000);
    const asked: number[] = [];
    const source = sourceOf(cut, {
      read(offset, length) {
        asked.push(offset + length);
        return cut.slice(offset, offset + length);
      },
    });
    expect(await rejection(openImage(source))).toBe('extent-outside-image');
    expect(Math.max(...asked)).toBeLessThanOrEqual(cut.byteLength);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('of %d bytes are the caller’s fault', async (byteLength) => {
    expect(await rejection(openImage({ byteLength, read: () => bytes }))).toBe('source-invalid');
  });

  it('that fail fail the reading with their own error', async () => {
    const broken = sourceOf(bytes, { read: () => Promise.reject(new Error('the disk is on fire')) });
    await expect(openImage(broken)).rejects.toThrow('the disk is on fire');
  });
});

describe('closing', () => {
  it('closes the source once, and nothing can be read afterwards', async () => {
    let closed = 0;
    const bytes = build();
    const image = await openImage(
      sourceOf(bytes, {
        close: () => {
          closed++;
        },
      }),
    );
    const content = (await image.entry('large.bin'))?.content as ContentSource;
    await image.close();
    await image.close();
    expect(closed).toBe(1);
    expect(await rejection(image.entries({ namespace: 'joliet' }))).toBe('image-closed');
    expect(await rejection(image.read('large.bin'))).toBe('image-closed');
    expect(
      await rejection(
        (async () => {
          for await (const piece of content.open()) void piece;
        })(),
      ),
    ).toBe('image-closed');
  });
});

describe('reading by path', () => {
  const image = openImageSync(build());

  it('takes a slash in front, and gives a copy', () => {
    const first = image.readSync('/dir/secret.txt');
    first.fill(0);
    expect(image.readSync('dir/secret.txt')).toEqual(utf8Bytes(SECRET));
  });

  it.each([
    ['nowhere', 'no-such-path'],
    ['dir', 'not-a-file'],
    ['link', 'not-a-file'],
  ])('of %s is refused: %s', (path, code) => {
    expect(codeOf(() => image.readSync(path))).toBe(code);
  });

  it('of a tree that is not there is refused', () => {
    expect(codeOf(() => image.entries({ namespace: 'enhanced' }))).toBe('namespace-absent');
  });
});

describe('contents', () => {
  const filled = (content: ContentSource, offset: number, length: number): readonly number[] => {
    const target = new Uint8Array(length);
    return [...target.subarray(0, content.fill?.(target, offset) ?? 0)];
  };

  it('are filled from any offset, to the end and not further', () => {
    const content = openImageSync(build()).entry('large.bin')?.content as ContentSource;
    expect(filled(content, 0, 3)).toEqual([0, 1, 2]);
    expect(filled(content, 4998, 10)).toEqual([4998 % 251, 4999 % 251]);
    expect(filled(content, 5000, 10)).toEqual([]);
  });

  it('of several sections are joined', async () => {
    const image = new Editor(
      build(
        [
          { path: 'fileA', content: new Uint8Array(4096).fill(1) },
          { path: 'fileB', content: new Uint8Array(10).fill(2) },
        ],
        { joliet: false },
      ),
    );
    const [a, b] = [image.record('fileA'), image.record('fileB')];
    image.text(image.identifier(b), 'fileA');
    directoryRecord.put.flags(image.bytes, a, fileFlags.moreSections);
    const near = openImageSync(image.bytes);
    const whole = new Uint8Array([...new Uint8Array(4096).fill(1), ...new Uint8Array(10).fill(2)]);
    expect(near.readSync('fileA')).toEqual(whole);
    expect(near.records().map(({ path, byteLength, sections }) => [path, byteLength, sections.length])).toEqual([
      ['fileA', 4106, 2],
    ]);
    expect(filled(near.entry('fileA')?.content as ContentSource, 4095, 3)).toEqual([1, 2, 2]);
    const far = await openImage(sourceOf(image.bytes));
    expect(await far.read('fileA')).toEqual(whole);
  });
});

describe('associated files', () => {
  it('are not listed beside the file they belong to, and that is noted', () => {
    const image = new Editor(build());
    directoryRecord.put.flags(image.bytes, image.record('large.bin'), fileFlags.associated);
    const opened = openImageSync(image.bytes);
    expect(opened.entries().map(({ path }) => path)).not.toContain('large.bin');
    expect(opened.issues.map(({ code }) => code)).toEqual(['associated-file']);
  });
});

describe('limits', () => {
  const files = (count: number): Uint8Array =>
    build(Array.from({ length: count }, (_, index) => ({ path: `f${index}`, content: 'x' })));
  const list = (bytes: Uint8Array, options: ReadOptions): string | undefined =>
    codeOf(() => openImageSync(bytes, options).entries());

  it('of entries hold at n and end at n + 1', () => {
    expect(list(files(10), { limits: { entries: 10 } })).toBeUndefined();
    expect(list(files(11), { limits: { entries: 10 } })).toBe('too-many-entries');
  });

  it('of depth hold at n and end at n + 1', () => {
    const deep = (levels: number) => build([{ path: Array.from({ length: levels }, () => 'd').join('/') }]);
    expect(list(deep(5), { limits: { depth: 5 } })).toBeUndefined();
    expect(list(deep(6), { limits: { depth: 5 } })).toBe('too-deep');
  });

  it('of a directory hold at n and end at n + 1', () => {
    expect(list(files(2), { limits: { directoryByteLength: 2048 } })).toBeUndefined();
    expect(list(files(2), { limits: { directoryByteLength: 2047 } })).toBe('directory-too-large');
  });

  it('of the image hold at n and end at n + 1', () => {
    const bytes = files(1);
    expect(list(bytes, { limits: { imageByteLength: bytes.byteLength } })).toBeUndefined();
    expect(list(bytes, { limits: { imageByteLength: bytes.byteLength - 1 } })).toBe('image-too-large');
  });

  it('of time hold while the clock stands and end when it runs', () => {
    let now = 0;
    const bytes = files(3000);
    expect(list(bytes, { now: () => now })).toBeUndefined();
    expect(list(bytes, { now: () => (now += 6000) })).toBe('time-limit');
  });
});

describe('labels', () => {
  /** What blkid tells of such a pair (util-linux 2.38). */
  it.each([
    ['CIDATA', 'cidata', 'cidata'],
    ['cidata', 'CIDATA', 'CIDATA'],
    ['OTHER', 'cidata', 'cidata'],
    ['CIDATA', '', ''],
    ['CONFIG-2', 'config-2', 'config-2'],
    ['a-label-of-twenty-one', 'A-LABEL-OF-TWENT', 'a-label-of-twenty-one'],
  ])('"%s" and "%s" are told as "%s"', (plain, joliet, label) => {
    const image = new Editor(build());
    image.text(image.descriptor('plain') + 40, plain.padEnd(32));
    for (let unit = 0; unit < 16; unit++)
      image.set(image.descriptor('joliet') + 40 + 2 * unit, 0, joliet.padEnd(16).charCodeAt(unit));
    const opened = openImageSync(image.bytes);
    expect(opened.label).toBe(label);
    expect(opened.labels.map((one) => one.label)).toEqual([plain, joliet]);
  });
});

describe('what is printed', () => {
  const bytes = build();
  const bytesOfSecret = [...utf8Bytes(SECRET).subarray(0, 8)].join(', ');

  it('never holds a content: images, entries, contents, records, summaries', async () => {
    const image = openImageSync(bytes);
    const far = await openImage(sourceOf(bytes));
    const things = [
      image,
      image.entries(),
      image.records(),
      summaryOf(image),
      far,
      await far.entries(),
      await summaryOf(far),
    ];
    for (const thing of things) {
      const text = `${inspect(thing, { depth: 20, maxArrayLength: null, maxStringLength: null })}${JSON.stringify(thing)}`;
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(bytesOfSecret);
      expect(text).not.toContain(bytesOfSecret.replaceAll(' ', ''));
    }
  });

  it('is the same summary near and far', async () => {
    expect(await summaryOf(await openImage(sourceOf(bytes)))).toEqual(summaryOf(openImageSync(bytes)));
  });

  it('tells an image of no entries too', () => {
    expect(summaryOf(openImageSync(build([])))).toMatchObject({
      label: 'config-2',
      entries: [],
      sharedExtents: [],
      issues: [],
    });
  });
});
