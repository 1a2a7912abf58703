/**
 * Proxmox writes the network as a Debian interfaces file that meta_data.json points to, and old seeds have one in meta-data.
 * explain said "network left as it is" for Windows and saw no NIC, or DHCP, for cloud-init.
 */
import type { GuestName } from '@configdrive/guests';
import { describe, expect, it } from 'vitest';
import { explained, type Files } from '../explain/explained.ts';

const META = 'openstack/latest/meta_data.json';
const drive = (interfaces: string): Files => ({
  [META]: { uuid: 'u', hostname: 'nv-1', network_config: { name: 'network_config', content_path: '/content/0000' } },
  'openstack/content/0000': interfaces,
});

/** As Proxmox writes it: the name servers stand in the block of lo, with an underscore. */
const PROXMOX = `auto lo
iface lo inet loopback

        dns_nameservers 192.0.2.53
        dns_search lab.example
auto eth0
iface eth0 inet static
        address 192.0.2.77
        netmask 255.255.255.0
        gateway 192.0.2.1
`;
const WITH_MAC = `auto lo
iface lo inet loopback

auto eth0
iface eth0 inet static
    hwaddress ether 02:00:00:AA:03:01
    address 192.0.2.78
    netmask 255.255.255.0
    broadcast 192.0.2.255
    gateway 192.0.2.1
    dns-nameservers 192.0.2.53
`;

const seen = (guest: GuestName, files: Files, label?: string) => {
  const { view, verdict, found } = explained(guest, files, { label });
  const { source, nics = [] } = view.network ?? {};
  return { verdict, found, source, nics: nics.map(({ kind, macMustExist, ...nic }) => nic) };
};

const nic = {
  name: undefined as string | undefined,
  mac: undefined as string | undefined,
  mtu: undefined,
  addresses: ['192.0.2.77/24'],
  dynamic: [] as string[],
  gateways: ['192.0.2.1'],
  routes: [],
  dns: [] as string[],
};

describe('the interfaces file of a config drive', () => {
  it('is what cloudbase-init sets up', () => {
    expect(seen('cloudbase-init', drive(PROXMOX))).toEqual({
      verdict: 'taken',
      found: [],
      source: 'debian-interfaces',
      nics: [nic],
    });
  });

  it('has a card by its MAC address, and name servers', () => {
    const { nics } = seen('cloudbase-init', drive(WITH_MAC));
    expect(nics).toEqual([{ ...nic, mac: '02:00:00:aa:03:01', addresses: ['192.0.2.78/24'], dns: ['192.0.2.53'] }]);
  });

  it('has the NICs that cloud-init sets up, too', () => {
    const { source, nics } = seen('cloud-init', drive(PROXMOX));
    expect(source).toBe('debian-interfaces');
    expect(nics).toEqual([{ ...nic, name: 'eth0' }]);
  });

  it.each<[string, string, readonly string[], number]>([
    ['a block without a netmask', PROXMOX.replace(/netmask.*\n/, ''), ['warning networks-skipped'], 0],
    ['a card of another name', PROXMOX.replaceAll('eth0', 'ens18'), ['error network-unreadable'], 0],
    ['a mask that is none', PROXMOX.replace('255.255.255.0', '255.0.255.0'), ['error network-unreadable'], 0],
    ['two blocks for one card', PROXMOX + PROXMOX, ['warning network-link-repeated'], 1],
    ['nothing static', 'iface eth0 inet dhcp\n', [], 0],
  ])('with %s is told', (_, text, codes, count) => {
    const { found, nics } = seen('cloudbase-init', drive(text));
    expect(found.map((line) => line.split(' ', 2).join(' '))).toEqual(codes);
    expect(nics).toHaveLength(count);
  });

  it('that is not there costs Windows its network', () => {
    const { 'openstack/content/0000': _, ...files } = drive(PROXMOX);
    const { found, verdict } = seen('cloudbase-init', files);
    expect([verdict, ...found]).toEqual([
      'partly',
      `error injected-file-missing ${META}.network_config.content_path`,
      'notice network-data-absent openstack/latest/network_data.json',
    ]);
  });
});

describe('network-interfaces in meta-data of a seed', () => {
  const meta = (text: string): string =>
    `instance-id: a8\nlocal-hostname: a8\nnetwork-interfaces: |\n${text.replaceAll(/^/gm, '  ')}`;

  it('is what cloud-init sets up', () => {
    const files = { 'meta-data': meta(PROXMOX), 'user-data': '' };
    const { source, nics, found } = seen('cloud-init-nocloud', files, 'cidata');
    expect(found).toEqual([]);
    expect(source).toBe('debian-interfaces');
    expect(nics).toEqual([{ ...nic, name: 'eth0' }]);
  });

  it('is nothing beside a network-config', () => {
    const files = { 'meta-data': meta(PROXMOX), 'user-data': '', 'network-config': 'network: {config: disabled}' };
    expect(seen('cloud-init-nocloud', files, 'cidata').source).toBe('disabled');
  });
});

describe('a network-config below the key network', () => {
  it('is taken, as netplan writes it', () => {
    const network = `network:
  version: 1
  config:
    - type: physical
      name: eth0
      mac_address: "02:00:00:aa:04:01"
      subnets:
        - {type: static, address: 192.0.2.9/24, gateway: 192.0.2.1}
`;
    const files = { 'meta-data': 'instance-id: a\n', 'user-data': '', 'network-config': network };
    const { verdict, nics } = seen('cloud-init-nocloud', files, 'cidata');
    expect(verdict).toBe('taken');
    expect(nics).toEqual([{ ...nic, name: 'eth0', mac: '02:00:00:aa:04:01', addresses: ['192.0.2.9/24'] }]);
  });
});

it('a card of version 2 without set-name has the name of its key, and a route without via no router', () => {
  const network = `version: 2
ethernets:
  eth0:
    match: {macaddress: "02:00:00:aa:04:01"}
    addresses: [192.0.2.9/24]
    routes: [{to: 198.51.100.0/24, scope: link}]
`;
  const files = { 'meta-data': 'instance-id: a\n', 'user-data': '', 'network-config': network };
  const { nics } = seen('cloud-init-nocloud', files, 'cidata');
  expect(nics).toEqual([
    {
      ...nic,
      name: 'eth0',
      mac: '02:00:00:aa:04:01',
      addresses: ['192.0.2.9/24'],
      gateways: [],
      routes: [{ to: '198.51.100.0/24', via: undefined }],
    },
  ]);
});
