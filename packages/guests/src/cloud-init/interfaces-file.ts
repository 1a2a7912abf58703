/**
 * A Debian interfaces file as cloud-init converts it to network config version 1 (net/eni.py, convert_eni_data): NoCloud's
 * `network-interfaces`, and the file that `network_config` of a config drive points to.
 */
import type { Place } from '@configdrive/issues';
import { Stopped } from '../items.ts';
import { JsonNumber, type JsonObject, type JsonValue } from '../json.ts';
import { linesOf } from '../python.ts';

interface Interface {
  family?: string;
  method?: string;
  isAutomatic: boolean;
  readonly options: Map<string, string>;
  readonly dns: Map<string, readonly string[]>;
}

/** Options of one value that are kept, whether they are used or not. */
const kept = new Set(
  (
    'address netmask broadcast network metric gateway pointtopoint media mtu hostname leasehours leasetime vendor client ' +
    'bootfile server hwaddr provider frame netnum endpoint local ttl'
  ).split(' '),
);
const commands = new Set(['pre-up', 'up', 'post-up', 'down', 'pre-down', 'post-down']);

/** A line of words that are divided by single blanks, as Python's split(" ") divides them. */
interface Line {
  readonly words: readonly string[];
  readonly place: Place;
}

class InterfacesFile {
  readonly #interfaces = new Map<string, Interface>();
  #current: Interface | undefined;

  read({ words, place }: Line): void {
    const [option = '', ...values] = words;
    if (option === 'auto') for (const name of values) this.#named(name).isAutomatic = true;
    else if (option === 'iface') this.#begin(values, place);
    else if (option === 'source' || option === 'source-directory') refuseRelative(values, place);
    else if (option === 'hwaddress') {
      const address = values[0] === 'ether' ? values[1] : values[0];
      this.#open(place).options.set(option, wanted(address, place));
    } else if (kept.has(option)) this.#open(place).options.set(option, wanted(values[0], place));
    else if (option === 'dns-nameservers' || option === 'dns-search') {
      this.#open(place).dns.set(option.slice('dns-'.length), values);
    } else if (commands.has(option) || /^(?:dns-|bond-|bridge_)/.test(option)) this.#open(place);
  }

  #named(name: string): Interface {
    const known = this.#interfaces.get(name);
    if (known !== undefined) return known;
    const fresh: Interface = { isAutomatic: false, options: new Map(), dns: new Map() };
    this.#interfaces.set(name, fresh);
    return fresh;
  }

  #begin([name, family, method]: readonly string[], place: Place): void {
    if (name === undefined || family === undefined || method === undefined) {
      throw new Stopped(place, 'iface without name, family and method');
    }
    const found = this.#named(name);
    if (found.family !== undefined) throw new Stopped(place, 'a second iface of one name');
    this.#current = Object.assign(found, { family, method });
  }

  #open(place: Place): Interface {
    if (this.#current === undefined) throw new Stopped(place, 'an option before the first iface');
    return this.#current;
  }

  /** `config` of version 1: an item for each card, of which `eth0:1` is another subnet. */
  items(place: Place): readonly JsonObject[] {
    const cards = new Map<string, { readonly members: Map<string, JsonValue>; readonly subnets: JsonObject[] }>();
    for (const [name, found] of this.#interfaces) {
      const [card = name] = name.split(':');
      const subnet = subnetOf(found, [...place, 'iface', name]);
      const known = cards.get(card);
      if (known !== undefined) known.subnets.push(subnet);
      else cards.set(card, { members: membersOf(card, found), subnets: [subnet] });
    }
    const sorted = [...cards].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return sorted.map(([, { members, subnets }]) => members.set('subnets', subnets));
  }
}

function wanted(value: string | undefined, place: Place): string {
  if (value === undefined) throw new Stopped(place, 'an option without a value');
  return value;
}

/** Other files are the guest's; beside a text there is no directory to look for them in. */
function refuseRelative([path]: readonly string[], place: Place): void {
  if (!wanted(path, place).startsWith('/')) throw new Stopped(place, 'a source that is no path from the root');
}

function membersOf(name: string, { options }: Interface): Map<string, JsonValue> {
  const mac = options.get('hwaddress');
  return new Map<string, JsonValue>([
    ['type', name === 'lo' ? 'loopback' : 'physical'],
    ['name', name],
    ...(mac === undefined ? [] : [['mac_address', mac] as const]),
  ]);
}

function subnetOf({ method, isAutomatic, options, dns }: Interface, place: Place): JsonObject {
  if (method === undefined) throw new Stopped(place, 'auto without an iface');
  if (method === 'static' && !options.has('address')) throw new Stopped(place, 'static without an address');
  const copied = ['netmask', 'gateway', 'broadcast', ...(method === 'static' ? ['address'] : [])];
  return new Map<string, JsonValue>([
    ['type', method],
    ['control', isAutomatic ? 'auto' : 'manual'],
    ...copied.flatMap((key) => {
      const value = options.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
    ...[...dns].filter(([, values]) => values.length > 0).map(([key, values]) => [`dns_${key}`, values] as const),
  ]);
}

/**
 * Network config version 1 from a Debian interfaces file.
 *
 * @throws Stopped where cloud-init raises, and sets up no network
 */
export function configOfInterfaces(text: string, place: Place): JsonObject {
  const file = new InterfacesFile();
  for (const [index, line] of linesOf(text).entries()) {
    const trimmed = line.trim();
    if (!trimmed.startsWith('#')) file.read({ words: trimmed.split(' '), place: [...place, 'line', index + 1] });
  }
  return new Map<string, JsonValue>([
    ['version', new JsonNumber('1')],
    ['config', file.items(place)],
  ]);
}
