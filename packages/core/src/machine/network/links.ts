/**
 * Bonds and VLANs: what they are made of, by the ids of other links, and what must fit together.
 */
import { printable } from '@configdrive/issues';
import { modesFor } from '../../input/bond-words.ts';
import type { NicInput } from '../../input/drive-input.ts';
import type { CoreIssues } from '../../issues.ts';
import { wholeNumber } from './mac-addresses.ts';
import { type BondKind, DEFAULT_MTU, type Kind, type Nic, type VlanKind } from './nic.ts';

export interface Identity {
  readonly id: string;
  readonly kind: Kind;
}

/** Ids are those that guests give by themselves: cloud-init numbers bonds, and calls a VLAN after what it is on. */
export function readKinds(given: readonly (readonly [NicInput, number])[], report: CoreIssues): readonly Identity[] {
  let cards = 0;
  let bonds = 0;
  return given.map(([nic, index]): Identity => {
    const issues = report.at('nics', index);
    if (nic.bond === undefined && nic.vlan === undefined) {
      const deviceId = wholeNumber(nic.deviceId ?? cards, 0, 'device-id-invalid', 'deviceId', issues);
      cards++;
      return { id: `eth${deviceId}`, kind: { name: 'card', deviceId } };
    }
    if (nic.deviceId !== undefined) issues.add('device-id-invalid', ['deviceId'], 'only a card has one');
    if (nic.bond === undefined) return readVlan(nic.vlan!, issues);
    if (nic.vlan !== undefined) issues.add('link-invalid', ['vlan'], 'a link is a bond or a VLAN, not both');
    return { id: `bond${bonds++}`, kind: readBond(nic.bond, issues.at('bond')) };
  });
}

function readVlan({ id, link }: NonNullable<NicInput['vlan']>, report: CoreIssues): Identity {
  const isVlan = Number.isInteger(id) && id >= 1 && id <= 4094;
  if (!isVlan) report.add('vlan-id-invalid', ['vlan', 'id'], 'must be a whole number from 1 to 4094');
  return { id: `${link}.${id}`, kind: { name: 'vlan', vlanId: id, link } };
}

const MAX_MILLISECONDS = 0x7fff_ffff;

function readBond(bond: NonNullable<NicInput['bond']>, report: CoreIssues): BondKind {
  const refuse = (key: string, why: string): void => report.add('bond-invalid', [key], why);
  if (bond.links.length === 0) refuse('links', 'must name one card or more');
  for (const key of ['miimon', 'upDelay', 'downDelay'] as const) {
    const value = bond[key] ?? 0;
    const fits = Number.isInteger(value) && value >= 0 && value <= MAX_MILLISECONDS;
    if (!fits) refuse(key, 'must be whole milliseconds');
  }
  for (const key of ['upDelay', 'downDelay'] as const) {
    if (bond[key] !== undefined && !bond.miimon) refuse(key, 'needs miimon: without it the kernel looks at no link');
  }
  for (const key of ['lacpRate', 'xmitHashPolicy'] as const) {
    if (bond[key] !== undefined && !modesFor[key].has(bond.mode)) refuse(key, `is not for the mode ${bond.mode}`);
  }
  const { links, mode, miimon, upDelay, downDelay, lacpRate, xmitHashPolicy } = bond;
  return { name: 'bond', links, mode, miimon, upDelay, downDelay, lacpRate, xmitHashPolicy };
}

/** The links with what they get from others: a MAC where they have none. */
export function checkedLinks(nics: readonly Nic[], report: CoreIssues): readonly Nic[] {
  if (nics.every(({ kind }) => kind.name === 'card')) return nics;
  const checking: Checking = { byId: new Map(nics.map((nic) => [nic.id, nic])), bonded: new Map(), report };
  checkVlanIds(nics, report);
  for (const nic of nics) if (nic.kind.name === 'bond') checkBond(nic, nic.kind, checking);
  for (const nic of nics) if (nic.kind.name === 'vlan') checkVlan(nic, nic.kind, checking);
  const complete = nics.map((nic) => (nic.mac === '' ? { ...nic, mac: macFrom(nic, checking) } : nic));
  for (const nic of complete) checkMac(nic, complete, checking);
  return complete;
}

interface Checking {
  readonly byId: ReadonlyMap<string, Nic>;
  /** Cards that are in a bond, and in which. */
  readonly bonded: Map<string, string>;
  readonly report: CoreIssues;
}

function checkVlanIds(nics: readonly Nic[], report: CoreIssues): void {
  const seen = new Set<string>();
  for (const { id, kind, place } of nics) {
    if (kind.name === 'vlan' && seen.has(id)) {
      report.add('link-invalid', [...place, 'vlan'], `another NIC is ${printable(id)}, too`);
    }
    seen.add(id);
  }
}

function checkBond(nic: Nic, { links }: BondKind, { byId, bonded, report }: Checking): void {
  for (const [index, id] of links.entries()) {
    const card = byId.get(id);
    const refuse = (why: string): void => report.add('link-invalid', [...nic.place, 'bond', 'links', index], why);
    if (card?.kind.name !== 'card') refuse(`no card of the list is ${printable(id)}`);
    else if (bonded.has(id)) refuse(`${id} is in ${bonded.get(id)} already`);
    else if (card.ipv4 != null || card.ipv6 != null) refuse(`${id} has addresses of its own: the bond has them`);
    bonded.set(id, nic.id);
  }
}

function checkVlan(nic: Nic, { link }: VlanKind, { byId, bonded, report }: Checking): void {
  const parent = byId.get(link);
  const refuse = (why: string): void => report.add('link-invalid', [...nic.place, 'vlan', 'link'], why);
  if (parent === undefined || parent.kind.name === 'vlan') refuse(`no card or bond of the list is ${printable(link)}`);
  else if (bonded.has(link)) refuse(`${link} is in ${bonded.get(link)}: the VLAN goes onto that`);
  else if ((nic.mtu ?? 0) > (parent.mtu ?? DEFAULT_MTU)) {
    report.add('mtu-invalid', [...nic.place, 'mtu'], `is over the ${parent.mtu ?? DEFAULT_MTU} bytes of ${link}`);
  }
}

/** The links right below: the cards of a bond, what a VLAN is on. */
const belowOf = ({ kind }: Nic, { byId }: Checking): readonly Nic[] => {
  const ids = kind.name === 'bond' ? kind.links : kind.name === 'vlan' ? [kind.link] : [];
  return ids.flatMap((id) => byId.get(id) ?? []);
};

/** As Linux does it: the first card's. */
function macFrom(nic: Nic, checking: Checking): string {
  const [first] = belowOf(nic, checking);
  if (first === undefined || first.kind.name === 'vlan') return nic.mac;
  // A bond that names itself is refused already, and must not be asked for ever.
  return first.mac === '' && nic.kind.name === 'vlan' ? macFrom(first, checking) : first.mac;
}

/** One that belongs to a card which has nothing to do with it. */
function checkMac(nic: Nic, nics: readonly Nic[], checking: Checking): void {
  if (nic.kind.name === 'card' || nic.mac === '') return;
  const below = belowOf(nic, checking).flatMap((link) => [link, ...belowOf(link, checking)]);
  const other = nics.find(
    ({ id, mac, kind }) => kind.name === 'card' && mac === nic.mac && !below.some((one) => one.id === id),
  );
  if (other === undefined) return;
  checking.report.add('mac-duplicate', [...nic.place, 'mac'], `${other.id}, which it is not on, has ${nic.mac}, too`);
}
