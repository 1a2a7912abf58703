/**
 * Bonds and VLANs in the eyes of others: cloud-init's renderers, from network_data.json and from NoCloud's network-config
 * alike, and nova's schema.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, type NicInput, type TreeName } from '@configdrive/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileOf, VM_ID } from '../core/helpers.ts';
import { TIMESTAMP } from '../drive/sample.ts';
import { type AcceptedVerdict, type CloudInitDrive, gatewaysOf, judgeWithCloudInit } from '../support/cloud-init.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { schemaComplaints } from '../support/json-schema.ts';
import { extractWithBsdtar } from '../support/readers/bsdtar.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

const MACS = ['02:00:4c:5e:00:0a', '02:00:4c:5e:00:0b', '02:00:4c:5e:00:0c'];
const VLAN_MAC = '02:00:4c:5e:00:0d';

/** VLANs and the bond first: no order of the input may matter. */
const NICS: readonly NicInput[] = [
  {
    vlan: { id: 602, link: 'bond0' },
    ipv4: { address: '10.6.2.5/24', routes: [{ network: '10.60.0.0/16', gateway: '10.6.2.254' }] },
  },
  { vlan: { id: 7, link: 'eth2' }, mac: VLAN_MAC, mtu: 1400, ipv6: { address: '2001:db8:7::5/64' } },
  {
    bond: {
      links: ['eth0', 'eth1'],
      mode: '802.3ad',
      miimon: 100,
      upDelay: 200,
      lacpRate: 'fast',
      xmitHashPolicy: 'layer3+4',
    },
    ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['10.1.1.53'] },
  },
  ...MACS.map((mac): NicInput => ({ mac })),
];

const TREES: readonly TreeName[] = ['cloudstack', 'openstack', 'nocloud'];

const built = (tree: TreeName) => buildConfigDrive({ vmData: [VM_ID], nics: NICS }, { timestamp: TIMESTAMP, tree });

/** Lines of a rendered file, sorted: their order says nothing. */
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .sort();

/** The paragraph of one interface in Debian's file. */
function stanzaOf(text: string, name: string): readonly string[] {
  const stanza = text.split(/\n(?=auto |iface )/).find((one) => one.startsWith(`iface ${name} `)) ?? '';
  return linesOf(stanza.replaceAll('_', '-'));
}

