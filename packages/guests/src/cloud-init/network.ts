/**
 * network_data.json as cloud-init takes it: links and networks (helpers/openstack.py, convert_net_json), then addresses and
 * routes (net/network_state.py), then what its renderers make of them. A fault in the first two costs the whole network.
 */
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNic } from '../guest-view.ts';
import { Stopped } from '../items.ts';
import { isObject, type JsonValue } from '../json.ts';
import { convertLinks } from './links.ts';
import type { NetworkReading } from './network-reading.ts';
import { readNic } from './nic.ts';
import type { Release } from './releases.ts';
import { readServices } from './services.ts';

export function readNetwork(reading: GuestReading, path: string, value: JsonValue | undefined, release: Release): void {
  if (value === undefined) readNoNetwork(reading, path);
  else if (!isObject(value)) stopped(reading, new Stopped([path], `${typeNameOf(value)}, not an object`));
  else readNetworkData({ reading, release, path, data: value, stops: new Set() });
}

function readNoNetwork({ view, tree, findings }: GuestReading, path: string): void {
  if (view.network !== undefined || tree.file(path) !== undefined) return;
  view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
  findings.add('nothing', 'network-data-absent', [path], 'without it cloud-init uses DHCP on one NIC');
}

function readNetworkData(network: NetworkReading): void {
  const { reading, stops } = network;
  try {
    const links = convertLinks(network);
    // Two links that are one NIC to the guest: the later one replaces the earlier one's networks.
    const nics = new Map<string, GuestNic>();
    for (const link of links) {
      if (nics.has(link.identity)) {
        reading.findings.add('minor', 'network-link-repeated', link.place, 'an earlier link is the same NIC, and lost');
      }
      nics.set(link.identity, readNic(network, link));
    }
    const found = [...nics.values()];
    const dns = readServices(network, found);
    reportEmpty(network, found);
    reading.view.network = { source: 'network-data', nics: found, dns, stops: [...stops] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped(reading, error);
  }
}

function stopped(reading: GuestReading, { place, why }: Stopped): void {
  reading.findings.add('major', 'network-unreadable', place, `${why}: cloud-init sets up no network`);
  delete reading.view.network;
}

function reportEmpty({ reading, path }: NetworkReading, nics: readonly GuestNic[]): void {
  if (nics.length === 0) {
    const why = 'no links: cloud-init sets up no NIC at all, not even by DHCP';
    reading.findings.add('major', 'network-data-empty', [path], why);
  }
  for (const family of [':', '.']) {
    const holders = nics.filter(({ gateways }) => gateways.some((gateway) => gateway.includes(family)));
    if (holders.length < 2) continue;
    const why = `${holders.length} NICs have a default route of the same family`;
    reading.findings.add('nothing', 'default-routes-several', [path], why);
  }
}
