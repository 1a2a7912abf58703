/**
 * Links of network_data.json and the networks on them, up to the point where cloud-init knows its NICs
 * (helpers/openstack.py, convert_net_json).
 */
import type { Place } from '@configdrive/issues';
import { bondModes } from '../bonds.ts';
import { typeNameOf } from '../documents.ts';
import type { GuestNic } from '../guest-view.ts';
import { groupedBy, type Item, itemsOf, required, Stopped, stoppedAlike, textOrStop, WrongType } from '../items.ts';
import { isArray, isObject, JsonNumber, type JsonValue } from '../json.ts';
import { isTruthy, textOf } from '../python.ts';
import { type NetworkReading, refuseByNetplan } from './network-reading.ts';

export interface Link extends Item, Pick<GuestNic, 'kind' | 'name' | 'mac' | 'macMustExist'> {
  /** Links of one identity are one NIC. */
  readonly identity: string;
  readonly networks: readonly Item[];
}

/** KNOWN_PHYSICAL_TYPES; all others draw a warning and are NICs all the same. */
const knownTypes: ReadonlySet<JsonValue> = new Set([
  null,
  'bgpovs',
  'bridge',
  'cascading',
  'dvs',
  'ethernet',
  'hw_veb',
  'hyperv',
  'ovs',
  'phy',
  'tap',
  'vhostuser',
  'vif',
]);

export function convertLinks(network: NetworkReading): readonly Link[] {
  const { data, path } = network;
  const items = itemsOf(data, 'links', [path]);
  const networks = networksOf(network, items.length > 0);
  const ids = items.map((item) => idOf(required(item, 'id'), [...item.place, 'id']));
  const places = placesOf(ids);
  reportUnlinked(network, networks, places);
  const networksByLink = groupedBy(networks, ({ link }) => link);
  let bonds = 0;
  const links = items.map((item, index): Link => {
    const own = (networksByLink.get(ids[index] ?? '') ?? []).map(({ item }) => item);
    for (const { members, place } of own) required({ members, place }, 'type');
    const type = required(item, 'type');
    if (type === 'bond') return bondOf(network, item, bonds++, own);
    return type === 'vlan' ? vlanOf(item, own) : nicOf(network, item, type, own);
  });
  checkReferences(items, places, links);
  return links.map((link) => (link.kind === 'vlan' ? named(link, places, links) : link));
}

/** By its id, where a link stands in the list; the first of several. */
type LinkPlaces = ReadonlyMap<string, number>;

const placesOf = (ids: readonly string[]): LinkPlaces =>
  new Map(ids.map((id, index) => [id, index] as const).toReversed());

/** A VLAN is called after what it is on, where that has a name of its own: bond0.101. */
function named(vlan: Link, places: LinkPlaces, links: readonly Link[]): Link {
  const parent = links[places.get(comparable(required(vlan, 'vlan_link'))) ?? -1];
  const id = textOf(required(vlan, 'vlan_id'));
  if (parent?.name === undefined || parent.kind === 'vlan' || id === undefined) return vlan;
  return { ...vlan, name: `${parent.name}.${id}` };
}

interface LinkedNetwork {
  readonly item: Item;
  /** Of the link it belongs to. */
  readonly link: string;
}

/** Without links cloud-init never looks at the networks. */
function networksOf({ data, path }: NetworkReading, hasLinks: boolean): readonly LinkedNetwork[] {
  if (!hasLinks) return [];
  // By `network["link"]`, which is a TypeError on other types.
  return stoppedAlike(() => itemsOf(data, 'networks', [path])).map((item) => ({
    item,
    link: comparable(required(item, 'link')),
  }));
}

/** Texts are compared with texts and numbers with numbers; anything else cannot be looked up. */
function idOf(value: JsonValue, place: Place): string {
  if (isArray(value) || isObject(value)) throw new Stopped(place, 'a list or an object, not an id');
  return comparable(value);
}

function comparable(value: JsonValue): string {
  if (value instanceof JsonNumber) return `number ${value.text}`;
  return typeof value === 'string' ? `text ${value}` : typeNameOf(value);
}

function reportUnlinked({ reading }: NetworkReading, networks: readonly LinkedNetwork[], places: LinkPlaces): void {
  for (const { item, link } of networks) {
    if (places.has(link)) continue;
    const why = 'no link has this id, so nobody gets this address';
    reading.findings.add('minor', 'network-link-unknown', [...item.place, 'link'], why);
  }
}

/** By its method `lower`. */
function macOf({ members, place }: Item, key = 'ethernet_mac_address'): string | undefined {
  const value = members.get(key);
  if (value === undefined || !isTruthy(value)) return undefined;
  if (typeof value !== 'string') throw new WrongType([...place, key], `${typeNameOf(value)}, not a text`);
  return value.toLowerCase();
}

function bondOf(network: NetworkReading, item: Item, number: number, networks: readonly Item[]): Link {
  required(item, 'bond_links');
  const mode = item.members.get('bond_mode');
  if (mode !== undefined && !bondModes.has(mode)) {
    refuseByNetplan(network, 'bond-mode-unknown', [...item.place, 'bond_mode'], 'not a mode by its name');
  }
  const given = network.release.bondNames === 'given' ? textOrStop(item, 'name') : undefined;
  const name = given ?? `bond${number}`;
  return { ...item, kind: 'bond', name, mac: macOf(item), macMustExist: false, identity: `name ${name}`, networks };
}

function vlanOf(item: Item, networks: readonly Item[]): Link {
  required(item, 'vlan_link');
  required(item, 'vlan_id');
  required(item, 'vlan_mac_address');
  const mac = macOf(item, 'vlan_mac_address');
  return { ...item, kind: 'vlan', name: undefined, mac, macMustExist: false, identity: placeKey(item), networks };
}

const placeKey = ({ place }: Item): string => place.join('/');

function nicOf({ reading }: NetworkReading, item: Item, type: JsonValue, networks: readonly Item[]): Link {
  const mac = macOf(item);
  const isNamed = item.members.has('name');
  const name = textOrStop(item, 'name');
  if (!isNamed && mac === undefined) {
    throw new Stopped([...item.place, 'ethernet_mac_address'], 'neither a MAC address nor a name');
  }
  if (!knownTypes.has(type)) {
    reading.findings.add('nothing', 'link-type-unknown', [...item.place, 'type'], 'taken for a plain NIC');
  }
  const identity = isNamed ? `name ${name ?? ''}` : `mac ${mac}`;
  return { ...item, kind: 'physical', name, mac, macMustExist: !isNamed, identity, networks };
}

/** Bonds and VLANs name other links by their ids. */
function checkReferences(items: readonly Item[], places: LinkPlaces, links: readonly Link[]): void {
  for (const [index, { kind }] of links.entries()) {
    const item = items[index];
    if (item === undefined || kind === 'physical') continue;
    const key = kind === 'bond' ? 'bond_links' : 'vlan_link';
    const value = required(item, key);
    for (const target of isArray(value) ? value : [value]) {
      if (places.has(comparable(target))) continue;
      throw new Stopped([...item.place, key], 'no link has this id');
    }
  }
}
