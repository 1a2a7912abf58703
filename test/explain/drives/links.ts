/** Links: what a NIC may be called, and what it may lack. */

import { BOND, links, network, VLAN } from './network-words.ts';
import { type Change, ipv4, link, MACS, SOUND_NETWORK } from './sound.ts';

export const linkChanges: readonly Change[] = [
  network('empty object', {}),
  network('empty lists', { links: [], networks: [], services: [] }),
  network('networks without links', { networks: [ipv4(0)] }),
  network('broken networks without links', { networks: ['x'] }),
  network('links only', { links: [link(0)] }),
  ...(['links', 'networks', 'services'] as const).flatMap((key) =>
    [null, 'x', '', {}, { a: 1 }, 5, true, ['x'], [null], [5], [[]], [{}]].map((value) =>
      network(`${key} ${JSON.stringify(value)}`, { ...SOUND_NETWORK, [key]: value }),
    ),
  ),
  ...['id', 'type', 'ethernet_mac_address', 'mtu'].map((key) =>
    network(`link without ${key}`, links(link(0, { [key]: undefined }), link(1))),
  ),
  ...[null, 0, 1, 'x', [], {}].map((id) => network(`link id ${JSON.stringify(id)}`, links(link(0, { id }), link(1)))),
  ...[null, '', 'zz', '02-00-4C-5E-00-05', '02:00:4C:5E:00:05', '02:00:00:00:00:99', 5, []].map((mac) =>
    network(`link mac ${JSON.stringify(mac)}`, links(link(0, { ethernet_mac_address: mac }), link(1))),
  ),
  ...[null, 'ethernet', 'ovs', 'what', 'vif', 5].map((type) =>
    network(`link type ${JSON.stringify(type)}`, links(link(0, { type }), link(1))),
  ),
  ...[null, 0, '1500', 9000].map((mtu) => network(`link mtu ${JSON.stringify(mtu)}`, links(link(0, { mtu }), link(1)))),
  network('named link', links(link(0, { name: 'front0' }), link(1))),
  network('named link without mac', links(link(0, { name: 'front0', ethernet_mac_address: undefined }), link(1))),
  network('two links, one MAC', links(link(0), link(1, { ethernet_mac_address: MACS[0] }))),
  network('two links, one id', links(link(0), link(1, { id: 'eth0' }))),
  network('bond', { ...links(link(0), link(1), BOND), networks: [ipv4(0, { link: 'bond' })] }),
  network('bond first', { ...links(BOND, link(0), link(1)), networks: [ipv4(0, { link: 'bond' })] }),
  network('bond without links', links(link(0), { ...BOND, bond_links: undefined })),
  network('bond of nobody', links(link(0), { ...BOND, bond_links: ['eth9'] })),
  network('bond without MAC', links(link(0), link(1), { ...BOND, ethernet_mac_address: undefined })),
  network('vlan', { ...links(link(0), VLAN), networks: [ipv4(0, { link: 'vlan' })] }),
  network('vlan on a bond', {
    ...links(link(0), link(1), BOND, { ...VLAN, vlan_link: 'bond' }),
    networks: [ipv4(0, { link: 'vlan' })],
  }),
  ...['vlan_link', 'vlan_id', 'vlan_mac_address'].map((key) =>
    network(`vlan without ${key}`, links(link(0), { ...VLAN, [key]: undefined })),
  ),
  network('vlan on nobody', links(link(0), { ...VLAN, vlan_link: 'eth9' })),
];
