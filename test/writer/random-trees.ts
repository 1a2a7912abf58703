/** Trees that nobody thought of: fast-check arbitraries of entries and options, all of them taken by the writer. */
import fc from 'fast-check';
import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';

/** Rules that names, targets and options of these trees may bend. */
export const RANDOM_BENDS: readonly string[] = ['R2', 'R64', 'R73', 'R76', 'R77', 'R81', 'R105', 'R107', 'R110'];

const unit = fc.constantFrom(...Array.from('aAbBxX019_-+.~ #%'), 'é', 'ß', '漢', '😀', '\u0301', 'long');

/** libarchive takes "a:" at the start of a path for a drive of Windows, so there is no colon. */
const name = fc
  .oneof(
    { weight: 6, arbitrary: fc.string({ unit, minLength: 1, maxLength: 12 }) },
    { weight: 2, arbitrary: fc.string({ unit, minLength: 20, maxLength: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 253 }).map((length) => 'n'.repeat(length)) },
  )
  .filter((text) => text !== '.' && text !== '..' && Buffer.byteLength(text) <= 253);

/** Few names, so that entries meet in one directory and under one name in several. */
const names = fc.array(name, { minLength: 3, maxLength: 10 });

const LENGTHS = [0, 1, 100, 2047, 2048, 2049, 5000] as const;

type Draft =
  | { readonly kind: 'file'; readonly length: number }
  | { readonly kind: 'shared'; readonly which: number }
  | { readonly kind: 'alias'; readonly of: number }
  | { readonly kind: 'link'; readonly components: readonly number[]; readonly isAbsolute: boolean }
  | { readonly kind: 'directory' | 'fifo' };

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('file' as const), length: fc.constantFrom(...LENGTHS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('shared' as const), which: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('alias' as const), of: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('link' as const),
      components: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
      isAbsolute: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('directory' as const, 'fifo' as const) }) },
);

const attributes = fc.record({
  mode: fc.nat({ max: 0o777 }),
  uid: fc.nat({ max: 70_000 }),
  // Not the second before 1970, which libarchive takes for a date that cannot be read.
  seconds: fc.integer({ min: -86_400, max: 2 ** 31 - 1 }).filter((seconds) => seconds !== -1),
});

const node = fc.record({ path: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), draft, attributes });

type Node = typeof node extends fc.Arbitrary<infer T> ? T : never;

const CONTENTS = [new Uint8Array(3000).fill(1), new Uint8Array(10).fill(2)] as const;

/** Entries in which no path is given twice or lies below what is no directory. */
export const randomEntries: fc.Arbitrary<readonly Entry[]> = fc
  .tuple(names, fc.array(node, { maxLength: 40 }))
  .map(([pool, nodes]) => {
    const entries = new Map<string, Entry>();
    const directories = new Set<string>();
    for (const { path, draft: what, attributes: given } of nodes) {
      const components = path.map((index) => pool[index % pool.length] ?? 'x');
      const own = components.join('/');
      const above = components.slice(1).map((_, depth) => components.slice(0, depth + 1).join('/'));
      if (entries.has(own) || directories.has(own) || above.some((parent) => isNoDirectory(entries.get(parent))))
        continue;
      for (const parent of above) directories.add(parent);
      entries.set(own, entryOf(own, what, given, [...entries.values()], pool));
    }
    return [...entries.values()];
  });

const isNoDirectory = (entry: Entry | undefined): boolean =>
  entry !== undefined &&
  (entry.content !== undefined || entry.target !== undefined || entry.sameAs !== undefined || isFifo(entry));
const isFifo = ({ mode = 0 }: Entry): boolean => (mode & 0o170000) === 0o010000;

function entryOf(
  path: string,
  what: Draft,
  { mode, uid, seconds }: Node['attributes'],
  before: readonly Entry[],
  pool: readonly string[],
): Entry {
  const common = { path, uid, modified: new Date(seconds * 1000) };
  switch (what.kind) {
    case 'file':
      return { ...common, mode, content: contentOf(path, what.length) };
    case 'shared':
      // Names of one file have one set of attributes.
      return { path, content: CONTENTS[what.which] ?? '' };
    case 'alias': {
      const files = before.filter(({ content }) => content !== undefined);
      const original = files[what.of % Math.max(1, files.length)];
      return original === undefined ? { ...common, content: '' } : { ...common, mode, sameAs: original.path };
    }
    case 'link': {
      const target = what.components.map((index) => pool[index % pool.length] ?? 'x').join('/');
      return { ...common, target: what.isAbsolute ? `/${target}` : target };
    }
    case 'directory':
      return { ...common, mode: mode | 0o700 };
    case 'fifo':
      return { ...common, mode: 0o010000 | mode };
    default:
      throw new Error('unexpected kind');
  }
}

const contentOf = (path: string, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (path.length * 31 + at * 7) & 0xff);

/** Options that change where things are and what they are called, never what Rock Ridge shows. */
export const randomOptions: fc.Arbitrary<Partial<ImageOptions>> = fc.record(
  {
    identifiers: fc.constantFrom('level-1' as const, 'level-2' as const, 'level-3' as const, 'relaxed' as const),
    joliet: fc.constantFrom(
      { overlong: 'cut' as const },
      { overlong: 'cut' as const, maximumUnits: 103 },
      false as const,
    ),
    paddingBlocks: fc.nat({ max: 3 }),
    systemArea: fc.constant(new Uint8Array(100).fill(0xeb)),
  },
  { requiredKeys: ['joliet'] },
);
