/** Bonds and VLANs: what is refused, with its place, and what both formats say of them. */
import { describe, expect, it } from 'vitest';
import { fileOf, issuesOf, planOf, refusalsOf } from '../../../../../test/core/helpers.ts';
import type { NicInput } from '../../input/drive-input.ts';
import type { TreeName } from '../../labels.ts';
import { parseMachine } from '../../parse.ts';

const A: NicInput = { mac: '02:00:4c:5e:00:0a' };
const B: NicInput = { mac: '02:00:4c:5e:00:0b' };
const C: NicInput = { mac: '02:00:4c:5e:00:0c' };
const BOND: NicInput = {
  bond: {
    links: ['eth0', 'eth1'],
    mode: '802.3ad',
    miimon: 100,
    upDelay: 200,
    downDelay: 300,
    lacpRate: 'fast',
    xmitHashPolicy: 'layer3+4',
  },
  mtu: 9000,
  ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1' },
};
const ON_BOND: NicInput = { vlan: { id: 602, link: 'bond0' }, ipv4: { address: '10.6.2.5/24' } };
const ON_CARD: NicInput = { vlan: { id: 7, link: 'eth2' }, mac: '02:00:4c:5e:00:0d', mtu: 1400, ipv6: 'slaac' };

const textOf = (nics: readonly NicInput[], tree: TreeName): unknown => {
  const paths = {
    cloudstack: 'openstack/latest/network_data.json',
    openstack: 'openstack/latest/network_data.json',
    nocloud: 'network-config',
  };
  return JSON.parse(fileOf(planOf({ nics, tree }), paths[tree]) ?? 'null');
};

describe('a bond of two cards with a VLAN on it, and a VLAN on a third', () => {
  // The order of the list is not that of the file: a guest must know the cards before the bond.
  const nics = [ON_BOND, BOND, A, ON_CARD, B, C];

  it.each(['cloudstack', 'openstack'] as const)('are links of network_data.json (%s)', (tree) => {
    const { links, networks } = textOf(nics, tree) as {
      links: unknown;
      networks: readonly { link: string; type: string }[];
    };
    expect(links).toEqual([
      { id: 'eth0', type: 'phy', ethernet_mac_address: A.mac },
      { id: 'eth1', type: 'phy', ethernet_mac_address: B.mac },
      { id: 'eth2', type: 'phy', ethernet_mac_address: C.mac },
      {
        id: 'bond0',
        type: 'bond',
        ethernet_mac_address: A.mac,
        mtu: 9000,
        bond_links: ['eth0', 'eth1'],
        bond_mode: '802.3ad',
        bond_miimon: '100',
        bond_updelay: '200',
        bond_downdelay: '300',
        bond_lacp_rate: 'fast',
        bond_xmit_hash_policy: 'layer3+4',
      },
      {
        id: 'bond0.602',
        type: 'vlan',
        ethernet_mac_address: A.mac,
        vlan_mac_address: A.mac,
        vlan_id: 602,
        vlan_link: 'bond0',
      },
      {
        id: 'eth2.7',
        type: 'vlan',
        mtu: 1400,
        ethernet_mac_address: ON_CARD.mac,
        vlan_mac_address: ON_CARD.mac,
        vlan_id: 7,
        vlan_link: 'eth2',
      },
    ]);
    expect(networks.map(({ link, type }) => `${link} ${type}`)).toEqual([
      'eth2 ipv4_dhcp',
      'bond0 ipv4',
      'bond0.602 ipv4',
      'eth2.7 ipv6_slaac',
    ]);
  });

  it('are items of network-config', () => {
    expect(textOf(nics, 'nocloud')).toEqual({
      version: 1,
      config: [
        { type: 'physical', name: 'eth0', mac_address: A.mac },
        { type: 'physical', name: 'eth1', mac_address: B.mac },
        { type: 'physical', name: 'eth2', mac_address: C.mac, subnets: [{ type: 'dhcp' }] },
        {
          type: 'bond',
          name: 'bond0',
          mac_address: A.mac,
          mtu: 9000,
          bond_interfaces: ['eth0', 'eth1'],
          params: {
            'bond-mode': '802.3ad',
            'bond-miimon': 100,
            'bond-updelay': 200,
            'bond-downdelay': 300,
            'bond-lacp-rate': 'fast',
            'bond-xmit-hash-policy': 'layer3+4',
          },
          subnets: [{ type: 'static', address: '10.1.1.5', netmask: '255.255.255.0', gateway: '10.1.1.1' }],
        },
        {
          type: 'vlan',
          name: 'bond0.602',
          mac_address: A.mac,
          vlan_link: 'bond0',
          vlan_id: 602,
          subnets: [{ type: 'static', address: '10.6.2.5', netmask: '255.255.255.0' }],
        },
        {
          type: 'vlan',
          name: 'eth2.7',
          mac_address: ON_CARD.mac,
          mtu: 1400,
          vlan_link: 'eth2',
          vlan_id: 7,
          subnets: [{ type: 'ipv6_slaac' }],
        },
      ],
    });
  });

  it('are nothing that CloudStack writes, and said', () => {
    const drive = planOf({ nics: [A, B, BOND], options: { profile: 'cloudstack' } });
    expect(issuesOf(drive)).toContain('warning network-part-dropped at nics[2]');
    expect(fileOf(drive, 'openstack/latest/network_data.json')).not.toContain('bond');
  });
});

