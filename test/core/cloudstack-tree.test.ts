/** The cloudstack profile beside CloudStack's own command over a tree that a script made which knows only CloudStack's rules. */
import { writeFileSync } from 'node:fs';
import { type BuiltDrive, buildConfigDrive, vmDataFrom } from '@configdrive/core';
import { beforeAll, expect, it } from 'vitest';
import { seenFromEntries } from '../support/expected.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { makeWithGenisoimage } from '../support/makers.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { identifiersWithIsoinfo, listWithIsoinfo } from '../support/readers/isoinfo.ts';
import { listWithSevenZip } from '../support/readers/seven-zip.ts';
import { runOk } from '../support/run.ts';
import { differencesOf, type SeenEntry, seenInDirectory, type Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type CloudStackCase, casesByChance, cloudStackCases } from './cloudstack-cases.ts';
import { TIMESTAMP } from './helpers.ts';

const SCRIPT = new URL('./cloudstack-tree.py', import.meta.url).pathname;
const FIELDS = ['type', 'byteLength', 'sha256'] as const;
const TREES: readonly Tree[] = ['rockRidge', 'joliet', 'plain'];

const temporary = useTemporaryDirectory();
const placeOf = ({ title }: CloudStackCase, what: string): string => temporary(`${title.replaceAll(' ', '-')}.${what}`);

/** Triples from fields are part of the comparison, where the case has fields. */
function builtFrom({ vm, triples, nics }: CloudStackCase): BuiltDrive {
  const vmData = vm === undefined ? (triples ?? []) : vmDataFrom(vm, { profile: 'cloudstack' });
  return buildConfigDrive({ vmData, nics }, { timestamp: TIMESTAMP, profile: 'cloudstack' });
}

/**
 * genisoimage numbers names that meet in the order in which the disk lists them; ours do not depend on any order. The names
 * are the same and the contents are, but not which name has which content.
 */
function withoutWhichIsWhich(entries: readonly SeenEntry[]): readonly SeenEntry[] {
  const contents = entries.map(({ sha256 }) => sha256 ?? '').sort();
  return [
    ...entries.map(({ path, type }): SeenEntry => ({ path, type })),
    { path: 'contents', type: 'other', sha256: contents.join(' ') },
  ];
}

withForeign(['cloudinit', 'genisoimage', 'bsdtar', 'isoinfo', '7z'], 'beside CloudStack’s own tree and command', () => {
  beforeAll(() => {
    const orders = [...cloudStackCases, ...casesByChance].map((one) => ({ ...one, directory: placeOf(one, 'tree') }));
    runOk(programPath('cloudinit'), [SCRIPT], { input: JSON.stringify(orders) });
  });

  const makeImages = (one: CloudStackCase): readonly [theirs: string, ours: string] => {
    makeWithGenisoimage(placeOf(one, 'tree'), placeOf(one, 'theirs'), 'config-2');
    writeFileSync(placeOf(one, 'ours'), builtFrom(one).bytes);
    return [placeOf(one, 'theirs'), placeOf(one, 'ours')];
  };

  it.each(cloudStackCases.map((one) => [one.title, one] as const))('%s: every name, size and content', (_, one) => {
    const [theirs, ours] = makeImages(one);
    const files = seenInDirectory(placeOf(one, 'tree'));
    expect(differencesOf(files, listWithBsdtar(ours, 'rockRidge'), FIELDS), 'the tree itself').toEqual([]);
    for (const tree of TREES) {
      const numbered = tree === 'plain' && one.title.startsWith('names that meet');
      const seen = (image: string): readonly SeenEntry[] => {
        const entries = listWithBsdtar(image, tree);
        return numbered ? withoutWhichIsWhich(entries) : entries;
      };
      expect(differencesOf(seen(theirs), seen(ours), FIELDS), `${tree} to bsdtar`).toEqual([]);
    }
    expect(differencesOf(listWithSevenZip(theirs), listWithSevenZip(ours), FIELDS), '7-Zip').toEqual([]);
    const identifiers = (image: string): readonly string[] => [...identifiersWithIsoinfo(image).keys()].sort();
    expect(identifiers(ours), 'plain identifiers').toEqual(identifiers(theirs));
  });

  it('has the same files for any triples', async () => {
    for (const one of casesByChance) {
      const planned = await seenFromEntries(builtFrom(one).drive.entries);
      expect(differencesOf(seenInDirectory(placeOf(one, 'tree')), planned, FIELDS), one.title).toEqual([]);
    }
  });

  it('would be told from what portable writes', async () => {
    const one = cloudStackCases.find(({ title }) => title === 'everything there can be')!;
    const { vm, nics } = one;
    const { drive } = buildConfigDrive({ vmData: vmDataFrom(vm!), nics }, { timestamp: TIMESTAMP });
    const differences = differencesOf(
      seenInDirectory(placeOf(one, 'tree')),
      await seenFromEntries(drive.entries),
      FIELDS,
    );
    expect(differences).toContain('cloudstack/metadata/vm_id.txt: not expected');
    expect(differences.some((line) => line.startsWith('openstack/latest/meta_data.json: byteLength'))).toBe(true);
  });

  it.each(TREES)('are the same to isoinfo, in the %s tree', (tree) => {
    for (const one of cloudStackCases.filter(({ title }) => /^(everything|two NICs|duplicates|binary)/.test(title))) {
      const [theirs, ours] = makeImages(one);
      expect(differencesOf(listWithIsoinfo(theirs, tree), listWithIsoinfo(ours, tree), FIELDS)).toEqual([]);
    }
  });
});
