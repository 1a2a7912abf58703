/** What a guest must have become by a drive that it takes: each complaint says in which part of its work it did not. */
import { DHCP_MAC, HOSTNAME, KEYS, STATIC_MAC, VM_ID } from '../drive/sample.ts';
import { runOk } from '../support/run.ts';
import type { GuestReport, Link } from './boot.ts';
import { MADE_AT_EACH_BOOT, MADE_ONCE, USER } from './scenarios.ts';

/** What differs from boot to boot. */
export interface Expected {
  /** Of cloud-init: `DataSourceConfigDrive`. */
  readonly source: string;
  /** The device that the drive is: the second one. */
  readonly device: string;
  readonly label: string;
  readonly userPassword: string;
  /** Root's, in CloudStack's way; undefined: that way finds no drive. */
  readonly rootPassword: string | undefined;
}

/** Empty: the guest is what the drive says. */
export function complaintsOn(report: GuestReport, expected: Expected): readonly string[] {
  return [
    ...detection(report, expected),
    ...identity(report),
    ...keys(report),
    ...passwords(report, expected),
    ...network(report),
    ...userData(report),
    ...(report.failedUnits.length === 0 ? [] : [`units: failed ${report.failedUnits.join(', ')}`]),
  ];
}

function* detection(report: GuestReport, { source, device, label }: Expected): Generator<string> {
  const { status, warnings, byLabel } = report;
  if (!/^status: done$/m.test(status)) yield `cloud-init: ${firstLine(status)}`;
  if (!status.includes(`${source} [`) || !status.includes(`/dev/${device}]`))
    yield `cloud-init: its source is not ${source} on ${device}`;
  for (const warning of warnings) yield `cloud-init: ${warning.replace(/^.*? - /, '')}`;
  if (byLabel[label] !== device) yield `label: ${label} is ${byLabel[label] ?? 'nowhere'} instead of ${device}`;
  if (byLabel.TOOLS !== 'sr0') yield 'label: the other disc is not in the first drive';
}

function* identity({ hostname, instanceId }: GuestReport): Generator<string> {
  if (hostname !== HOSTNAME) yield `host name: ${hostname}`;
  if (instanceId !== VM_ID) yield `instance id: ${instanceId}`;
}

/** cloud-init keeps keys in a set: they come in any order. */
function* keys({ authorizedKeys }: GuestReport): Generator<string> {
  const lines = authorizedKeys[`/home/${USER}/.ssh/authorized_keys`]?.trimEnd().split('\n') ?? [];
  if (lines.toSorted().join('\n') !== KEYS.toSorted().join('\n'))
    yield `keys: ${lines.length} lines that are not the ${KEYS.length} given`;
}

function* passwords({ shadow, cloudstack }: GuestReport, expected: Expected): Generator<string> {
  if (!matches(shadow[USER], expected.userPassword)) yield `password: ${USER} has another`;
  const { rootPassword } = expected;
  if (rootPassword === undefined ? cloudstack !== 'no drive' : !matches(shadow.root, rootPassword))
    yield `password: root has another (${cloudstack})`;
}

/** crypt(3) of this machine's C library, which made the hash in the guest too. */
export function matches(hash: string | undefined, password: string): boolean {
  if (hash === undefined || !hash.startsWith('$')) return false;
  const script = 'chomp(my @given = <STDIN>); print crypt($given[0], $given[1])';
  return runOk('perl', ['-e', script], { input: `${password}\n${hash}\n` }).stdout.toString() === hash;
}

function* network({ addresses, routes, routes6 }: GuestReport): Generator<string> {
  const fixed = addresses.find(({ address }) => address === STATIC_MAC);
  const dynamic = addresses.find(({ address }) => address === DHCP_MAC);
  for (const address of ['10.1.1.5/24', '2001:db8::5/64'])
    if (!globalsOf(fixed).includes(address)) yield `network: ${address} is not set`;
  if (fixed?.mtu !== 1450) yield `network: the MTU is ${fixed?.mtu ?? 'that of no NIC'}`;
  if (globalsOf(dynamic).length === 0) yield 'network: the second NIC asked nobody for an address';
  const gateways = new Map([...routes, ...routes6].map(({ dst, gateway }) => [`${dst} ${gateway ?? ''}`, gateway]));
  for (const route of ['default 10.1.1.1', 'default 2001:db8::1', '10.9.0.0/16 10.1.1.254'])
    if (!gateways.has(route)) yield `network: no route ${route}`;
}

const globalsOf = (link: Link | undefined): readonly string[] =>
  (link?.addr_info ?? [])
    .filter(({ scope }) => scope === 'global')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);

function* userData({ made }: GuestReport): Generator<string> {
  for (const path of [MADE_AT_EACH_BOOT, MADE_ONCE]) if (!(path in made)) yield `user data: ${path} was not made`;
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
