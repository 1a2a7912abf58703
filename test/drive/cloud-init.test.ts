/** Debian's real cloud-init reads a drive: identity, keys, user data, vendor data and network, down to the rendered files. */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive } from '@configdrive/core';
import { beforeAll, expect, it } from 'vitest';
import { type AcceptedVerdict, judgeImageWithCloudInit } from '../support/cloud-init.ts';
import { textIn } from '../support/contents.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { schemaComplaints } from '../support/json-schema.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { DHCP_MAC, HOSTNAME, KEYS, PASSWORD, SAMPLE, STATIC_MAC, TIMESTAMP, USER_DATA, VM_ID } from './sample.ts';

const directory = useTemporaryDirectory();
const { bytes, drive } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP });

interface NetworkData {
  readonly networks: readonly { readonly routes?: readonly { network: string; netmask: string }[] }[];
}

function fileOf(path: string): unknown {
  const content = drive.entries.find((entry) => entry.path === path)?.content;
  return JSON.parse(textIn(content) ?? '');
}

withForeign(['cloudinit', 'bsdtar'], 'cloud-init on a config drive', () => {
  let verdict: AcceptedVerdict;

  beforeAll(() => {
    writeFileSync(directory('drive.iso'), bytes);
    const judged = judgeImageWithCloudInit(directory('drive.iso'), { [STATIC_MAC]: 'eth0', [DHCP_MAC]: 'eth1' });
    if (!judged.accepted) throw new Error(`refused: ${judged.error}`);
    verdict = judged;
  });

  it('takes it without a warning', () => {
    expect(verdict.warnings).toEqual([]);
    expect(verdict.networkError).toBeNull();
  });

  it('reads host name, instance id, zone and every key on its own', () => {
    expect(verdict.hostname).toBe(HOSTNAME);
    expect(verdict.instanceId).toBe(VM_ID);
    expect(verdict.availabilityZone).toBe('zone-1');
    expect(verdict.publicKeys).toEqual(KEYS);
  });

  it('reads the user data byte for byte and the password from the vendor data', () => {
    expect(new TextDecoder().decode(verdict.userData)).toBe(USER_DATA);
    expect(verdict.vendorConfig?.password === PASSWORD).toBe(true);
    expect(verdict.vendorConfig?.chpasswd).toEqual({ expire: false });
  });

  it('renders both NICs for netplan', () => {
    const ethernets = verdict.rendered.netplan!.netplan!.network.ethernets;
    const [first, second] = Object.values(ethernets);
    expect(first).toMatchObject({ mtu: 1450 });
    expect([...first!.addresses!].sort()).toEqual(['10.1.1.5/24', '2001:db8::5/64']);
    expect(first!.routes!.map(({ to, via }) => `${to} ${via}`).sort()).toEqual([
      '0.0.0.0/0 10.1.1.1',
      '10.9.0.0/16 10.1.1.254',
      '::/0 2001:db8::1',
    ]);
    expect(first!.nameservers!.addresses).toEqual(['10.1.1.1', '8.8.8.8', '2001:db8::1']);
    expect(second).toMatchObject({ dhcp4: true, dhcp6: true });
  });

  it('renders both NICs for ifupdown', () => {
    const text = verdict.rendered.eni!.files['etc/network/interfaces']!;
    expect(text).toMatch(/iface eth0 inet static\n(?: {4}.*\n)*? {4}address 10\.1\.1\.5\/24/);
    expect(text).toContain('route add default gw 10.1.1.1 ');
    expect(text).toMatch(/iface eth0 inet6 static\n(?: {4}.*\n)*? {4}address 2001:db8::5\/64/);
    expect(text).toContain('route add -A inet6 default gw 2001:db8::1 ');
    expect(text).toMatch(/iface eth1 inet dhcp\n/);
  });
});

withForeign(['jsonschema'], 'nova’s schema', () => {
  withSampleData('of network_data.json', () => {
    it('accepts the network file once the one mask that VyOS cannot take is spelt nova’s way', () => {
      const schema = samplePath('schemas', 'nova-network_data.ecma.schema.json');
      const networkData = fileOf('openstack/latest/network_data.json') as NetworkData;
      const masks = networkData.networks.flatMap(({ routes = [] }) => routes.filter(({ network }) => network === '::'));
      expect(masks.map(({ netmask }) => netmask)).toEqual(['0']);
      for (const route of masks) route.netmask = '::';
      expect(schemaComplaints(schema, [networkData])).toEqual([[]]);
    });

    it('refuses a link without an id (the control)', () => {
      const schema = samplePath('schemas', 'nova-network_data.ecma.schema.json');
      const broken = { links: [{ type: 'phy', ethernet_mac_address: STATIC_MAC }], networks: [], services: [] };
      expect(schemaComplaints(schema, [broken])[0]).not.toEqual([]);
    });
  });
});
