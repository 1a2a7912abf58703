/**
 * A limit on the image is no limit on what is made of it: 24 MB of network_data.json took 2.7 GB, and each link of it looked
 * at all networks. Documents over 1 MiB are not looked at, which is said, and links are looked up by their ids.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guests } from '../../packages/guests/src/guests.ts';
import { explained } from '../explain/explained.ts';
import { growsAsItsText, stepsOf } from '../support/steps/steps.ts';
import { networkData } from './documents-too-long-to-be-parsed.counted.ts';

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

describe('a document of over 100,000 values', () => {
  const arrayOf = (count: number): string => `[${'{},'.repeat(count - 1)}{}]`;
  const told = (guest: Parameters<typeof explained>[0], files: Parameters<typeof explained>[1]): readonly string[] =>
    explained(guest, { ...smallest, ...files }).issues.map(({ message }) => message);
  const OVER = 'not looked at: over 100,000 values in one document';

  it.each([
    ['cloud-init', NETWORK],
    ['cloudbase-init', NETWORK],
    ['ironic', NETWORK],
    ['talos', META],
    ['afterburn-openstack', META],
  ] as const)('is not looked at for %s in %s', (guest, path) => {
    const within = `{"a": ${arrayOf(99_998)}}`;
    expect(told(guest, { [path]: `{"a": ${arrayOf(99_999)}}` })).toContainEqual(OVER);
    expect(told(guest, { [path]: within })).not.toContainEqual(OVER);
  });

  it.each([
    ['cloud-init', `#cloud-config-jsonp\n${arrayOf(100_000)}`],
    ['ignition-openstack', arrayOf(100_000)],
  ] as const)('is not looked at for %s in user data', (guest, text) => {
    expect(told(guest, { 'openstack/latest/user_data': text })).toContainEqual(OVER);
  });
});

describe('links and networks', () => {
  it('take no steps with the square of their number', async () => {
    const steps = await stepsOf(join(import.meta.dirname, 'documents-too-long-to-be-parsed.counted.ts'));
    expect([...steps.keys()]).toEqual(['cloud-init', 'cloudbase-init', 'vyos', 'talos']);
    expect([...steps].filter(([, counts]) => !growsAsItsText(counts))).toEqual([]);
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