withForeign(['cloudinit', 'bsdtar'], 'cloud-init’s renderers', () => {
  const verdicts = new Map<TreeName, AcceptedVerdict>();

  beforeAll(() => {
    const trees = TREES.map((tree): CloudInitDrive => {
      writeFileSync(directory(`${tree}.iso`), built(tree).bytes);
      mkdirSync(directory(tree));
      extractWithBsdtar(directory(`${tree}.iso`), directory(tree));
      const knownMacs = Object.fromEntries(MACS.map((mac, index) => [mac, `eth${index}`]));
      return { directory: directory(tree), source: tree === 'nocloud' ? 'noCloud' : 'configDrive', knownMacs };
    });
    for (const [index, verdict] of judgeWithCloudInit(trees).entries()) {
      if (!verdict.accepted) throw new Error(`refused: ${verdict.error}`);
      verdicts.set(TREES[index]!, verdict);
    }
  });

  describe.each(TREES)('on the tree %s', (tree) => {
    const filesOf = (renderer: 'eni' | 'networkd' | 'sysconfig'): Readonly<Record<string, string>> =>
      verdicts.get(tree)!.rendered[renderer]!.files;

    it('all of them finish, and nothing is warned of', () => {
      expect(verdicts.get(tree)!.warnings).toEqual([]);
      expect(verdicts.get(tree)!.networkError).toBeNull();
      for (const { error } of Object.values(verdicts.get(tree)!.rendered)) expect(error).toBeNull();
    });

    it('netplan has the bond with its cards and parameters, and both VLANs', () => {
      const { ethernets, bonds, vlans } = verdicts.get(tree)!.rendered.netplan!.netplan!.network;
      expect(Object.keys(ethernets)).toEqual(['eth0', 'eth1', 'eth2']);
      for (const card of [ethernets.eth0!, ethernets.eth1!]) expect(card).not.toHaveProperty('dhcp4');
      expect(ethernets.eth2).toMatchObject({ dhcp4: true });
      const { parameters, ...bond } = bonds!.bond0!;
      expect(
        Object.entries(parameters!)
          .map(([key, value]) => `${key} ${value}`)
          .sort(),
      ).toEqual([
        'lacp-rate fast',
        'mii-monitor-interval 100',
        'mode 802.3ad',
        'transmit-hash-policy layer3+4',
        'up-delay 200',
      ]);
      expect(bond).toMatchObject({ interfaces: ['eth0', 'eth1'], macaddress: MACS[0], addresses: ['10.1.1.5/24'] });
      expect(gatewaysOf(bond)).toEqual(['10.1.1.1']);
      expect(bond.nameservers!.addresses).toEqual(['10.1.1.53']);
      expect(vlans!['bond0.602']).toMatchObject({
        id: 602,
        link: 'bond0',
        macaddress: MACS[0],
        addresses: ['10.6.2.5/24'],
      });
      expect(vlans!['bond0.602']!.routes).toEqual([{ to: '10.60.0.0/16', via: '10.6.2.254' }]);
      expect(vlans!['eth2.7']).toMatchObject({
        id: 7,
        link: 'eth2',
        macaddress: VLAN_MAC,
        mtu: 1400,
        addresses: ['2001:db8:7::5/64'],
      });
    });

    it('ifupdown gets masters, slaves and raw devices', () => {
      const text = filesOf('eni')['etc/network/interfaces'] ?? '';
      for (const card of ['eth0', 'eth1']) {
        expect(stanzaOf(text, card)).toEqual(
          expect.arrayContaining([`iface ${card} inet manual`, 'bond-master bond0', 'bond-mode 802.3ad']),
        );
      }
      expect(stanzaOf(text, 'bond0')).toEqual(
        expect.arrayContaining(['address 10.1.1.5/24', 'bond-slaves none', 'bond-lacp-rate fast', 'bond-miimon 100']),
      );
      // From NoCloud a gateway, from network_data.json a route.
      expect(text).toMatch(/gateway 10\.1\.1\.1\n|route add default gw 10\.1\.1\.1 /);
      expect(stanzaOf(text, 'bond0.602')).toEqual(
        expect.arrayContaining(['address 10.6.2.5/24', 'vlan-raw-device bond0']),
      );
      expect(stanzaOf(text, 'eth2.7')).toEqual(
        expect.arrayContaining(['address 2001:db8:7::5/64', 'vlan-raw-device eth2', 'mtu 1400']),
      );
    });

    it('ifcfg files have the bond’s options, its slaves and the VLANs', () => {
      const ifcfg = (name: string): readonly string[] =>
        linesOf(filesOf('sysconfig')[`etc/sysconfig/network-scripts/ifcfg-${name}`] ?? '');
      expect(ifcfg('bond0')).toEqual(
        expect.arrayContaining([
          'BONDING_MASTER=yes',
          'BONDING_OPTS="mode=802.3ad xmit_hash_policy=layer3+4 miimon=100 updelay=200 lacp_rate=fast"',
          'BONDING_SLAVE0=eth0',
          'BONDING_SLAVE1=eth1',
          'IPADDR=10.1.1.5',
          'GATEWAY=10.1.1.1',
          'TYPE=Bond',
        ]),
      );
      for (const card of ['eth0', 'eth1'])
        expect(ifcfg(card)).toEqual(expect.arrayContaining(['MASTER=bond0', 'SLAVE=yes', 'BOOTPROTO=none']));
      expect(ifcfg('bond0.602')).toEqual(expect.arrayContaining(['VLAN=yes', 'PHYSDEV=bond0', 'IPADDR=10.6.2.5']));
      expect(ifcfg('eth2.7')).toEqual(
        expect.arrayContaining(['VLAN=yes', 'PHYSDEV=eth2', 'IPV6ADDR=2001:db8:7::5/64', 'MTU=1400']),
      );
    });

    it('networkd gets the addresses of every link; its renderer makes neither bonds nor VLANs', () => {
      const files = filesOf('networkd');
      const network = (name: string): string => files[`etc/systemd/network/10-cloud-init-${name}.network`] ?? '';
      expect(Object.keys(files).filter((path) => path.endsWith('.netdev'))).toEqual([]);
      expect(network('bond0')).toContain('Address=10.1.1.5/24');
      expect(network('bond0')).toContain('Gateway=10.1.1.1');
      expect(network('bond0.602')).toContain('Address=10.6.2.5/24');
      expect(network('eth2.7')).toContain('Address=2001:db8:7::5/64');
      expect(network('eth0')).not.toContain('\nAddress=');
    });
  });
});

withForeign(['jsonschema'], 'schemas of others', () => {
  withSampleData('on bonds and VLANs', () => {
    it('nova’s takes OpenStack’s tree as it is', () => {
      const document: unknown = JSON.parse(
        fileOf(built('openstack').drive, 'openstack/latest/network_data.json') ?? '',
      );
      expect(schemaComplaints(samplePath('schemas', 'nova-network_data.ecma.schema.json'), [document])).toEqual([[]]);
    });

    it('cloud-init’s takes network-config, but for two names that its own renderers do not know', () => {
      const text = fileOf(built('nocloud').drive, 'network-config') ?? '';
      const document: unknown = JSON.parse(
        text.replace('bond-lacp-rate', 'bond-lacp_rate').replace('bond-xmit-hash-policy', 'bond-xmit_hash_policy'),
      );
      // It wants updelay as a text and downdelay as a number; the kernel wants neither.
      const known: unknown = JSON.parse(JSON.stringify(document).replace('"bond-updelay":200', '"bond-updelay":"200"'));
      expect(schemaComplaints(samplePath('schemas', 'cloud-init-network-config-v1.schema.json'), [known])).toEqual([
        [],
      ]);
    });
  });
});
