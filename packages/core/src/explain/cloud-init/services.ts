/**
 * Name servers of network_data.json.
 */

import { type Item, itemsOf, required, Stopped } from '../items.ts';
import { isArray, type JsonValue } from '../json.ts';
import { isTruthy } from '../python.ts';
import type { NetworkReading } from './network-reading.ts';

/** Every service at the top level becomes a name server, whatever its type. */
export function readServices(network: NetworkReading): readonly string[] {
  const { reading, data, path, stops } = network;
  return itemsOf(data, 'services', [path]).flatMap(({ members, place }) => {
    const address = members.get('address');
    if (address === undefined) {
      reading.findings.add('part', 'service-skipped', place, 'no address: cloud-init skips it');
      return [];
    }
    if (members.get('type') !== 'dns') {
      reading.findings.add('part', 'service-not-dns', [...place, 'type'], 'cloud-init makes a name server of it');
    }
    const given: readonly JsonValue[] = isArray(address) ? address : [address];
    const texts = given.filter((item) => typeof item === 'string');
    if (texts.length < given.length) {
      stops.add('ifupdown');
      reading.findings.add(
        'part',
        'json-value-unusable',
        [...place, 'address'],
        'not a text: some guests lose the network',
      );
    }
    return texts;
  });
}

/** `services` and `dns_nameservers` inside a network. */
export function ownNameServers({ release, reading }: NetworkReading, item: Item): readonly string[] {
  const services = release.networkServices ? dnsServices(item) : skippedServices(reading, item);
  return services.length > 0 ? services : cloudInitNameServers(item);
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
