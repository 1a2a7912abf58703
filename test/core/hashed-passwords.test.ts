/** Which hashes the real cloud-init takes for hashes, and that our notes say the same. */
import { expect, it } from 'vitest';
import { vendorDataToCloudInit } from '../support/cloud-init-vendor-data.ts';
import { withForeign } from '../support/foreign.ts';
import { fileOf, planOf } from './helpers.ts';

/** Made by crypt(3) or in its form; what a hash is of does not matter. */
const known = [
  '$1$salt1234$qJH7.N4xYta3aEG/dfqo/0',
  '$2a$10$8BQjxjVByHA0Ee1O1bCXtO8S7Y5WojbXWqnqYpUW1BrPx0Dlew1Va',
  '$2y$10$8BQjxjVByHA0Ee1O1bCXtO8S7Y5WojbXWqnqYpUW1BrPx0Dlew1Va',
  '$5$saltsalt$ZcXc4p7i1gkAwX8jZ6HqQH1pnYuE4HuzWiMe3Rz9o36',
  '$6$rounds=4096$5DJ8a9WMTEzIo5J4$Yms6imfeBvf3Yfu84mQBerh18l7OR1Wm1BJXZqFSpJ6BVas0AYJqIjP7czkOaAZHZi1kxQ5Y1IhgWN8K9NgxR1',
];
const unknown = [
  '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7',
  '$gy$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7',
  '$2b$10$8BQjxjVByHA0Ee1O1bCXtO8S7Y5WojbXWqnqYpUW1BrPx0Dlew1Va',
  '$7$DU..../....salt$hash',
  '$6$salt:salt$hash',
];

withForeign(['cloudinit'], 'a hash for a password', () => {
  it.each([
    [
      'set as the hash it is',
      known,
      true,
      'cloud-init takes this for a hash; the guest scripts and Windows set the text itself',
    ],
    ['set as the text it is', unknown, false, 'a hash that no guest takes for one: they set the text itself'],
  ] as const)('is %s, and the drive says so', (_, hashes, hashed, message) => {
    const drives = hashes.map((hash) => planOf({ vmData: [['password', 'vm_password', hash]] }));
    const verdicts = vendorDataToCloudInit(
      drives.map((drive) => fileOf(drive, 'openstack/latest/vendor_data.json') ?? ''),
    );
    expect(verdicts.map(({ passwords }) => passwords)).toEqual(
      hashes.map((password) => [{ user: 'debian', password, hashed }]),
    );
    for (const { issues } of drives) {
      expect(issues.find(({ code }) => code === 'password-special')?.message).toBe(message);
    }
  });
});
