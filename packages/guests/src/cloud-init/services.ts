/**
 * Name servers of network_data.json.
 */
import type { Place } from '@configdrive/issues';
import type { GuestNic } from '../guest-view.ts';
import { type Item, itemsOf, required, Stopped } from '../items.ts';
import { isArray, type JsonValue } from '../json.ts';
import { isTruthy } from '../python.ts';
import { addressOf } from '../python-addresses.ts';
import { type NetworkReading, refuseByNetplan } from './network-reading.ts';

/** Every service at the top level becomes a name server, whatever its type: of the NICs with an address and none of their own. */
export function readServices(network: NetworkReading, nics: readonly GuestNic[]): readonly string[] {
  const { reading, data, path, stops } = network;
  const isWritten = nics.some(({ addresses, dns }) => addresses.length > 0 && dns.length === 0);
  return itemsOf(data, 'services', [path]).flatMap(({ members, place }) => {
    const address = members.get('address');
    if (address === undefined) {
      reading.findings.add('minor', 'service-skipped', place, 'no address: cloud-init skips it');
      return [];
    }
    if (members.get('type') !== 'dns') {
      reading.findings.add('minor', 'service-not-dns', [...place, 'type'], 'cloud-init makes a name server of it');
    }
    const given: readonly JsonValue[] = isArray(address) ? address : [address];
    const texts = given.filter((item) => typeof item === 'string');
    if (texts.length < given.length) {
      stops.add('ifupdown');
      const why = 'not a text: guests with ifupdown set up no network';
      reading.findings.add('major', 'json-value-unusable', [...place, 'address'], why);
    }
    if (isWritten) checkServers(network, [...place, 'address'], given);
    return texts;
  });
}

function checkServers(network: NetworkReading, place: Place, given: readonly JsonValue[]): void {
  const areAddresses = given.every((item) => typeof item === 'string' && addressOf(item) !== undefined);
  if (!areAddresses) refuseByNetplan(network, 'name-server-invalid', place, 'not an IP address');
}

/** `services` and `dns_nameservers` inside a network. */
export function ownNameServers(network: NetworkReading, item: Item): readonly string[] {
  const { release, reading } = network;
  const services = release.networkServices ? dnsServices(item) : skippedServices(reading, item);
  const key = services.length > 0 ? 'services' : 'dns_nameservers';
  const servers = services.length > 0 ? services : cloudInitNameServers(item);
  checkServers(network, [...item.place, key], servers);
  return servers;
}

const dnsServices = (item: Item): readonly string[] =>
  itemsOf(item.members, 'services', item.place)
    .filter(({ members }) => members.get('type') === 'dns')
    .map((service) => required(service, 'address'))
    .filter((address) => typeof address === 'string');

function skippedServices({ findings }: NetworkReading['reading'], { members, place }: Item): readonly string[] {
  if (isTruthy(members.get('services'))) {
    findings.add(
      'nothing',
      'service-skipped',
      [...place, 'services'],
      'releases before 24.2 skip services in a network',
    );
  }
  return [];
}

/** A key of cloud-init's own. */
function cloudInitNameServers({ members, place }: Item): readonly string[] {
  const given = members.get('dns_nameservers') ?? null;
  if (!isTruthy(given)) return [];
  if (typeof given === 'string') return given.split(/\s+/).filter((text) => text !== '');
  if (!isArray(given)) throw new Stopped([...place, 'dns_nameservers'], 'neither a text nor a list');
  return given.filter((item) => typeof item === 'string');
}
