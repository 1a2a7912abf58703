/** explain and Debian's real DataSourceNoCloud agree on seeds sound and broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { planConfigDrive } from '@configdrive/core';
import { type Explanation, explain } from '@configdrive/guests';
import { expect, it } from 'vitest';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { judgeWithCloudInit } from '../support/cloud-init.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { plannedFiles } from './drives/planned.ts';
import { entriesOf, type Files } from './drives/sound.ts';
import { seenByCloudInit, seenByExplain } from './nocloud-agreement.ts';
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
];

const SEEDS: readonly Seed[] = [
  ...METADATA.map((meta) => ({ 'meta-data': meta, 'user-data': '' })),
  ...NETWORKS.map((network) => ({ 'meta-data': META, 'user-data': '', 'network-config': network })),
  { 'meta-data': META },
  { 'user-data': '' },
  { 'meta-data': META, 'user-data': '#cloud-config\na: b\n', 'vendor-data': '#!/bin/sh\n' },
];

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
      return { directory: directory(`${name}-${index}`), source: 'noCloud' };
    }),
  );
  return seeds.flatMap((files, index) => {
    const [explain, cloudInit] = [seenByExplain(explained(files)), seenByCloudInit(verdicts[index]!)];
    const isSame = JSON.stringify(explain) === JSON.stringify(cloudInit);
    return isSame ? [] : [{ files: [...files].map(String), explain, cloudInit, error: verdicts[index] }];
  });
}

withForeign(['cloudinit'], 'DataSourceNoCloud', () => {
  it('agrees with explain on every seed, sound or broken', () => {
    expect(disagreements(SEEDS.map(filesOf), 'seed')).toEqual([]);
  });

  it('agrees on the seeds that this library plans', () => {
    const planned = [SAMPLE, { ...SAMPLE, nics: [] }, { ...SAMPLE, vendorData: '#!/bin/sh\n' }].map((input) => {
      return plannedFiles(planConfigDrive(input, { tree: 'nocloud', timestamp: TIMESTAMP }));
    });
    expect(disagreements(planned, 'planned')).toEqual([]);
  });
});

withSampleData('of the shared samples', () => {
  withForeign(['cloudinit'], 'DataSourceNoCloud', () => {
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
