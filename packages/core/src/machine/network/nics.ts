/**
 * The network cards of an input: checked, canonical, each problem at its place.
 */
import { type Place, printable } from '@configdrive/issues';
import type { AddressInput, NicInput } from '../../input/drive-input.ts';
import type { PartialInput } from '../../input/shape.ts';
import type { CoreIssues } from '../../issues.ts';
import { checkedLinks, type Identity, readKinds } from './links.ts';
import { macOf, wholeNumber } from './mac-addresses.ts';
import type { Kind, Nic, UserDataProvider } from './nic.ts';
import { readAddress } from './static-addresses.ts';

/** The cards, bonds and VLANs in the order of the input, without those that are refused. */
export function readNics(input: PartialInput, report: CoreIssues): readonly Nic[] {
  const given: [NicInput, number][] = [];
  for (const [index, nic] of (input.nics ?? []).entries()) {
    if (nic !== undefined) given.push([nic, index]);
  }
  const kinds = readKinds(given, report);
  const nics = given.map(([nic, index], at) => readNic(nic, kinds[at]!, report.at('nics', index), ['nics', index]));
  if (nics.length > 1) checkTogether(nics, report);
  return checkedLinks(nics, report);
}

/** A link before it is checked together with the others: without a MAC it has that of what it is on. */
function readNic(nic: NicInput, { id, kind }: Identity, report: CoreIssues, place: Place): Nic {
  return {
    id,
    kind,
    mac: nic.mac === undefined ? absentMac(kind, report) : macOf(nic.mac, report),
    mtu: nic.mtu == null ? undefined : wholeNumber(nic.mtu, 68, 'mtu-invalid', 'mtu', report),
    uuid: nic.uuid == null ? undefined : uuidOf(nic.uuid, report),
    isDefault: nic.default ?? false,
    ipv4: isGiven(nic.ipv4) ? readAddress(nic.ipv4, 'ipv4', report.at('ipv4')) : nic.ipv4,
    ipv6: isGiven(nic.ipv6) ? readAddress(nic.ipv6, 'ipv6', report.at('ipv6')) : nic.ipv6,
    services: nic.services,
    userDataProvider: userDataProviderOf(nic, report),
    place,
  };
}

/** Services are those of the config drive: what they say of UserData and who provides it must not contradict each other. */
function userDataProviderOf({ services, userDataProvider }: NicInput, report: CoreIssues): UserDataProvider {
  const isOnDrive = services?.includes('UserData');
  if (userDataProvider === undefined) return (isOnDrive ?? true) ? 'ConfigDrive' : 'none';
  if (isOnDrive !== undefined && isOnDrive !== (userDataProvider === 'ConfigDrive')) {
    const why = isOnDrive
      ? 'but services says that the config drive has UserData'
      : 'but services says that the config drive has no UserData';
    report.add('provider-contradiction', ['userDataProvider'], `is ${userDataProvider}, ${why}`);
  }
  return userDataProvider;
}

/** Found later, from the cards. */
const NO_MAC = '';

function absentMac(kind: Kind, report: CoreIssues): string {
  if (kind.name === 'card') report.add('wrong-type', ['mac'], 'must be a text: a card has a MAC address');
  return NO_MAC;
}

const isGiven = (value: AddressInput | string | null | undefined): value is AddressInput =>
  typeof value === 'object' && value !== null;

const uuidForm = /^[!-~]{1,255}$/;

function uuidOf(uuid: string, report: CoreIssues): string {
  if (!uuidForm.test(uuid)) report.add('uuid-invalid', ['uuid'], 'must be 1 to 255 visible ASCII characters');
  return uuid;
}

/** What must differ between the cards of one machine. */
function checkTogether(nics: readonly Nic[], report: CoreIssues): void {
  const cards = nics.filter(({ kind }) => kind.name === 'card');
  reportRepeated(cards, 'device-id-duplicate', 'deviceId', ({ kind }) => 'deviceId' in kind && kind.deviceId, report);
  reportRepeated(cards, 'mac-duplicate', 'mac', ({ mac }) => mac, report);
  const [, ...others] = nics.filter(({ isDefault }) => isDefault);
  for (const { place } of others)
    report.add('default-nic-duplicate', [...place, 'default'], 'another NIC is the default one');
}

function reportRepeated(
  nics: readonly Nic[],
  code: 'device-id-duplicate' | 'mac-duplicate',
  key: string,
  read: (nic: Nic) => string | number | false,
  report: CoreIssues,
): void {
  const seen = new Set<string | number | false>();
  for (const nic of nics) {
    const value = read(nic);
    if (seen.has(value)) report.add(code, [...nic.place, key], `another NIC has ${printable(String(value))}, too`);
    seen.add(value);
  }
}
