/** What cloud-init 22.4.2, a cloud-init of 2026 and cloudbase-init were recorded to say of each sample, explain says, too. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { GuestNetwork } from '@configdrive/guests';
import { expect, it } from 'vitest';
import { samplePath, withSampleData } from '../support/data.ts';
import { explained } from './explained.ts';

interface Recorded {
  /** 0 taken, 3 partly, 1 refused. */
  readonly exit: 0 | 1 | 3;
  readonly errors: readonly string[];
}

interface RecordedCloudInit extends Recorded {
  readonly nics: readonly string[];
}

interface RecordedSample {
  readonly cloud_init_22_4_2: RecordedCloudInit;
  readonly cloud_init_04eacd06: RecordedCloudInit;
  readonly cloudbase_init_c48d7596: Recorded & { readonly addresses: readonly string[] };
}

type Samples = Readonly<Record<string, RecordedSample>>;

const recorded = (): Samples =>
  JSON.parse(readFileSync(samplePath('expected', 'network_data-verdicts.json'), 'utf8')) as Samples;

/** The drive the verdicts were recorded on: metadata with nothing but a uuid. */
const filesWith = (sample: string) => ({
  'openstack/latest/meta_data.json': { uuid: 'u' },
  'openstack/latest/network_data.json': readFileSync(samplePath('network_data', sample), 'utf8'),
});

/** Which programs stop, in the words of `sees`; `all` where there is no network at all. */
function stopsIn({ errors }: Recorded): readonly string[] | 'all' {
  const stopped = errors.flatMap((error) => {
    if (error.startsWith('network_data.json')) return ['all'];
    if (error.startsWith('netplan generate')) return ['netplan'];
    return /^renderer (\w+)/.exec(error)?.[1] ?? [];
  });
  const everyRenderer = ['eni', 'netplan', 'networkd', 'sysconfig'].every((renderer) => stopped.includes(renderer));
  return stopped.includes('all') || everyRenderer ? 'all' : stopped.toSorted();
}

const stopsOf = (network: GuestNetwork | undefined): readonly string[] | 'all' =>
  network === undefined ? 'all' : network.stops.toSorted();

/** Bonds and VLANs on them are named by cloud-init; NICs, and so VLANs on them, were numbered by who recorded. */
const namesOf = (network: GuestNetwork | undefined): readonly string[] =>
  (network?.nics ?? []).map(({ kind, name }) => (kind === 'vlan' ? (name ?? 'a VLAN') : kindOfName(name ?? 'eth0')));

const kindOfName = (name: string): string =>
  /^eth\d+\.\d+$/.test(name) ? 'a VLAN' : /^eth\d+$/.test(name) ? 'a NIC' : name;

withSampleData('recorded verdicts', () => {
  it('there are for every sample', () => {
    expect(readdirSync(samplePath('network_data')).map((name) => basename(name))).toEqual(
      Object.keys(recorded()).toSorted(),
    );
  });

  it.each([
    ['22.4', 'cloud_init_22_4_2'],
    ['26', 'cloud_init_04eacd06'],
  ] as const)('of cloud-init %s are what explain says', (version, column) => {
    const sides = Object.entries(recorded()).map(([sample, { [column]: said }]) => {
      const { verdict, view: sees } = explained('cloud-init', filesWith(sample), { version });
      const isRefused = said.exit === 1;
      const theirs = {
        sample,
        isRefused,
        stops: stopsIn(said),
        nics: stopsIn(said) === 'all' ? [] : said.nics.map(kindOfName),
      };
      const ours = {
        sample,
        isRefused: verdict === 'refused',
        stops: stopsOf(sees.network),
        nics: namesOf(sees.network),
      };
      return { ours, theirs };
    });
    expect(sides.map(({ ours }) => ours)).toEqual(sides.map(({ theirs }) => theirs));
  });

  it('of cloudbase-init are what explain says', () => {
    const sides = Object.entries(recorded()).map(([sample, { cloudbase_init_c48d7596: said }]) => {
      const { verdict, view: sees } = explained('cloudbase-init', filesWith(sample));
      const addresses = (sees.network?.nics ?? []).flatMap((nic) => nic.addresses);
      return {
        ours: {
          sample,
          isRefused: verdict === 'refused',
          isLost: sees.network === undefined,
          addresses: addresses.toSorted(),
        },
        theirs: { sample, isRefused: said.exit === 1, isLost: said.exit === 3, addresses: said.addresses.toSorted() },
      };
    });
    expect(sides.map(({ ours }) => ours)).toEqual(sides.map(({ theirs }) => theirs));
  });
});
