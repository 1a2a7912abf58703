/** Threats 3.1, what becomes of names on the disc: long ones are exact or refused, and no two of a directory are ever equal. */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, type Triple } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../../support/foreign.ts';
import { listWithBsdtar } from '../../support/readers/bsdtar.ts';
import { identifiersWithIsoinfo } from '../../support/readers/isoinfo.ts';
import type { Tree } from '../../support/seen.ts';
import { useTemporaryDirectory } from '../../support/temporary.ts';
import { TIMESTAMP, VM_ID } from '../helpers.ts';
import { row, type Try, triples } from './rows.ts';

const BYTE_LENGTHS = [1, 30, 31, 32, 64, 65, 103, 104, 207, 255, 256];
const SUFFIX = '.txt'.length;

/** Characters of one to four bytes; the last are two UTF-16 units. */
const characters = { 1: 'x', 2: 'é', 3: '漢', 4: '💿' } as const;

/** A name that is so many bytes as a file, `.txt` included, where characters of that width can be. */
function nameOf(byteLength: number, width: keyof typeof characters): string | undefined {
  const room = byteLength - SUFFIX;
  return room > 0 && room % width === 0 ? characters[width].repeat(room / width) : undefined;
}

interface LongName {
  readonly what: string;
  readonly name: string;
  readonly byteLength: number;
}

const longNames: readonly LongName[] = ([1, 2, 3, 4] as const).flatMap((width) =>
  BYTE_LENGTHS.flatMap((byteLength) => {
    // The nearest length that whole characters make.
    const fitting = byteLength - ((byteLength - SUFFIX) % width);
    const name = nameOf(fitting, width);
    return name === undefined
      ? []
      : [{ what: `${fitting} bytes in characters of ${width}`, name, byteLength: fitting }];
  }),
);

const requiredOf = ({ name, byteLength }: LongName, mayBeCut: boolean): readonly string[] => {
  if (byteLength > 253) return ['name-too-long at vmData[1][1]'];
  return mayBeCut || name.length + SUFFIX <= 64 ? [] : ['joliet-name-too-long at vmData[1][1]'];
};

row(
  'a name as long as',
  longNames.map(
    (long): Try => [long.what, triples(['metadata', long.name, 'x']), requiredOf(long, false), requiredOf(long, true)],
  ),
);

const directory = useTemporaryDirectory();

function imageOf(title: string, profile: 'portable' | 'cloudstack', vmData: readonly Triple[]): string {
  const image = directory(`${title.replaceAll(' ', '-')}-${profile}.iso`);
  writeFileSync(image, buildConfigDrive({ vmData: [VM_ID, ...vmData] }, { timestamp: TIMESTAMP, profile }).bytes);
  return image;
}

withForeign(['bsdtar'], 'a long name that is taken', () => {
  it.each([
    ['portable', false],
    ['cloudstack', true],
  ] as const)('is exact in Rock Ridge: %s', (profile, mayBeCut) => {
    const taken = longNames.filter((long) => requiredOf(long, mayBeCut).length === 0);
    expect(taken.length).toBeGreaterThan(10);
    const triplesOf = [...new Set(taken.map(({ name }) => name))].map((name): Triple => ['metadata', name, 'x']);
    const paths = new Set(listWithBsdtar(imageOf('long', profile, triplesOf), 'rockRidge').map(({ path }) => path));
    for (const { name, what } of taken) expect(paths.has(`cloudstack/metadata/${name}.txt`), what).toBe(true);
  });
});

/** Different as given, alike once a tree has mangled them. */
const meeting: readonly (readonly [what: string, names: readonly string[]])[] = [
  ['hyphen and underscore', ['a-b', 'a_b', 'a+b', 'a b']],
  ['a cut at 31', Array.from({ length: 30 }, (_, index) => `${'x'.repeat(40)}${index}`)],
  ['letters beyond ASCII', ['ß', 'ss', 'é', 'ê', 'ﬀ', 'ff', 'ı', 'i']],
  ['characters Joliet forbids', ['aa*b', 'aa?b', 'aa:b', 'aa;b', 'aa_b']],
  ['one extension in another', ['x', 'x.txt', 'x.txt.txt']],
  ['dots', ['a.b', 'a_b', 'a..b', '.a', '..a', 'a.']],
  ['a cut at 64 Joliet units', Array.from({ length: 30 }, (_, index) => `${'y'.repeat(70)}${index}`)],
];

withForeign(['bsdtar', 'isoinfo'], 'names that meet once they are mangled', () => {
  const profileFor = (what: string): 'portable' | 'cloudstack' => (what.includes('64') ? 'cloudstack' : 'portable');

  describe.each(meeting)('%s', (what, names) => {
    const vmData = names.map((name): Triple => ['metadata', name, name]);

    it.each<Tree>(['rockRidge', 'joliet', 'plain'])('stay apart, each with its content, in the %s tree', (tree) => {
      const entries = listWithBsdtar(imageOf(what, profileFor(what), vmData), tree);
      const files = entries.filter(({ path, type }) => type === 'file' && path.startsWith('cloudstack/metadata/'));
      const contents = new Set(files.map(({ sha256 }) => sha256));
      // vm-id, and in portable its alias with the same content.
      expect(contents.size).toBe(names.length + 1);
      expect(files.length).toBe(names.length + (profileFor(what) === 'portable' ? 2 : 1));
    });

    it('have identifiers of their own, the same on every build', () => {
      const image = imageOf(what, profileFor(what), vmData);
      const identifiers = [...identifiersWithIsoinfo(image).keys()];
      expect(new Set(identifiers).size).toBe(identifiers.length);
      const turned = imageOf(`${what} turned`, profileFor(what), vmData.toReversed());
      expect([...identifiersWithIsoinfo(turned).keys()].sort()).toEqual(identifiers.sort());
    });
  });
});
