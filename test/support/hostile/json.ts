/** Hostile JSON: of any shape, and in the shape of each file that guests and changes read, with values of the wrong kind. */
import type { Random } from '../../hostile/random.ts';
import { asSeen, CANARY, countFrom, damaged, manyOf, oneOf, repeated, wordFrom } from './chance.ts';

const q = (text: string): string => JSON.stringify(text);

const listOf = (random: Random, unit: string): string => `[${repeated(random, `${unit},`)}${unit}]`;

const nested = (random: Random): string => {
  const depth = random.pick([3, 120, 128, 399, 401, 9999, 10_001, 60_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
  ] as const);
  return `${open.repeat(depth)}1${close.repeat(random.below(5) === 0 ? 0 : depth)}`;
};

const SCALARS = [
  '1',
  '0',
  '-0',
  '1e999',
  '1E-5',
  'null',
  'true',
  'false',
  '""',
  'NaN',
  '-Infinity',
  '01',
  '1.',
  q(CANARY),
];

/** Any value at all. */
export const hostileValue = (random: Random): string =>
  oneOf(random, [
    () => random.pick(SCALARS),
    () => random.pick(SCALARS),
    () => q(wordFrom(random)),
    () => '{}',
    () => '[]',
    nested,
    () => listOf(random, '{}'),
    () => listOf(random, '1'),
    () => listOf(random, '""'),
    () => `"${repeated(random, '\\n')}"`,
    () => `"${repeated(random, '\\ud800')}"`,
    () => `"${repeated(random, 'x')}"`,
    () => repeated(random, '9') || '9',
    () => `{${Array.from({ length: countFrom(random, 12) }, (_, index) => `"k${index}":${index}`).join(',')}}`,
    () => `{${Array.from({ length: countFrom(random, 6) }, () => '"a":1').join(',')}}`,
    () => `{"__proto__":{"a":1},"constructor":${random.pick(SCALARS)}}`,
  ]);

/** What explain shows of a machine, as it is written. */
const SEEN_MEMBERS = new Set([
  'uuid',
  'hostname',
  'name',
  'availability_zone',
  'instance-id',
  'local-hostname',
  'availability-zone',
]);

/** An object of some of the members, each of its own kind or of another one; some twice. */
function objectOf(random: Random, members: Readonly<Record<string, (random: Random) => string>>): string {
  const names = Object.keys(members).filter(() => random.below(4) > 0);
  if (random.below(8) === 0 && names[0] !== undefined) names.push(names[0]);
  const texts = names.map((name) => {
    const make = random.below(8) === 0 ? hostileValue : (members[name] ?? hostileValue);
    const value = make(random);
    return `${q(name)}:${repeatedBlank(random)}${SEEN_MEMBERS.has(name) ? asSeen(value) : value}`;
  });
  return `{${texts.join(',')}}`;
}

const repeatedBlank = (random: Random): string => (random.below(30) === 0 ? repeated(random, ' ') : ' ');

const arrayOf = (random: Random, make: (random: Random) => string): string => {
  if (random.below(60) === 0) return listOf(random, make(random));
  return `[${Array.from({ length: random.below(5) }, () => make(random)).join(',')}]`;
};

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGm me';

export const hostileMetaData = (random: Random): string =>
  damaged(
    random,
    objectOf(random, {
      uuid: () => q('6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11'),
      hostname: () => q(random.pick(['web-1', '', 'a b', 'x'.repeat(300)])),
      name: () => q('web-1'),
      availability_zone: () => q('zone'),
      admin_pass: () => q(CANARY),
      public_keys: () => objectOf(random, { mykey: () => q(KEY), other: () => q(repeated(random, `${KEY}\n`)) }),
      keys: () =>
        arrayOf(random, () => objectOf(random, { name: () => q('k'), type: () => q('ssh'), data: () => q(KEY) })),
      meta: () => objectOf(random, { 'admin-pass': () => q(CANARY), role: hostileValue }),
      files: () => arrayOf(random, () => `{"path":${q(pathFrom(random))},"content_path":${q(pathFrom(random))}}`),
      network_config: () => `{"content_path":${q(pathFrom(random))}}`,
      random_seed: () => q(repeated(random, 'AAAA')),
      launch_index: () => '0',
      devices: hostileValue,
      dsmode: () => q(random.pick(['net', 'local', 'disabled'])),
    }),
  );

