/** What Talos' own test expects of its sample of metadata and network data, explain says, too. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { samplePath, withSampleData } from '../support/data.ts';
import { explained } from './explained.ts';

interface Expected {
  readonly addresses: readonly { readonly address: string }[];
  readonly routes: readonly { readonly dst: string; readonly gateway: string }[];
  readonly links: readonly { readonly name: string; readonly kind: string; readonly mtu: number }[];
  readonly resolvers: readonly { readonly dnsServers: readonly string[] }[];
  readonly operators: readonly { readonly operator: string }[];
  readonly hostnames: readonly { readonly hostname: string }[];
  readonly metadata: { readonly zone: string; readonly instanceId: string };
}

const sample = (...names: readonly string[]): string => readFileSync(samplePath(...names), 'utf8');

withSampleData('the recorded verdict of Talos', () => {
  it('is what explain says', () => {
    const expected = parse(sample('expected', 'talos-openstack-expected.yaml')) as Expected;
    const { verdict, view: sees } = explained('talos', {
      'openstack/latest/user_data': '',
      'openstack/latest/meta_data.json': sample('meta_data', 'talos-openstack-metadata.json'),
      'openstack/latest/network_data.json': sample('network_data', 'talos-openstack-network.json'),
    });
    const nics = sees.network?.nics ?? [];
    const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();
    expect(verdict).not.toBe('refused');
    expect(sees.hostname).toBe(expected.hostnames[0]?.hostname);
    expect([sees.availabilityZone, sees.instanceId]).toEqual([expected.metadata.zone, expected.metadata.instanceId]);
    expect(sees.network?.dns).toEqual(expected.resolvers[0]?.dnsServers);
    expect(sorted(nics.flatMap(({ addresses }) => addresses))).toEqual(
      sorted(expected.addresses.map(({ address }) => address)),
    );
    expect(sorted(nics.flatMap(({ dynamic }) => dynamic))).toEqual(
      sorted(expected.operators.map(({ operator }) => operator)),
    );
    const isDefault = ({ dst }: Expected['routes'][number]): boolean => dst === '';
    expect(sorted(nics.flatMap(({ gateways }) => gateways))).toEqual(
      sorted(expected.routes.filter(isDefault).map(({ gateway }) => gateway)),
    );
    expect(nics.flatMap(({ routes }) => routes)).toHaveLength(expected.routes.filter((one) => !isDefault(one)).length);
    // Cards are called as the machine calls them; bonds, and VLANs on them, by Talos.
    expect(sorted(nics.flatMap(({ name }) => name ?? []))).toEqual(
      sorted(expected.links.filter(({ kind }) => kind !== '').map(({ name }) => name)),
    );
    expect(nics).toHaveLength(expected.links.length);
  });
});
