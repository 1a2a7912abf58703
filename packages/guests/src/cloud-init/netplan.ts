/**
 * What netplan refuses of network config version 2, which cloud-init hands on to it as it is (`netplan generate` 0.106): one
 * such value costs the whole file. Not here: what networkd or NetworkManager make of what netplan writes.
 */
import type { Place } from '@configdrive/issues';
import { bondModes } from '../bonds.ts';
import type { GuestCode } from '../codes.ts';
import { isArray, isObject, JsonNumber, type JsonObject, type JsonValue } from '../json.ts';
import { addressOf } from '../python-addresses.ts';
import { type NetworkReading, refuseByNetplan } from './network-reading.ts';

type Fault = readonly [code: GuestCode, at: Place, why: string];

const unusable = (at: Place, why: string): Fault => ['network-config-unusable', at, why];

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const COMMON = `accept-ra activation-mode addresses critical dhcp-identifier dhcp4 dhcp4-overrides dhcp6 dhcp6-overrides gateway4 \
gateway6 ignore-carrier ipv6-address-generation ipv6-address-token ipv6-mtu ipv6-privacy link-local macaddress mtu nameservers neigh-suppress \
networkmanager openvswitch optional optional-addresses renderer routes routing-policy`;

/** The kinds of definitions, and the keys of each. */
const groups: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'ethernets',
    words(
      `${COMMON} auth delay-virtual-functions-rebind embedded-switch-mode emit-lldp generic-receive-offload \
generic-segmentation-offload infiniband-mode large-receive-offload link match receive-checksum-offload set-name \
tcp-segmentation-offload tcp6-segmentation-offload transmit-checksum-offload virtual-function-count wakeonlan wakeonwlan`,
    ),
  ],
  ['bonds', words(`${COMMON} interfaces parameters`)],
  ['bridges', words(`${COMMON} interfaces parameters`)],
  ['vlans', words(`${COMMON} id link`)],
]);

/** Of other kinds nothing is said. */
const topKeys = words(
  'version renderer ethernets bonds bridges vlans wifis modems tunnels vrfs nm-devices openvswitch',
);
const renderers = words('networkd NetworkManager openvswitch sriov');

interface Definition {
  readonly group: string;
  readonly place: Place;
  readonly members: JsonObject;
}

/** Says what netplan refuses of the mapping below `network`, whose kinds of definitions are mappings. */
export function reportNetplanFaults(network: NetworkReading, place: Place): void {
  for (const [code, at, why] of faultsOf(network.data, place)) refuseByNetplan(network, code, at, why);
}

function* faultsOf(data: JsonObject, place: Place): Generator<Fault> {
  yield* unknownKeys(data, topKeys, place);
  yield* rendererFaults(data, place);
  const names = new Set<string>();
  const definitions: Definition[] = [];
  for (const group of groups.keys()) {
    const given = data.get(group);
    if (given === undefined) continue;
    if (!isObject(given)) {
      yield unusable([...place, group], 'not a mapping');
      continue;
    }
    for (const [name, members] of given) {
      const at = [...place, group, name];
      if (names.has(name)) yield unusable(at, 'a name that a definition of another kind has');
      names.add(name);
      if (isObject(members)) definitions.push({ group, place: at, members });
      else yield unusable(at, 'not a mapping');
    }
  }
  for (const definition of definitions) yield* definitionFaults(definition, names);
  yield* sharedMembers(definitions);
}

/** A card is a member of one bond or bridge. */
function* sharedMembers(definitions: readonly Definition[]): Generator<Fault> {
  const taken = new Set<string>();
  for (const { place, members } of definitions) {
    const interfaces = members.get('interfaces');
    for (const name of isArray(interfaces) ? interfaces : []) {
      if (typeof name !== 'string') continue;
      if (taken.has(name)) yield unusable([...place, 'interfaces'], 'a card that is in another bond or bridge, too');
      taken.add(name);
    }
  }
}

