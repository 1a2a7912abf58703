/**
 * A limit on the image is no limit on what is made of it: 24 MB of network_data.json took 2.7 GB, and each link of it looked
 * at all networks. Documents over 1 MiB are not looked at, which is said, and links are looked up by their ids.
 */
import { describe, expect, it } from 'vitest';
import { guests } from '../../packages/guests/src/guests.ts';
import { explained } from '../explain/explained.ts';
import { growthOf, LINEAR_GROWTH } from '../support/growth.ts';

const MIB = 1024 * 1024;
const META = 'openstack/latest/meta_data.json';
const NETWORK = 'openstack/latest/network_data.json';

/** A JSON text of so many bytes. */
const jsonOf = (byteLength: number): string => `{"a": "${'b'.repeat(byteLength - 9)}"}`;

const NOT_LOOKED_AT = expect.objectContaining({
  code: 'content-not-looked-at',
  message: 'not looked at: over 1 MiB in one document',
});

const uuid = { uuid: 'i-2-10-VM', hostname: 'a' };

/** What all of these guests want at least. */
const smallest = {
  [META]: uuid,
  'openstack/latest/user_data': 'version: v1alpha1\n',
  'meta-data': 'instance-id: i\n',
  'user-data': '',
};

describe('a document of over 1 MiB', () => {
  it.each([
    ['cloud-init', META, 'config-2'],
    ['cloud-init', NETWORK, 'config-2'],
    ['cloud-init', 'openstack/latest/vendor_data.json', 'config-2'],
    ['cloudbase-init', NETWORK, 'config-2'],
    ['vyos', NETWORK, 'config-2'],
    ['talos', META, 'config-2'],
    ['afterburn-openstack', META, 'config-2'],
    ['ironic', NETWORK, 'config-2'],
    ['cirros', META, 'config-2'],
    ['freebsd-nuageinit', META, 'config-2'],
    ['ignition-openstack', 'openstack/latest/user_data', 'config-2'],
    ['cloud-init-nocloud', 'meta-data', 'cidata'],
    ['cloud-init-nocloud', 'network-config', 'cidata'],
  ] as const)('is not looked at for %s in %s', (guest, path, label) => {
    const files = { ...smallest, [path]: jsonOf(MIB + 1) };
    expect(explained(guest, files, { label }).issues).toContainEqual(NOT_LOOKED_AT);
    const within = explained(guest, { ...files, [path]: jsonOf(MIB) }, { label });
    expect(within.issues).not.toContainEqual(NOT_LOOKED_AT);
  });
});

/** Links with a network each, some of them VLANs. */
function networkData(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  const links = indices.map((n) =>
    n % 2 === 0
      ? { id: n, type: 'phy', name: `e${n}` }
      : { id: n, type: 'vlan', vlan_link: n - 1, vlan_id: 1, vlan_mac_address: 'm' },
  );
  const networks = indices.map((n) => ({ id: n, type: 'ipv4_dhcp', link: n }));
  return JSON.stringify({ links, networks });
}

describe('links and networks', () => {
  // A square would be sixteen times as long; what is between is the memory's.
  it.each(['cloud-init', 'cloudbase-init', 'vyos', 'talos'] as const)('take no square of the time for %s', (guest) => {
    const explainMany = (text: string): unknown => explained(guest, { [META]: uuid, [NETWORK]: text });
    expect(growthOf(explainMany, (length) => networkData(length / 10))).toBeLessThan(LINEAR_GROWTH);
  });

  it('find each other as before', () => {
    const files = { [META]: uuid, [NETWORK]: networkData(4) };
    const nics = explained('cloud-init', files).view.network?.nics;
    expect(nics?.map(({ name, dynamic }) => [name, ...dynamic])).toEqual([
      ['e0', 'dhcp4'],
      ['e0.1', 'dhcp4'],
      ['e2', 'dhcp4'],
      ['e2.1', 'dhcp4'],
    ]);
  });
});

it('name servers of one network may be very many', () => {
  const servers = `[${'"1.1.1.1",'.repeat(90_000)}"1.1.1.1"]`;
  const network = `{"id": "n", "type": "ipv4", "link": "l", "ip_address": "10.0.0.2", "netmask": "255.0.0.0", "dns_nameservers": ${servers}}`;
  const text = `{"links": [{"id": "l", "type": "phy", "name": "e"}], "networks": [${network}]}`;
  for (const { name } of guests) {
    expect(() => explained(name, { [META]: uuid, [NETWORK]: text })).not.toThrow();
  }
});
