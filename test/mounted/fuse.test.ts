/** Real mount points in milliseconds, where FUSE is available: the quick relative of mounted.test.ts. */
import { expect, it } from 'vitest';
import { seenFromEntries } from '../support/expected.ts';
import { describeWhere, withForeign } from '../support/foreign.ts';
import { FUSE_MOUNTERS, hasFuseDevice, withFuseMount } from '../support/fuse.ts';
import { differencesOf, type SeenEntry, seenMounted } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import type { Fixture } from './fixture.ts';
import { fixtures as configDrives } from './fixtures/config-drives.ts';
import { genisoimageControl } from './fixtures/controls.ts';
import { fixtures as writerImages } from './fixtures/written.ts';

/** Of the fixtures those that both programs can show: neither knows files in several sections, devices, odd names. */
const FIXTURES: readonly Fixture[] = [
  genisoimageControl,
  ...writerImages.filter(({ name }) =>
    /^(the sample tree|hard links, aliases|forty levels, in place|lengths around)/.test(name),
  ),
  ...configDrives,
];

const FIELDS: readonly (keyof SeenEntry)[] = [
  'type',
  'mode',
  'uid',
  'gid',
  'byteLength',
  'modified',
  'target',
  'sha256',
];

const directory = useTemporaryDirectory();

describeWhere(hasFuseDevice() ? undefined : 'needs /dev/fuse', 'mounted through FUSE', () => {
  for (const mounter of FUSE_MOUNTERS) {
    withForeign([...mounter.programs, 'genisoimage'], mounter.name, () => {
      it.each(FIXTURES)('shows $name as it went in', async (fixture) => {
        fixture.make(directory('image.iso'));
        const seen = withFuseMount(mounter, directory('image.iso'), seenMounted);
        const fields = mounter.tellsLinkCounts ? ([...FIELDS, 'nlink'] as const) : FIELDS;
        expect(differencesOf(await seenFromEntries(fixture.entries, fixture), seen, fields)).toEqual([]);
      });
    });
  }
});
