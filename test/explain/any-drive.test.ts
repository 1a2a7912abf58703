/** explain has an answer for every drive, and the same one for a drive and for what is read from its image. */
import { buildConfigDrive, diffDrives, readConfigDriveSync } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import fc from 'fast-check';
import type { Entry } from 'iso9660-format';
import { expect, it } from 'vitest';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { inputs } from './drives/inputs.ts';
import { META, NETWORK, USER, VENDOR } from './drives/sound.ts';

const PATHS = [
  META,
  NETWORK,
  VENDOR,
  USER,
  'openstack',
  'openstack/latest',
  'openstack/2018-08-27',
  'ec2/latest/meta-data.json',
  'meta.js',
  'cloudstack/userdata/user_data.txt',
  'cloudstack/metadata/public-keys.txt',
  'cloudstack/metadata/public_keys.txt',
  'cloudstack/password/vm_password.txt',
  'cloudstack/password/vm_password_md5checksum.txt',
];

/** JSON that readers look into, of any shape. */
const word = fc.constantFrom(
  'id',
  'type',
  'link',
  'links',
  'networks',
  'routes',
  'services',
  'uuid',
  'files',
  'eth0',
  'bond',
  'vlan',
);
const { tree: value } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    word,
    fc.string(),
    fc.double(),
    fc.constantFrom(null, true, false, '', 0, [], {}),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie('tree'), { maxKeys: 6 }),
  ),
}));

const known = fc.record({
  uuid: fc.oneof(value, fc.constant('u')),
  links: fc.oneof(
    value,
    fc.array(fc.record({ id: value, type: value, ethernet_mac_address: value, bond_links: value }), { maxLength: 3 }),
  ),
  networks: fc.oneof(
    value,
    fc.array(fc.record({ link: value, type: value, ip_address: value, routes: value }), { maxLength: 3 }),
  ),
  services: value,
});

const content = fc.oneof(
  fc.oneof(value, known).map((given) => JSON.stringify(given) ?? ''),
  fc.string({ unit: 'binary' }),
  fc.uint8Array(),
  fc.constant({ byteLength: 5, open: () => [] }),
);

const entry: fc.Arbitrary<Entry> = fc.oneof(
  { arbitrary: fc.record({ path: fc.constantFrom(...PATHS), content }), weight: 8 },
  fc.record({ path: fc.constantFrom(...PATHS), target: fc.constantFrom(...PATHS, '..', '.', '/etc', '../latest') }),
  fc.record({ path: fc.constantFrom(...PATHS), sameAs: fc.constantFrom(...PATHS) }),
  fc.record({ path: fc.constantFrom(...PATHS) }),
);

it('has a verdict for every drive', () => {
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ path }) => path }), fc.string(), (entries, label) => {
      const drive = { label, entries };
      const verdicts = explain(drive).map(({ verdict, issues: because }) => [verdict, because.length] as const);
      expect(verdicts).toHaveLength(17);
      // Whoever takes less than all says why.
      expect(verdicts.every(([verdict, count]) => verdict === 'taken' || count > 0)).toBe(true);
    }),
    { numRuns: 3000, seed: 20260301 },
  );
});

it('says the same of a drive and of what is read from its image', () => {
  for (const input of [SAMPLE, ...inputs(5).map((one) => one.input)]) {
    for (const profile of ['portable', 'cloudstack'] as const) {
      const { drive, bytes } = buildConfigDrive(input, { timestamp: TIMESTAMP, profile });
      const read = readConfigDriveSync(bytes);
      expect(explain(read)).toEqual(explain(drive));
      expect(diffDrives(drive, read).isSame).toBe(true);
    }
  }
});
