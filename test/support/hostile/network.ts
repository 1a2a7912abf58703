/** Hostile network files of NoCloud and of Debian: netplan's versions 1 and 2, and `interfaces`. */
import type { Random } from '../../hostile/random.ts';
import { asSeen, damaged, manyOf, oneOf, repeated, wordFrom } from './chance.ts';
import { hostileValue } from './json.ts';
import { hostileYaml } from './yaml.ts';

const ADDRESSES = ['10.1.1.5/24', '10.1.1.5', '2001:db8::5/64', 'x', '', '0.0.0.0/0', '10.1.1.5/99', '[]', '1:2'];

const subnet = (random: Random): string =>
  `{type: ${random.pick(['static', 'dhcp', 'dhcp6', 'static6', 'manual', 'x'])}, address: ${random.pick(ADDRESSES)}, gateway: ${random.pick(ADDRESSES)}, dns_nameservers: [${random.pick(ADDRESSES)}], routes: [{network: ${random.pick(ADDRESSES)}, gateway: ${random.pick(ADDRESSES)}}]}`;

const version1 = (random: Random): string => {
  const devices = manyOf(
    random,
    4,
    () =>
      `- {type: ${random.pick(['physical', 'bond', 'vlan', 'bridge', 'nameserver', 'route', 'loopback', 'x'])}, name: ${random.pick(['eth0', 'e1', '""', '1'])}, mac_address: "02:00:4c:5e:00:05", mtu: ${random.pick(['1500', 'x', '0x5dc', '~'])}, vlan_link: eth0, vlan_id: 7, bond_interfaces: [eth0], params: ${hostileValue(random)}, subnets: [${manyOf(random, 3, subnet).join(', ')}]}\n`,
  );
  const many = random.below(20) === 0 ? repeated(random, '- {type: physical, name: e}\n') : '';
  return `version: 1\nconfig:\n${devices.join('')}${many}`;
};

const device = (random: Random): string =>
  `{match: {macaddress: "02:00:4c:5e:00:05"}, set-name: e0, dhcp4: ${wordFrom(random)}, addresses: [${random.pick(ADDRESSES)}], gateway4: ${random.pick(ADDRESSES)}, nameservers: {addresses: [${random.pick(ADDRESSES)}]}, routes: [{to: ${random.pick([...ADDRESSES, 'default'])}, via: ${random.pick(ADDRESSES)}}], mtu: ${hostileValue(random)}}`;

const version2 = (random: Random): string =>
  `version: ${random.pick(['2', '"2"', '3', '~'])}\n${['ethernets', 'bonds', 'vlans', 'bridges', 'wifis']
    .filter(() => random.below(2) === 0)
    .map((kind) => `${kind}:\n${manyOf(random, 3, (_, index) => `  e${index}: ${device(random)}\n`).join('')}`)
    .join('')}`;

/** NoCloud's network-config. */
export const hostileNetworkConfig = (random: Random): string => {
  const text = asSeen(oneOf(random, [version1, version1, version2, version2, hostileYaml]));
  return damaged(random, random.below(3) === 0 ? `network:\n${text.replace(/^/gm, '  ')}` : text);
};

/** Debian's `interfaces`. */
export const hostileInterfaces = (random: Random): string =>
  damaged(
    random,
    oneOf(random, [
      () =>
        `auto eth0\niface eth0 ${random.pick(['inet', 'inet6', 'x', ''])} ${random.pick(['static', 'dhcp', 'manual', ''])}\n  address ${random.pick(ADDRESSES)}\n  netmask ${random.pick(['255.255.255.0', '24', 'x'])}\n  gateway ${random.pick(ADDRESSES)}\n  hwaddress ether 02:00:4c:5e:00:05\n`,
      () => repeated(random, 'iface e inet dhcp\n'),
      () => `auto ${repeated(random, 'e ')}\n`,
      () => `iface e inet static\n${repeated(random, ' post-up x\n')}`,
      () => repeated(random, '\\\n'),
    ]),
  );