const PATHS = ['/content/0000', 'content/0001', '../a', '/etc/motd', 'openstack/latest/user_data', '/content/a', ''];

const pathFrom = (random: Random): string => (random.below(20) === 0 ? repeated(random, '../') : random.pick(PATHS));

const idFrom = (random: Random): string => random.pick(['"eth0"', '"eth1"', '"bond0"', '"v"', '1', 'null', '[]', '""']);
const MACS = ['02:00:4c:5e:00:05', '02-00-4C-5E-00-05', '', 'x', '02:00'];
const ADDRESSES = [
  '10.1.1.5',
  '10.1.1.5/24',
  '2001:db8::5',
  '::',
  '0.0.0.0',
  '300.1.1.1',
  'fe80::1%eth0',
  '',
  '1',
  '::ffff:10.0.0.1',
];
const MASKS = ['255.255.255.0', '24', '64', 'ffff:ffff:ffff:ffff::', '255.0.255.0', '33', '-1', ''];
const TYPES = ['ipv4', 'ipv6', 'ipv4_dhcp', 'ipv6_slaac', 'ipv6_dhcpv6-stateful', 'dhcp', 'manual', ''];

const addressFrom = (random: Random): string => q(random.pick(ADDRESSES));

const route = (random: Random): string =>
  objectOf(random, {
    network: () => addressFrom(random),
    netmask: () => q(random.pick(MASKS)),
    gateway: () => addressFrom(random),
  });

const link = (random: Random): string =>
  objectOf(random, {
    id: () => idFrom(random),
    type: () => q(random.pick(['phy', 'bond', 'vlan', 'tap', 'odd', ''])),
    name: () => q(random.pick(['eth0', '', 'x'.repeat(40)])),
    ethernet_mac_address: () => q(random.pick(MACS)),
    mtu: () => random.pick(['1500', 'null', '0', '1e9', '"1500"']),
    bond_links: () => arrayOf(random, () => idFrom(random)),
    bond_mode: () => q(random.pick(['802.3ad', 'active-backup', '4', ''])),
    vlan_link: () => idFrom(random),
    vlan_id: () => random.pick(['101', '"101"', '-1', '1e9']),
    vlan_mac_address: () => q(random.pick(MACS)),
  });

const network = (random: Random): string =>
  objectOf(random, {
    id: () => q('n'),
    type: () => q(random.pick(TYPES)),
    link: () => idFrom(random),
    ip_address: () => addressFrom(random),
    netmask: () => q(random.pick(MASKS)),
    gateway: () => addressFrom(random),
    routes: () => arrayOf(random, route),
    dns_nameservers: () => arrayOf(random, addressFrom),
    services: () => arrayOf(random, service),
  });

const service = (random: Random): string =>
  objectOf(random, { type: () => q('dns'), address: () => addressFrom(random) });

export const hostileNetworkData = (random: Random): string =>
  random.below(12) === 0
    ? damaged(random, hostileValue(random))
    : damaged(
        random,
        asSeen(
          objectOf(random, {
            links: () => arrayOf(random, link),
            networks: () => arrayOf(random, network),
            services: () => arrayOf(random, service),
          }),
        ),
      );

/** A text, a list of texts or an object with either; the texts are made by the caller. */
export const hostileVendorData = (random: Random, text: () => string): string => {
  const value = oneOf(random, [
    () => q(text()),
    () => `[${manyOf(random, 4, () => q(text())).join(',')}]`,
    hostileValue,
    () => q(`#cloud-config\npassword: ${CANARY}\nchpasswd:\n  expire: False`),
  ]);
  return damaged(random, random.below(3) > 0 ? `{"cloud-init": ${value}}` : value);
};

export const hostileEc2 = (random: Random): string =>
  damaged(
    random,
    objectOf(random, {
      'instance-id': () => q('i-1'),
      'local-hostname': () => q('web-1'),
      'public-keys': () => objectOf(random, { '0': () => objectOf(random, { 'openssh-key': () => q(KEY) }) }),
      placement: () => objectOf(random, { 'availability-zone': hostileValue }),
      'block-device-mapping': hostileValue,
    }),
  );
