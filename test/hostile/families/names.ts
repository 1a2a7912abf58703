/** Families 27–30 and 36–37: names and targets. */
import { type Entry, utf8Bytes } from 'iso9660-format';
import type { Editor } from '../../reader/mutants/editor.ts';
import { BLOCK, build, cases, edited, type HostileCase } from '../hostile-case.ts';

/** Overwrites the first characters of a Rock Ridge name and cuts it to them: the entry is made shorter, what follows moves up. */
function rename(image: Editor, path: string, name: readonly number[]): void {
  const record = image.record(path);
  const entry = image.use(record, 'NM');
  const [, end] = image.area(record);
  const length = image.bytes[entry + 2]!;
  const rest = image.bytes.slice(entry + length, end);
  image.set(entry + 2, 5 + name.length);
  image.bytes.fill(0, entry + 5, end);
  image.set(entry + 5, ...name);
  image.bytes.set(rest, entry + 5 + name.length);
}

const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));
const renamed = (names: Readonly<Record<string, readonly number[]>>) =>
  Object.fromEntries(
    Object.entries(names).map(([name, bytes]) => [name, (image: Editor) => rename(image, 'beta.bin', bytes)]),
  );

const IMPOSSIBLE = cases(
  27,
  { reader: ['name-invalid'], verify: 'error' },
  {
    ...renamed({
      'a name ..': ascii('..'),
      'a name .': ascii('.'),
      'a name with a slash': ascii('a/b'),
      'a name with NUL': ascii('a\0b'),
      'an absolute name': ascii('/etc'),
      'a name that climbs': ascii('../x'),
    }),
    'an identifier that is only a version': (image) => {
      const record = image.record('beta.bin');
      image.text(image.identifier(record), ';1');
      image.set(record + 32, 2);
    },
  },
);

const CONTROLS = cases(
  28,
  { reader: 'read', extraction: 'name-unsafe', verify: 'any' },
  renamed({ 'an escape': ascii('\u001b[2J'), 'a newline': ascii('a\nb') }),
);

const STRANGE = cases(
  28,
  { reader: 'read', verify: 'any' },
  renamed({
    'a backslash': ascii('a\\b'),
    'a drive letter': ascii('C:x'),
    'a device of Windows': ascii('CON'),
    'a final dot': ascii('abc.'),
    'a right-to-left mark': [0xe2, 0x80, 0xae],
    'no UTF-8': [0xff, 0xfe, 0x80],
    'half of a surrogate pair': [0xed, 0xa0, 0x80],
    'a space': ascii(' '),
  }),
);

const PROTO: HostileCase = {
  family: 28,
  name: '__proto__',
  image: () =>
    build([
      { path: '__proto__', content: utf8Bytes('x') },
      { path: 'constructor/prototype', content: utf8Bytes('y') },
    ]),
  reader: 'read',
  verify: 'ignore',
};

const ALIKE: readonly HostileCase[] = [
  ...cases(
    29,
    { reader: 'read', extraction: 'name-duplicate', verify: 'flag' },
    {
      'two files of one name': (image) => rename(image, 'betb.bin', ascii('beta.bin')),
      'a file and a directory of one name': (image) => rename(image, 'beta.bin', ascii('dir')),
      'two directories of one name': (image) => rename(image, 'other', ascii('dir')),
    },
  ),
  ...cases(
    30,
    { reader: 'read', extraction: 'names-alike', verify: 'flag' },
    { 'names that differ in case': (image) => rename(image, 'betb.bin', ascii('BETA.BIN')) },
  ),
  {
    family: 30,
    name: 'names that differ in normalisation',
    image: () =>
      build([
        { path: 'é', content: utf8Bytes('x') },
        { path: 'e\u0301', content: utf8Bytes('y') },
      ]),
    reader: 'read',
    extraction: 'names-alike',
    verify: 'flag',
  },
];

