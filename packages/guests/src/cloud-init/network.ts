/**
 * network_data.json as cloud-init takes it: links and networks (helpers/openstack.py, convert_net_json), then addresses and
 * routes (net/network_state.py), then what its renderers make of them. A fault in the first two costs the whole network.
 */
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNic } from '../guest-view.ts';
import { itemsOf, Stopped, stoppedAlike, WrongType } from '../items.ts';
import { isObject, type JsonValue } from '../json.ts';
import { convertLinks, type Link } from './links.ts';
import { readInterfacesFile } from './network-config.ts';
import type { NetworkReading } from './network-reading.ts';
import { readNic } from './nic.ts';
import type { Release } from './releases.ts';
import { readServices } from './services.ts';

export function readNetwork(reading: GuestReading, path: string, value: JsonValue | undefined, release: Release): void {
  if (value === undefined) readNoNetwork(reading, path, release);
  else if (!isObject(value)) failed(reading, new WrongType([path], `${typeNameOf(value)}, not an object`));
  else readNetworkData({ reading, release, path, data: value, stops: new Set() });
}

function readNoNetwork(reading: GuestReading, path: string, release: Release): void {
  const { view, tree, findings, interfaces } = reading;
  if (tree.file(path) !== undefined) return;
  if (interfaces === undefined) {
    view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
    findings.add('nothing', 'network-data-absent', [path], 'without it cloud-init uses DHCP on one NIC');
    return;
  }
  const value = reading.textOfInterfaces(interfaces);
  if (value === undefined) view.network = { source: 'debian-interfaces', nics: [], dns: [], stops: [] };
  else readInterfacesFile(reading, { path, place: interfaces.place, value }, release);
}

function readNetworkData(network: NetworkReading): void {
  const { reading, stops } = network;
  try {
    const links = converted(network);
    // Two links that are one NIC to the guest: the later one replaces the earlier one's networks.
    const nics = new Map<string, GuestNic>();
    for (const link of links) {
      if (nics.has(link.identity)) {
        reading.findings.add('minor', 'network-link-repeated', link.place, 'an earlier link is the same NIC, and lost');
      }
      nics.set(
        link.identity,
        stoppedAlike(() => readNic(network, link)),
      );
    }
    const found = [...nics.values()];
    const dns = readServices(network, found);
    reportEmpty(network, found);
    reading.view.network = { source: 'network-data', nics: found, dns, stops: [...stops] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    failed(reading, error);
  }
}

/** The first step, in which all services are gone through, too. */
function converted(network: NetworkReading): readonly Link[] {
  const links = convertLinks(network);
  itemsOf(network.data, 'services', [network.path]);
  return links;
}

/** Init asks with `hasattr` whether the source has a network, and an AttributeError while it is converted is a no. */
function failed({ findings, view }: GuestReading, error: Stopped): void {
  const { place, why } = error;
  const isNone = error instanceof WrongType;
  const consequence = isNone ? 'cloud-init uses DHCP on one NIC' : 'cloud-init sets up no network';
  findings.add('major', 'network-unreadable', place, `${why}: ${consequence}`);
  if (isNone) view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
  else delete view.network;
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
