/** The words in which ways to change network_data.json are written. */
import { type Change, ipv4, ipv6, type Json, link, MACS, NETWORK, SOUND_NETWORK, setFile } from './sound.ts';

export const network = (name: string, value: unknown): Change => [
  `network ${name}`,
  setFile(NETWORK, JSON.stringify(value)),
];
export const links = (...items: readonly unknown[]): Json => ({ ...SOUND_NETWORK, links: items });
export const one = (item: unknown, more: Json = {}): Json => ({
  links: [link(0)],
  networks: [item],
  services: [],
  ...more,
});
export const route = (more: Json): Json =>
  one(ipv4(0, { routes: [{ network: '10.9.0.0', netmask: '255.255.0.0', gateway: '10.1.0.9', ...more }] }));
export const route6 = (more: Json): Json =>
  one(ipv6(0, { routes: [{ network: '2001:db8:9::', netmask: '48', gateway: '2001:db8::9', ...more }] }));

export const BOND = link(2, { id: 'bond', type: 'bond', bond_links: ['eth0', 'eth1'], bond_mode: 'active-backup' });
export const VLAN = { id: 'vlan', type: 'vlan', vlan_link: 'eth0', vlan_id: 101, vlan_mac_address: MACS[2] };
