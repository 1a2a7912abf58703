/** explain and Debian's real DataSourceNoCloud agree on seeds sound and broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Explanation, explain } from '@configdrive/guests';
import { expect, it } from 'vitest';
import { planInput } from '../core/helpers.ts';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { type CloudInitVerdict, judgeWithCloudInit } from '../support/cloud-init.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { INTERFACES } from './drives/interfaces.ts';
import { REFUSED_BY_NETPLAN, TAKEN_BY_NETPLAN } from './drives/netplan-files.ts';
import { interfacesBy, networkConfigBy } from './drives/network-configs.ts';
import { plannedFiles } from './drives/planned.ts';
import { entriesOf, type Files } from './drives/sound.ts';
import { seenByCloudInit, seenByExplain } from './nocloud-agreement.ts';
import { chanceOf } from './random.ts';
import { seedsOfRun } from './seeds.ts';
import { writeTree } from './trees.ts';

const directory = useTemporaryDirectory();

type Seed = Readonly<Record<string, string>>;

const META = 'instance-id: i-1\nlocal-hostname: web.example.org\npublic-keys:\n- ssh-rsa A\n- ssh-rsa B\n';
const physical = (more: object): object => ({
  type: 'physical',
  name: 'eth0',
  mac_address: '02:00:4c:5e:00:05',
  subnets: [{ type: 'static', address: '10.1.1.5', netmask: '255.255.255.0', gateway: '10.1.1.1' }],
  ...more,
});
const version1 = (...config: readonly object[]): string => JSON.stringify({ version: 1, config });

const METADATA: readonly string[] = [
  META,
  '',
  '{}',
  '- a\n',
  'a: [\n',
  'a:\tb\n',
  'local-hostname: web\n',
  'instance-id: 0123\n',
  'instance-id: no\n',
  'instance-id: null\n',
  'instance-id: i\nlocal-hostname: 10.1.1.1\n',
  'instance-id: i\nlocal-hostname: ""\n',
  'instance-id: i\npublic-keys: ssh-rsa A\n',
  'instance-id: i\npublic-keys:\n  ops: ssh-rsa A\n',
  'instance-id: i\ndsmode: disabled\n',
  'instance-id: i\ndsmode: net\n',
  'instance-id: i\nseedfrom: ftp://x/\n',
  'instance-id: i\ninstance-id: j\n',
  '{"instance-id": "i", "local-hostname": "web"}',
];

const NETWORKS: readonly string[] = [
  version1(physical({})),
  version1(physical({ subnets: [{ type: 'dhcp4' }] })),
  version1(physical({ subnets: [{ type: 'static', address: '10.1.1.5/24' }] })),
  version1(physical({ subnets: [{ type: 'static6', address: '2001:db8::5/64', gateway: '2001:db8::1' }] })),
  version1(physical({ subnets: [{ type: 'static', address: 'x' }] })),
  version1(physical({ subnets: [{ type: 'static' }] })),
  version1(physical({ subnets: [{}] })),
  version1(physical({ subnets: undefined })),
  version1({ type: 'physical' }, physical({})),
  version1(physical({}), { type: 'vlan', vlan_link: 'eth9', vlan_id: 101, subnets: [] }),
  version1(physical({}), { type: 'vlan', name: 'eth9.101', vlan_link: 'eth9' }),
  version1(physical({}), { type: 'bond', name: 'bond0', bond_interfaces: ['eth9'] }),
  version1(physical({}), { type: 'bridge', name: 'br0', params: {} }),
  version1(physical({}), { type: 'nameserver', address: ['10.1.1.1'] }),
  version1(physical({}), { type: 'nameserver', address: '10.1.1.1' }),
  version1(physical({}), { type: 'x' }),
  version1(
    physical({
      subnets: [
        { type: 'static', address: '10.1.1.5/24', routes: [{ network: '0.0.0.0', netmask: '0', gateway: '10.1.1.1' }] },
      ],
    }),
  ),
  // What generated networks disagreed on: routers shared by subnets, everything by another name, a route to another family.
  ...[
    { network: '10.9.0.0', netmask: '0.0.0.0', gateway: '10.1.1.2' },
    { network: '::', netmask: '16', gateway: '10.1.1.2' },
    { network: '10.9.0.0/16', gateway: 'x' },
    { network: '10.9.0.0/16', gateway: '10.1.1.1' },
  ].map((route) =>
    version1(
      physical({
        subnets: [
          { type: 'static', address: '192.0.2.11/32', gateway: '10.1.1.1' },
          { type: 'static', address: '10.1.1.5/24', gateway: '10.1.1.1', routes: [route] },
        ],
      }),
    ),
  ),
  '{}',
  'version: 3\n',
  'version: 1\n',
  'config: []\n',
  'version: 1\nconfig: []\n',
  '',
  '# nothing\n',
  'a: [\n',
  '- a\n',
  'version: 2\nethernets:\n  eth0:\n    match: {macaddress: "02:00:4C:5E:00:05"}\n    set-name: eth0\n    addresses: [10.1.1.5/24]\n',
  'version: 2\nethernets:\n  eth0: {dhcp4: true}\n',
  'version: 2\nethernets: [a]\n',
  // Everything below a key, as netplan has it; only Init takes it off.
  `network: ${version1(physical({}))}`,
  'network:\n  version: 2\n  ethernets: {eth0: {dhcp4: true, dhcp6: true}}\n',
  'network:\n  version: "2"\n  ethernets: {eth0: {dhcp4: true}}\n',
  'network:\n  config: disabled\n',
  'config: disabled\n',
  'network: {config: disabled, version: 1}\n',
  'network: {}\n',
  'network: []\n',
  'network:\n',
  'network: [1]\n',
  'network: {network: {version: 1, config: []}}\n',
  'version: 1\nconfig:\n',
  'version: 1.0\nconfig: disabled\n',
  // Without `set-name` the key is the name; without `via` a route is no default router.
  'version: 2\nethernets:\n  nic0:\n    match: {macaddress: "02:00:4c:5e:00:05"}\n    addresses: [10.1.1.5/24, "2001:db8::5/64"]\n    gateway4: 10.1.1.1\n    gateway6: "2001:db8::1"\n',
  'version: 2\nethernets:\n  eth0:\n    set-name:\n    addresses: [10.1.1.5/24]\n    routes: [{to: default, via: 10.1.1.1}, {to: 10.9.0.0/16, via: 10.1.1.2}]\n',
  'version: 2\nethernets:\n  eth0: {addresses: [10.1.1.5]}\n',
  'version: 2\nethernets:\n  eth0: {addresses: []}\n  eth1: {dhcp6: true}\n',
];

const withInterfaces = (text: string): string => `${META}network-interfaces: ${JSON.stringify(text)}\n`;

const SEEDS: readonly Seed[] = [
  ...INTERFACES.map((text) => ({ 'meta-data': withInterfaces(text), 'user-data': '' })),
  ...['', 'a: [', '{}'].map((network) => ({
    'meta-data': withInterfaces(INTERFACES[0] ?? ''),
    'user-data': '',
    'network-config': network,
  })),
  ...['[a]', '5', 'yes', '{a: b}', '[]', '{}', '0', 'no'].map((value) => ({
    'meta-data': `${META}network-interfaces: ${value}\n`,
    'user-data': '',
  })),
  ...METADATA.map((meta) => ({ 'meta-data': meta, 'user-data': '' })),
  ...[...REFUSED_BY_NETPLAN, ...TAKEN_BY_NETPLAN, ...NETWORKS].map((network) => ({
    'meta-data': META,
    'user-data': '',
    'network-config': network,
  })),
  { 'meta-data': META },
  { 'user-data': '' },
  { 'meta-data': META, 'user-data': '#cloud-config\na: b\n', 'vendor-data': '#!/bin/sh\n' },
];

/** Twenty, of which every fourth has a Debian interfaces file; each tells its seed in its metadata. */
function generatedSeeds(seed: number): readonly Files[] {
  const chance = chanceOf(seed);
  return Array.from({ length: 20 }, (_, index) => {
    const meta = `instance-id: seed-${seed}-${index}\n`;
    return index % 4 === 0
      ? filesOf({
          'meta-data': `${meta}network-interfaces: ${JSON.stringify(interfacesBy(chance))}\n`,
          'user-data': '',
        })
      : filesOf({ 'meta-data': meta, 'user-data': '', 'network-config': networkConfigBy(chance) });
  });
}

