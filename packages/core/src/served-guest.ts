/** Who asks for a machine over HTTP, and what is handed out beside its answers. */
import { strictUtf8Text } from 'iso9660-format';
import { METADATA, noCloudFiles, openStackFiles, PASSWORD_PATH, pathOf, SAVED_PASSWORD } from './cloudstack-names.ts';
import type { ConfigDrive } from './drive.ts';
import { type FileBytes, fileBytesOf } from './formats/file-bytes.ts';
import { MOST_DOCUMENT_BYTES } from './limits.ts';
import { checkedDataOf, Machine } from './machine/machine.ts';
import { families } from './machine/network/addresses.ts';
import { isStatic, isUserDataByRouter } from './machine/network/nic.ts';

/** What a metadata service has to know of a machine beside its answers. */
export interface ServedGuest {
  /** Addresses that the machine asks from, in canonical form: `10.1.1.5`, `2001:db8::5`. */
  readonly addresses: readonly string[];
  /** What a password server hands out. */
  readonly password: string | undefined;
}

const LOCAL_IPV4 = 'local-ipv4';

/**
 * Says who asks for a machine, and with which password. A machine with NICs asks from the addresses of those whose user data the
 * virtual router provides, a drive or a seed from all of its addresses; where there is none, from what its metadata call local-ipv4.
 */
export const servedGuestOf = (source: Machine | ConfigDrive): ServedGuest =>
  source instanceof Machine ? guestOfMachine(source) : guestOfFiles(fileBytesOf(source.entries));

function guestOfMachine(machine: Machine): ServedGuest {
  const { nics, data, password } = checkedDataOf(machine).data;
  const local = data.get(pathOf(METADATA, LOCAL_IPV4))?.content;
  const own = nics.filter(isUserDataByRouter).flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6].filter(isStatic));
  const given = own.map(({ address }) => address);
  const isAsked = nics.length === 0 || nics.some(isUserDataByRouter);
  return { addresses: isAsked ? addressesOf(given, local) : [], password };
}

function guestOfFiles(files: FileBytes): ServedGuest {
  const textAt = (path: string): string | undefined => {
    const bytes = files.get(path);
    return bytes === undefined || bytes.byteLength > MOST_DOCUMENT_BYTES ? undefined : strictUtf8Text(bytes);
  };
  const password = textAt(PASSWORD_PATH);
  const given = [
    ...addressesIn(textAt(`openstack/latest/${openStackFiles.networkData}`) ?? ''),
    ...addressesInSeed(textAt(noCloudFiles.networkConfig) ?? ''),
  ];
  return {
    addresses: addressesOf(given, textAt(pathOf(METADATA, LOCAL_IPV4)) ?? localIn(textAt(noCloudFiles.metaData))),
    password: password === undefined || password === '' || password === SAVED_PASSWORD ? undefined : password,
  };
}

/** Of a seed's meta-data, as this library writes them: in JSON. */
function localIn(metaData: string | undefined): string | undefined {
  const { [LOCAL_IPV4]: local } = membersOf(parsed(metaData ?? ''));
  return typeof local === 'string' ? local : undefined;
}

/** Of the networks of network_data.json. */
function addressesIn(networkData: string): readonly string[] {
  return listOf(membersOf(parsed(networkData)).networks).flatMap((network) => {
    const { ip_address: address } = membersOf(network);
    return typeof address === 'string' ? [before(address, '/')] : [];
  });
}

/** Of a seed's network-config of either version, in JSON too: of the subnets of its items, or of its groups of cards. */
function addressesInSeed(networkConfig: string): readonly string[] {
  const top = membersOf(parsed(networkConfig));
  const { config, ...groups } = 'network' in top ? membersOf(top.network) : top;
  const subnets = listOf(config).flatMap((item) => listOf(membersOf(item).subnets));
  const cards = cardGroups.flatMap((group) => Object.values(membersOf(groups[group])));
  const given = [
    ...subnets.map((subnet) => membersOf(subnet).address),
    ...cards.flatMap((card) => listOf(membersOf(card).addresses)),
  ];
  return given.flatMap((address) => (typeof address === 'string' ? [before(address, '/')] : []));
}

const cardGroups = ['ethernets', 'bonds', 'bridges', 'vlans'];

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** In canonical form, each once; what is no address is left out. */
function addressesOf(given: readonly string[], local: string | undefined): readonly string[] {
  const canonical = [...new Set(given.flatMap(canonicalAddress))];
  return canonical.length > 0 || local === undefined ? canonical : canonicalAddress(local.trim());
}

/** One address in canonical form; none for what is no address. IPv4 in IPv6 is IPv4, as a socket that takes both tells it. */
export function canonicalAddress(text: string): readonly string[] {
  const bare = /^::ffff:(?<ipv4>[0-9.]+)$/i.exec(text)?.groups?.ipv4 ?? before(text, '%');
  const found = families.ipv4.parse(bare) ?? families.ipv6.parse(bare);
  return found === undefined ? [] : [found.text];
}

/** What stands before the first of these marks, or everything. */
function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at === -1 ? text : text.slice(0, at);
}