function* unknownKeys(members: JsonObject, known: ReadonlySet<string>, place: Place): Generator<Fault> {
  for (const key of members.keys()) {
    if (!known.has(key)) yield unusable([...place, key], 'a key that netplan does not know here');
  }
}

function* rendererFaults(members: JsonObject, place: Place): Generator<Fault> {
  const renderer = members.get('renderer');
  if (renderer === undefined || (typeof renderer === 'string' && renderers.has(renderer))) return;
  yield unusable([...place, 'renderer'], 'a renderer that netplan does not know');
}

function* definitionFaults({ group, place, members }: Definition, names: ReadonlySet<string>): Generator<Fault> {
  yield* unknownKeys(members, groups.get(group) ?? new Set(), place);
  yield* rendererFaults(members, place);
  for (const [key, check] of checks) {
    const value = members.get(key);
    if (value !== undefined) yield* check(value, [...place, key]);
  }
  if (members.has('set-name') && !members.has('match')) {
    yield unusable([...place, 'set-name'], 'without match beside it');
  }
  yield* undefinedNames(members, names, place);
  if (group === 'vlans') {
    for (const key of ['id', 'link']) if (!members.has(key)) yield unusable([...place, key], 'missing');
  }
  if (group === 'bonds') yield* bondFaults(members, place);
}

/** Members of a bond or a bridge, and the card of a VLAN, are definitions of the same file. */
function* undefinedNames(members: JsonObject, names: ReadonlySet<string>, place: Place): Generator<Fault> {
  const interfaces = members.get('interfaces');
  for (const [key, given] of [
    ['interfaces', isArray(interfaces) ? interfaces : []],
    ['link', [members.get('link') ?? '']],
  ] as const) {
    for (const name of given) {
      if (typeof name === 'string' && name !== '' && !names.has(name)) {
        yield unusable([...place, key], 'a name that no definition of this file has');
      }
    }
  }
}

function* bondFaults(members: JsonObject, place: Place): Generator<Fault> {
  const parameters = members.get('parameters');
  const mode = isObject(parameters) ? parameters.get('mode') : undefined;
  if (mode === undefined || bondModes.has(mode)) return;
  yield ['bond-mode-unknown', [...place, 'parameters', 'mode'], 'not a mode by its name'];
}

type Check = (value: JsonValue, place: Place) => Iterable<Fault>;

const truths = /^(?:true|false|yes|no|on|off|y|n)$/i;
const mac = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?:(?::[0-9a-f]{2}){14})?$/i;

const isTruth = (value: JsonValue): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' && truths.test(value));
const isCount = (value: JsonValue): boolean =>
  value instanceof JsonNumber ? /^[0-9]+$/.test(value.text) : typeof value === 'string' && /^[0-9]+$/.test(value);
const isMac = (value: JsonValue): boolean => typeof value === 'string' && mac.test(value);

const wanted =
  (isRight: (value: JsonValue) => boolean, why: string): Check =>
  (value, place) =>
    isRight(value) ? [] : [unusable(place, why)];

const aTruth = wanted(isTruth, 'neither true nor false');
const aMac = wanted(isMac, 'not a MAC address with colons');
const aMapping = wanted(isObject, 'not a mapping');

/** Addresses of no zone, as inet_pton reads them. */
const familyOf = (value: JsonValue): 'ipv4' | 'ipv6' | undefined =>
  typeof value === 'string' && !value.includes('%') ? addressOf(value)?.family : undefined;

const router =
  (family: 'ipv4' | 'ipv6'): Check =>
  (value, place) =>
    familyOf(value) === family ? [] : [['gateway-not-reachable', place, `not an address of ${family}`]];

const listOf = (check: Check): Check =>
  function* (value, place): Generator<Fault> {
    if (!isArray(value)) yield unusable(place, 'not a list');
    else for (const [index, item] of value.entries()) yield* check(item, [...place, index]);
  };

