/** A sound tree, and the words in which ways to change it are written. */
import type { Entry } from 'iso9660-format';

/** Path → content; null is a directory. */
export type Files = Map<string, string | Uint8Array | null>;

export const LATEST = 'openstack/latest';
export const META = `${LATEST}/meta_data.json`;
export const NETWORK = `${LATEST}/network_data.json`;
export const VENDOR = `${LATEST}/vendor_data.json`;
export const USER = `${LATEST}/user_data`;

export const MACS = ['02:00:4c:5e:00:05', '02:00:4c:5e:00:06', '02:00:4c:5e:00:07', '02:00:4c:5e:00:08'];
export const KNOWN_MACS = Object.fromEntries(MACS.map((mac, index) => [mac, `eth${index}`]));

export const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';
export const VENDOR_TEXT = '#cloud-config\npassword: Vp7kQz\nchpasswd:\n  expire: False';

export type Json = Readonly<Record<string, unknown>>;

export const SOUND_META: Json = {
  uuid: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
  hostname: 'web-1',
  availability_zone: 'zone-1',
  public_keys: { ops: `${KEY} ops`, deploy: `${KEY} deploy` },
};

export const link = (index: number, more: Json = {}): Json => ({
  id: `eth${index}`,
  type: 'phy',
  ethernet_mac_address: MACS[index],
  mtu: 1500,
  ...more,
});

export const ipv4 = (index: number, more: Json = {}): Json => ({
  id: `eth${index}`,
  link: `eth${index}`,
  type: 'ipv4',
  ip_address: `10.1.${index}.5`,
  netmask: '255.255.255.0',
  routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: `10.1.${index}.1` }],
  ...more,
});

export const ipv6 = (index: number, more: Json = {}): Json => ({
  id: `eth${index}`,
  link: `eth${index}`,
  type: 'ipv6',
  ip_address: `2001:db8:${index}::5/64`,
  routes: [{ network: '::', netmask: '0', gateway: `2001:db8:${index}::1` }],
  ...more,
});

export const dns = (address: unknown, type: unknown = 'dns'): Json => ({ type, address });

export const SOUND_NETWORK: Json = {
  links: [link(0), link(1)],
  networks: [ipv4(0), ipv6(0), { id: 'eth1', link: 'eth1', type: 'ipv4_dhcp' }],
  services: [dns('10.1.0.1'), dns('2001:db8::1')],
};

export const soundFiles = (): Files =>
  new Map<string, string | Uint8Array | null>([
    [META, JSON.stringify(SOUND_META)],
    [NETWORK, JSON.stringify(SOUND_NETWORK)],
    [VENDOR, JSON.stringify({ 'cloud-init': VENDOR_TEXT })],
    [USER, '#cloud-config\n{}\n'],
    ['cloudstack/password/vm_password.txt', 'Vp7kQz'],
    ['cloudstack/metadata/vm-id.txt', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'],
  ]);

/** One way to change a tree. */
export type Change = readonly [name: string, change: (files: Files) => void];

export const setFile =
  (path: string, content: string | Uint8Array | null | undefined): Change[1] =>
  (files) => {
    if (content === undefined) files.delete(path);
    else files.set(path, content);
  };

export const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);
export const BOM = '\ufeff';

export const entriesOf = (files: Files): readonly Entry[] =>
  [...files].map(([path, given]) => (given === null ? { path } : { path, content: given }));