const filesOf = (seed: Seed): Files => new Map(Object.entries(seed));

function explained(files: Files): Explanation {
  const [explanation] = explain({ label: 'cidata', entries: entriesOf(files) }, { guests: ['cloud-init-nocloud'] });
  if (explanation?.version !== '22.4') throw new Error('no explanation for cloud-init 22.4');
  return explanation;
}

function disagreements(seeds: readonly Files[], name: string): readonly unknown[] {
  const verdicts = judgeWithCloudInit(
    seeds.map((files, index) => {
      writeTree(directory(`${name}-${index}`), files);
      return { directory: directory(`${name}-${index}`), source: 'noCloud', renderers: ['netplan'] };
    }),
  );
  return seeds.flatMap((files, index) => {
    const [explain, cloudInit] = [seenByExplain(explained(files)), seenByCloudInit(verdicts[index]!)];
    const isSame = JSON.stringify(explain) === JSON.stringify(cloudInit);
    return isSame ? [] : [{ files: [...files].map(String), explain, cloudInit, refusal: refusalIn(verdicts[index]!) }];
  });
}

const refusalIn = (verdict: CloudInitVerdict): unknown =>
  verdict.accepted ? (verdict.networkError ?? verdict.rendered.netplan) : verdict.error;

withForeign(['cloudinit', 'netplan'], 'DataSourceNoCloud', () => {
  it('agrees with explain on every seed, sound or broken', () => {
    expect(disagreements(SEEDS.map(filesOf), 'seed')).toEqual([]);
  });

  it('agrees on generated networks, of ten seeds', () => {
    const seeds = seedsOfRun().flatMap((seed) => generatedSeeds(seed));
    expect(disagreements(seeds, 'generated')).toEqual([]);
    expect(seeds.length).toBe(200);
  });

  it('agrees on the seeds that this library plans', () => {
    const planned = [SAMPLE, { ...SAMPLE, nics: [] }, { ...SAMPLE, vendorData: '#!/bin/sh\n' }].map((input) => {
      return plannedFiles(planInput(input, { tree: 'nocloud', timestamp: TIMESTAMP }));
    });
    expect(disagreements(planned, 'planned')).toEqual([]);
  });
});

withSampleData('of the shared samples', () => {
  withForeign(['cloudinit', 'netplan'], 'DataSourceNoCloud', () => {
    it('agrees with explain on every network-config', () => {
      const seeds = readdirSync(samplePath('nocloud')).map((name) =>
        filesOf({
          'meta-data': META,
          'user-data': '',
          'network-config': readFileSync(samplePath('nocloud', name), 'utf8'),
        }),
      );
      expect(disagreements(seeds, 'sample')).toEqual([]);
      expect(seeds.length).toBeGreaterThan(5);
    });
  });
});
