/** A guest that is named with a release is judged by the rules of that release. */
import { expect, it } from 'vitest';
import { explain } from './explain.ts';
import { guestCheck } from './guest-check.ts';
import { guestIssues } from './guest-issues.ts';
import type { AskedGuest } from './guests.ts';
import { isOf, isSameOrLater } from './versions.ts';

const META = { path: 'openstack/latest/meta_data.json', content: '{"uuid": "i"}' };
const NETWORK = {
  links: [
    { id: 'a', type: 'phy', ethernet_mac_address: '02:00:4c:5e:00:05' },
    {
      id: 'b',
      type: 'bond',
      name: 'wan',
      bond_links: ['a'],
      bond_mode: 'active-backup',
      ethernet_mac_address: '02:00:4c:5e:00:05',
    },
  ],
  networks: [
    {
      id: 'n',
      type: 'ipv4',
      link: 'b',
      ip_address: '10.1.1.5',
      netmask: '255.255.255.0',
      gateway: '10.9.9.1',
      services: [{ type: 'dns', address: '192.0.2.53' }],
    },
  ],
};
const drive = {
  label: 'config-2',
  entries: [META, { path: 'openstack/latest/network_data.json', content: JSON.stringify(NETWORK) }],
};

/** What of the three differences a release shows. */
function shown(asked: AskedGuest) {
  const [explanation, ...others] = explain(drive, { guests: [asked] });
  expect(others).toEqual([]);
  const nics = explanation?.view.network?.nics ?? [];
  return {
    version: explanation?.version,
    onLink: !explanation?.issues.some(({ code }) => code === 'gateway-not-reachable'),
    dns: nics.some(({ dns }) => dns.includes('192.0.2.53')),
    bond: nics.find(({ kind }) => kind === 'bond')?.name,
  };
}

it.each<[string, boolean, boolean, string]>([
  ['22.4', false, false, 'bond0'],
  ['22.4.2-1+deb12u4', false, false, 'bond0'],
  ['23.1', true, false, 'bond0'],
  ['24.2.1', true, false, 'bond0'],
  ['24.3', true, true, 'bond0'],
  ['25.3~bpo', true, true, 'bond0'],
  ['26.1', true, true, 'wan'],
])('cloud-init %s', (version, onLink, dns, bond) => {
  expect(shown(`cloud-init@${version}`)).toEqual({ version, onLink, dns, bond });
});

it.each<[string, string, string]>([
  ['2.14', '3.3.0', 'taken'],
  ['2.14', '3.4.0', 'refused'],
  ['2.14', '3.4.0-experimental', 'taken'],
  ['2.15', '3.4.0', 'taken'],
  ['2.15', '3.4.0-experimental', 'refused'],
  ['2.19', '3.5.0', 'refused'],
  ['2.20', '3.5.0', 'taken'],
])('Ignition %s and a config of %s: %s', (version, specification, verdict) => {
  const content = JSON.stringify({ ignition: { version: specification } });
  const asked = { label: 'config-2', entries: [{ path: 'openstack/latest/user_data', content }] };
  expect(explain(asked, { guests: [`ignition-openstack@${version}`] })).toMatchObject([{ version, verdict }]);
});

it('of others the release that is known is asked', () => {
  expect(explain(drive, { guests: ['talos@2026-08', 'cirros'] }).map(({ guest, version }) => [guest, version])).toEqual(
    [
      ['cirros', expect.any(String)],
      ['talos', '2026-08'],
    ],
  );
});

it.each<AskedGuest>([
  'cloud-init@21.4',
  'cloud-init@22.41',
  'cloud-init@',
  'cloud-init@27.1',
  'talos@1.2',
  'cloud-init@x',
])('%s is refused, with the releases that are known', (asked) => {
  const refusal = expect.objectContaining({ name: 'InvalidInputError', code: 'guest-version-unknown' });
  for (const ask of [
    () => explain(drive, { guests: [asked] }),
    () => guestCheck([asked]),
    () => guestIssues(drive, [asked]),
  ]) {
    expect(ask).toThrow(refusal);
    expect(ask).toThrow(/known of (?:cloud-init are 22\.4, 23\.1|talos are 2026)/);
  }
});

it('numbers of releases are compared one by one', () => {
  expect(isSameOrLater('24.10', '24.9')).toBe(true);
  expect(isSameOrLater('24.3', '24.3')).toBe(true);
  expect(isSameOrLater('24', '24.3')).toBe(false);
  expect(isSameOrLater('x', '1')).toBe(false);
  expect([isOf('22.4.2', '22.4'), isOf('22.4', '22.4.2'), isOf(`22.4.${'1'.repeat(100)}`, '22.4')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('every program of which several releases are known takes one by its name', () => {
  const seed = {
    label: 'cidata',
    entries: [
      { path: 'meta-data', content: '{"instance-id": "i"}' },
      { path: 'user-data', content: '' },
    ],
  };
  const asked = (guests: readonly AskedGuest[], of: Parameters<typeof explain>[0]) =>
    explain(of, { guests }).map(({ guest, version, verdict }) => `${guest} ${version}: ${verdict}`);
  expect(asked(['cloud-init-nocloud@24.4'], seed)).toEqual(['cloud-init-nocloud 24.4: taken']);
  const ignition = '{"ignition": {"version": "3.4.0"}}';
  const files = ['cloudstack/userdata/user_data.txt', 'openstack/latest/user_data'].map((path) => ({
    path,
    content: ignition,
  }));
  const both = { label: 'config-2', entries: [META, ...files] };
  expect(asked(['ignition-cloudstack@2.14', 'ignition-openstack@2.15'], both)).toEqual([
    'ignition-cloudstack 2.14: refused',
    'ignition-openstack 2.15: taken',
  ]);
});