/** An address is a text, or the key of a mapping with more of it. */
function* addressFaults(value: JsonValue, place: Place): Generator<Fault> {
  const [given] = isObject(value) ? value.keys() : [value];
  const [address = '', length] = typeof given === 'string' ? given.split('/') : [];
  const family = familyOf(address);
  if (family === undefined) yield ['address-unusable', place, 'not an IP address'];
  else if (length === undefined) yield ['address-unusable', place, 'no prefix length behind a slash'];
  else if (!isPrefixLength(Number.parseInt(length, 10), family)) {
    yield ['address-unusable', place, 'a prefix length that there is not'];
  }
}

const isPrefixLength = (length: number, family: 'ipv4' | 'ipv6'): boolean =>
  length > 0 && length <= (family === 'ipv4' ? 32 : 128);

const serverFaults: Check = (value, place) =>
  familyOf(value) === undefined ? [['name-server-invalid', place, 'not an IP address']] : [];

const nameServerChecks: ReadonlyMap<string, Check> = new Map([
  ['addresses', listOf(serverFaults)],
  ['search', listOf(() => [])],
]);

function* nameServerFaults(value: JsonValue, place: Place): Generator<Fault> {
  if (!isObject(value)) {
    yield unusable(place, 'not a mapping');
    return;
  }
  yield* unknownKeys(value, new Set(nameServerChecks.keys()), place);
  for (const [key, check] of nameServerChecks) {
    const given = value.get(key);
    if (given !== undefined) yield* check(given, [...place, key]);
  }
}

const routeKeys = words('advertised-receive-window congestion-window from metric mtu on-link scope table to type via');

/** A destination and, of its family, a router. */
function* routeFaults(value: JsonValue, place: Place): Generator<Fault> {
  if (!isObject(value)) {
    yield unusable(place, 'not a mapping');
    return;
  }
  yield* unknownKeys(value, routeKeys, place);
  for (const key of ['metric', 'table', 'mtu']) {
    const given = value.get(key);
    if (given !== undefined && !isCount(given)) yield unusable([...place, key], 'not a whole number');
  }
  const onLink = value.get('on-link');
  if (onLink !== undefined) yield* aTruth(onLink, [...place, 'on-link']);
  const [to, via] = [value.get('to'), value.get('via')];
  if (to === undefined) yield ['gateway-not-reachable', place, 'a route to nowhere: `to` is missing'];
  else if (via === undefined) {
    if (to === 'default') yield ['gateway-missing', place, 'a default route without a router'];
  } else if (bareFamily(via) === undefined) yield ['gateway-not-reachable', [...place, 'via'], 'not an IP address'];
  else if (to !== 'default' && bareFamily(to) !== bareFamily(via)) {
    yield ['gateway-not-reachable', [...place, 'via'], 'not of the family of its route'];
  }
}

const bareFamily = (value: JsonValue): 'ipv4' | 'ipv6' | undefined =>
  typeof value === 'string' ? familyOf(value.split('/', 1)[0] ?? '') : undefined;

function* matchFaults(value: JsonValue, place: Place): Generator<Fault> {
  if (!isObject(value)) {
    yield unusable(place, 'not a mapping');
    return;
  }
  yield* unknownKeys(value, words('driver macaddress name'), place);
  const address = value.get('macaddress');
  if (address !== undefined) yield* aMac(address, [...place, 'macaddress']);
}

/** Values of keys that any definition may have. */
const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['match', matchFaults],
  ['macaddress', aMac],
  ['mtu', wanted(isCount, 'not a whole number')],
  ['dhcp4', aTruth],
  ['dhcp6', aTruth],
  ['optional', aTruth],
  ['accept-ra', aTruth],
  ['addresses', listOf(addressFaults)],
  ['gateway4', router('ipv4')],
  ['gateway6', router('ipv6')],
  ['nameservers', nameServerFaults],
  ['routes', listOf(routeFaults)],
  ['interfaces', listOf(wanted((value) => typeof value === 'string', 'not a text'))],
  ['parameters', aMapping],
  ['id', wanted(isCount, 'not a whole number')],
]);