/** An image whose second file's system use lies in continuation blocks, filled by a list of entries. */
export function withSystemUse(entries: readonly Uint8Array[]): Uint8Array {
  const areas = blocksOf(entries);
  const content = new Uint8Array(areas.length * BLOCK).fill(0);
  const files: readonly Entry[] = [
    { path: 'areas', content },
    { path: 'subject', content: utf8Bytes('x') },
  ];
  return edited(build(files), (image) => {
    const first = image.record('areas');
    const block = image.bytes[first + 2]! + image.bytes[first + 3]! * 256;
    for (const [index, area] of areas.entries()) {
      const isLast = index === areas.length - 1;
      const chained = isLast ? area : concat([area, continuation(block + index + 1, areas[index + 1]!.length + 28)]);
      image.bytes.set(chained, (block + index) * BLOCK);
    }
    const entry = image.use(image.record('subject'), 'TF');
    const lead = continuation(block, areas[0]!.length + (areas.length > 1 ? 28 : 0));
    const [, end] = image.area(image.record('subject'));
    image.bytes.fill(0, entry, end);
    image.bytes.set(lead.subarray(0, end - entry), entry);
  });
}

/** As many entries to a block as leave room for a continuation. */
function blocksOf(entries: readonly Uint8Array[]): readonly Uint8Array[] {
  const areas: Uint8Array[][] = [[]];
  let used = 0;
  for (const entry of entries) {
    if (used + entry.length + 28 > BLOCK) {
      areas.push([]);
      used = 0;
    }
    areas.at(-1)!.push(entry);
    used += entry.length;
  }
  return areas.map(concat);
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

export function continuation(block: number, byteLength: number, offset = 0): Uint8Array {
  const both = (value: number): readonly number[] => {
    const little = [value % 256, (value >> 8) % 256, (value >> 16) % 256, value >>> 24];
    return [...little, ...little.toReversed()];
  };
  return Uint8Array.of(...ascii('CE'), 28, 1, ...both(block), ...both(offset), ...both(byteLength));
}

const nameEntry = (flags: number, length: number): Uint8Array =>
  Uint8Array.of(...ascii('NM'), 5 + length, 1, flags, ...new Uint8Array(length).fill(0x6e));
const linkEntry = (flags: number, componentFlags: number, length: number): Uint8Array =>
  Uint8Array.of(...ascii('SL'), 7 + length, 1, flags, componentFlags, length, ...new Uint8Array(length).fill(0x74));

const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);

const LONG_NAMES: readonly HostileCase[] = [
  {
    family: 36,
    name: 'a name of 100 KB',
    image: () => withSystemUse([...times(400, nameEntry(1, 250)), nameEntry(0, 1)]),
    reader: ['name-invalid'],
    verify: 'error',
  },
  {
    family: 36,
    name: 'a name of 300 bytes',
    image: () => withSystemUse([nameEntry(1, 150), nameEntry(0, 150)]),
    reader: 'read',
    extraction: 'name-unsafe',
    verify: 'flag',
  },
  {
    family: 36,
    name: 'a name that goes on nowhere',
    image: () => withSystemUse([nameEntry(1, 10)]),
    reader: 'read',
    verify: 'flag',
  },
  {
    family: 36,
    name: 'a name entry of 4 bytes',
    image: () => withSystemUse([Uint8Array.of(...ascii('NM'), 4, 1)]),
    reader: 'read',
    verify: 'flag',
  },
];

const LINKS: readonly HostileCase[] = [
  {
    family: 37,
    name: 'a target of 100 KB',
    image: () => withSystemUse([...times(410, linkEntry(1, 1, 240)), linkEntry(0, 0, 1)]),
    reader: ['link-invalid'],
    verify: 'error',
  },
  {
    family: 37,
    name: 'a component past its entry',
    image: () => withSystemUse([Uint8Array.of(...ascii('SL'), 8, 1, 0, 0, 200, 0x74)]),
    reader: 'read',
    verify: 'flag',
  },
  {
    family: 37,
    name: 'a target that goes on nowhere',
    image: () => withSystemUse([linkEntry(1, 1, 5)]),
    reader: 'read',
    verify: 'flag',
  },
  ...['/etc/shadow', '../../../outside', 'itself', 'a//b/'].map(
    (target): HostileCase => ({
      family: 37,
      name: `a target ${target}`,
      image: () => build([{ path: 'itself', target }]),
      reader: 'read',
      verify: 'any',
    }),
  ),
];

export const NAME_FAMILIES: readonly HostileCase[] = [
  ...IMPOSSIBLE,
  ...CONTROLS,
  ...STRANGE,
  PROTO,
  ...ALIKE,
  ...LONG_NAMES,
  ...LINKS,
];