const bond = (part: Partial<NonNullable<NicInput['bond']>>, rest: NicInput = {}): NicInput => ({
  bond: { links: ['eth0', 'eth1'], mode: 'active-backup', ...part },
  ...rest,
});

describe('refused', () => {
  it.each<[string, readonly NicInput[], string]>([
    ['a card without a MAC', [{}], 'wrong-type at nics[0].mac'],
    ['a bond of nothing', [A, bond({ links: [] })], 'bond-invalid at nics[1].bond.links'],
    ['a bond of a card that is not there', [A, bond({})], 'link-invalid at nics[1].bond.links[1]'],
    ['a card twice in a bond', [A, bond({ links: ['eth0', 'eth0'] })], 'link-invalid at nics[1].bond.links[1]'],
    ['a card in two bonds', [A, B, bond({}), bond({ links: ['eth1'] })], 'link-invalid at nics[3].bond.links[0]'],
    ['a bond of bonds', [A, B, bond({}), bond({ links: ['bond0'] })], 'link-invalid at nics[3].bond.links[0]'],
    ['a bond of itself', [A, bond({ links: ['bond0'] })], 'link-invalid at nics[1].bond.links[0]'],
    ['a card with addresses in a bond', [{ ...A, ipv4: 'dhcp' }, B, bond({})], 'link-invalid at nics[2].bond.links[0]'],
    ['LACP in another mode', [A, B, bond({ lacpRate: 'slow' })], 'bond-invalid at nics[2].bond.lacpRate'],
    [
      'a hash in another mode',
      [A, B, bond({ xmitHashPolicy: 'layer2' })],
      'bond-invalid at nics[2].bond.xmitHashPolicy',
    ],
    ['a delay without miimon', [A, B, bond({ upDelay: 5 })], 'bond-invalid at nics[2].bond.upDelay'],
    ['half a millisecond', [A, B, bond({ miimon: 0.5 })], 'bond-invalid at nics[2].bond.miimon'],
    ['a bond with a deviceId', [A, B, bond({}, { deviceId: 3 })], 'device-id-invalid at nics[2].deviceId'],
    ['both in one', [A, B, bond({}, { vlan: { id: 1, link: 'eth0' } })], 'link-invalid at nics[2].vlan'],
    ['VLAN 4095', [A, { vlan: { id: 4095, link: 'eth0' } }], 'vlan-id-invalid at nics[1].vlan.id'],
    ['a VLAN on nothing', [A, { vlan: { id: 1, link: 'eth1' } }], 'link-invalid at nics[1].vlan.link'],
    ['a VLAN on itself', [A, { vlan: { id: 1, link: 'x.1' } }], 'link-invalid at nics[1].vlan.link'],
    [
      'a VLAN on a card of a bond',
      [A, B, bond({}), { vlan: { id: 1, link: 'eth0' } }],
      'link-invalid at nics[3].vlan.link',
    ],
    [
      'a VLAN twice',
      [A, { vlan: { id: 1, link: 'eth0' } }, { vlan: { id: 1, link: 'eth0' } }],
      'link-invalid at nics[2].vlan',
    ],
    ['a VLAN with larger packets', [A, { vlan: { id: 1, link: 'eth0' }, mtu: 1501 }], 'mtu-invalid at nics[1].mtu'],
    [
      'the MAC of another card',
      [A, B, { ...bond({ links: ['eth0'] }), mac: '02:00:4c:5e:00:0b' }],
      'mac-duplicate at nics[2].mac',
    ],
    [
      'two default ones',
      [
        { ...A, default: true },
        { vlan: { id: 1, link: 'eth0' }, default: true },
      ],
      'default-nic-duplicate at nics[1].default',
    ],
  ])('%s', (_, nics, refusal) => {
    expect(refusalsOf(() => planOf({ nics: nics.map((nic) => ({ ...nic })) }))).toEqual([refusal]);
  });
});

it('a mode by its number is none', () => {
  const nics = [A, B, bond({ mode: '4' as '802.3ad' })];
  expect(refusalsOf(() => parseMachine({ vmData: [], nics }))).toEqual(['wrong-value at nics[2].bond.mode']);
});

it('a bond may have the MAC of a card of its own, a VLAN that of what it is on', () => {
  const nics: NicInput[] = [
    A,
    B,
    bond({}, { mac: '02-00-4C-5E-00-0B' }),
    { vlan: { id: 5, link: 'bond0' }, mac: '02:00:4c:5e:00:0b' },
  ];
  expect(issuesOf(planOf({ nics }))).toEqual([]);
});

it('the default route may be on any link, DNS of the default one first', () => {
  const nics: NicInput[] = [
    { ...A, ipv4: { address: '10.2.0.5/24', gateway: '10.2.0.1', dns: ['10.2.0.1'] } },
    {
      vlan: { id: 5, link: 'eth0' },
      default: true,
      ipv4: { address: '10.3.0.5/24', gateway: '10.3.0.1', dns: ['10.3.0.1'] },
    },
  ];
  const { networks, services } = textOf(nics, 'openstack') as {
    networks: readonly { routes: unknown[] }[];
    services: readonly { address: string }[];
  };
  expect(networks.map(({ routes }) => routes.length)).toEqual([0, 1]);
  expect(services.map(({ address }) => address)).toEqual(['10.3.0.1', '10.2.0.1']);
});
