/**
 * A Debian interfaces file as cloudbase-init reads it (utils/debiface.py, plugins/common/networkconfig.py): blocks from one line
 * with `iface` to the next, of which the lines of some beginnings count. Windows guests of Proxmox have their addresses so.
 */
import type { Place } from '@configdrive/issues';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNic } from '../guest-view.ts';
import { Stopped } from '../items.ts';
import { nicDraft } from '../nic-draft.ts';
import { linesOf } from '../python.ts';
import { prefixOf } from '../python-addresses.ts';

type Field =
  | 'name'
  | 'mac'
  | 'address'
  | 'netmask'
  | 'gateway'
  | 'ipv6Address'
  | 'ipv6PrefixLength'
  | 'ipv6Gateway'
  | 'dns';

const fields: readonly (readonly [field: Field, beginning: RegExp])[] = [
  ['name', /^iface\s+(\S+)\s+inet6?\s+static/],
  ['mac', /^hwaddress\s+ether\s+(\S+)/],
  ['address', /^address\s+(\S+)/],
  ['netmask', /^netmask\s+(\S+)/],
  ['gateway', /^gateway\s+(\S+)/],
  ['ipv6Address', /^post-up ip -6 addr add ([^/]+)\/[0-9]+ dev/],
  ['ipv6PrefixLength', /^post-up ip -6 addr add [^/]+\/([0-9]+) dev/],
  ['ipv6Gateway', /^post-up ip -6 route add default via (\S+) dev/],
  ['dns', /^dns-nameservers\s+(\S.*)/],
];

interface Block {
  readonly place: Place;
  readonly values: Map<Field, string>;
}

function blocksOf(text: string, place: Place): readonly Block[] {
  const blocks: Block[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const at = [...place, 'line', index + 1];
    if (blocks.length === 0 || trimmed.includes('iface')) blocks.push({ place: at, values: new Map() });
    for (const [field, beginning] of fields) {
      const value = beginning.exec(trimmed)?.[1];
      if (value !== undefined && value !== 'None') blocks.at(-1)?.values.set(field, value);
    }
  }
  return blocks.filter(({ values }) => values.size > 0);
}

/** The NICs that are set up: of several blocks for one card the last. */
export function nicsOfInterfaces(reading: GuestReading, text: string, place: Place): readonly GuestNic[] {
  const nics = new Map<string, GuestNic>();
  for (const block of blocksOf(text, place)) {
    const nic = isComplete(reading, block) ? nicOf(block) : undefined;
    if (nic === undefined) continue;
    const card = cardOf(block);
    if (nics.has(card)) {
      const why = 'an earlier block is for the same card, and lost';
      reading.findings.add('minor', 'network-link-repeated', block.place, why);
    }
    nics.set(card, nic);
  }
  return [...nics.values()];
}

function isComplete({ findings }: GuestReading, { place, values }: Block): boolean {
  const isNamed = values.has('name') || values.has('mac');
  const isIpv4 = values.has('address') && values.has('netmask');
  if (isNamed && (isIpv4 || values.has('ipv6Address'))) return true;
  const why = 'no name, address or netmask for cloudbase-init: it skips this block';
  findings.add('minor', 'networks-skipped', place, why);
  return false;
}

/** A MAC address, or the position that the name has: `eth1` is the second adapter. */
function cardOf({ place, values }: Block): string {
  const mac = values.get('mac');
  if (mac !== undefined) return mac.toLowerCase();
  const position = /eth([0-9]+)/i.exec(values.get('name') ?? '')?.[1];
  if (position === undefined) throw new Stopped(place, 'neither a MAC address nor a name with eth and a number');
  return position;
}

function nicOf({ values, place }: Block): GuestNic {
  const mac = values.get('mac')?.toLowerCase();
  const nic = nicDraft({ kind: 'physical', name: undefined, mac, macMustExist: false, mtu: undefined });
  const [address, netmask] = [values.get('address'), values.get('netmask')];
  if (address !== undefined && netmask !== undefined) {
    const length = prefixOf(netmask, address.includes(':') ? 'ipv6' : 'ipv4');
    if (length === undefined) throw new Stopped(place, 'a netmask that is neither a prefix length nor a mask');
    nic.addresses.push(`${address}/${length}`);
  }
  const ipv6Address = values.get('ipv6Address');
  if (ipv6Address !== undefined) nic.addresses.push(`${ipv6Address}/${values.get('ipv6PrefixLength')}`);
  nic.gateways.push(...[values.get('gateway'), values.get('ipv6Gateway')].filter((gateway) => gateway !== undefined));
  nic.dns.push(...(values.get('dns')?.trim().split(/\s+/) ?? []));
  return nic;
}
