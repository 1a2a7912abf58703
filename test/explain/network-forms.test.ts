/**
 * Ways to write one network, and what each reader makes of it: a row for each form, a column for each reader that no program
 * here can be asked about. cloud-init and cloudbase-init have their own judges and records.
 */
import type { GuestName } from '@configdrive/guests';
import { describe, expect, it } from 'vitest';
import { dns, ipv4, ipv6, link } from './drives/sound.ts';
import { explained, type Files } from './explained.ts';

const NETWORK = 'openstack/latest/network_data.json';

const LINK = link(0);
const dotted = { netmask: '255.255.255.0', routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: '10.1.0.1' }] };
const both = (networks: readonly object[], more: object = {}) => ({ links: [LINK], networks, services: [], ...more });

const columns = ['talos', 'freebsd-nuageinit', 'vyos'] as const satisfies readonly GuestName[];

/** What a reader is expected to say: nothing, a code, or a code with the verdict that it costs. */
type Cell = string;

type Form = readonly [form: string, data: object | undefined, ...cells: readonly [Cell, Cell, Cell]];

const FORMS: readonly Form[] = [
  ['IPv4, dotted masks', both([ipv4(0, dotted)]), '', '', ''],
  ['IPv4, netmask 24', both([ipv4(0, { ...dotted, netmask: '24' })]), '', 'netmask-misread', ''],
  [
    'IPv4, no netmask',
    both([ipv4(0, { ...dotted, netmask: undefined })]),
    'netmask-missing',
    'refused network-unreadable',
    'netmask-missing',
  ],
  [
    'IPv6, netmask 64',
    both([{ ...ipv6(0), ip_address: '2001:db8::5', netmask: '64', routes: [] }]),
    '',
    'netmask-missing',
    'netmask-missing',
  ],
  [
    'IPv6, netmask written out',
    both([{ ...ipv6(0), ip_address: '2001:db8::5', netmask: 'ffff:ffff:ffff:ffff::', routes: [] }]),
    '',
    'netmask-missing',
    'netmask-missing',
  ],
  ['IPv6, prefix in the address', both([ipv6(0, { routes: [] })]), '', '', ''],
  ['IPv6, prefix and netmask', both([ipv6(0, { netmask: '64', routes: [] })]), '', '', ''],
  ['IPv6 route to :: with 0', both([ipv6(0)]), '', 'routes-ignored', ''],
  [
    'IPv6 route to :: with ::',
    both([ipv6(0, { routes: [{ network: '::', netmask: '::', gateway: '2001:db8::1' }] })]),
    '',
    'routes-ignored',
    'routes-ignored',
  ],
  ['a gateway and no route', both([ipv4(0, { routes: [], gateway: '10.1.0.1' })]), '', '', ''],
  ['an IPv6 gateway and no route', both([ipv6(0, { routes: [], gateway: '2001:db8::1' })]), '', '', 'gateway-ignored'],
  [
    'a route whose gateway is null',
    both([ipv4(0, { routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: null }] })]),
    'partly network-unreadable',
    'refused network-unreadable',
    'gateway-missing',
  ],
  [
    'default routes on two NICs',
    { links: [link(0), link(1)], networks: [ipv4(0), ipv4(1)] },
    '',
    'default-routes-several',
    'default-routes-several',
  ],
  ['an MTU of null', both([ipv4(0)], { links: [link(0, { mtu: null })] }), '', '', ''],
  ['an MTU that is a text', both([ipv4(0)], { links: [link(0, { mtu: '1500' })] }), 'json-value-unusable', '', ''],
  ['an MTU of 9000', both([ipv4(0)], { links: [link(0, { mtu: 9000 })] }), '', 'mtu-ignored', ''],
  [
    'a link of type ethernet',
    both([ipv4(0)], { links: [link(0, { type: 'ethernet' })] }),
    'link-type-unknown network-link-unknown',
    '',
    '',
  ],
  [
    'a link of a type unknown',
    both([ipv4(0)], { links: [link(0, { type: 'x' })] }),
    'link-type-unknown network-link-unknown',
    '',
    'link-type-unknown',
  ],
  [
    'a link without a MAC address',
    both([ipv4(0)], { links: [link(0, { ethernet_mac_address: undefined })] }),
    '',
    'refused network-unreadable',
    'partly network-unreadable',
  ],
  [
    'a service that is not dns',
    both([ipv4(0)], { services: [dns('10.1.0.1', 'ntp')] }),
    'service-skipped',
    'service-skipped',
    'name-server-invalid',
  ],
  ['a name server', both([ipv4(0)], { services: [dns('10.1.0.1')] }), '', '', 'name-server-invalid'],
  [
    'a name server that is no address',
    both([ipv4(0)], { services: [dns('x')] }),
    'partly network-unreadable',
    '',
    'name-server-invalid',
  ],
  ['nothing but {}', {}, '', 'refused network-unreadable', 'partly network-data-empty'],
  ['no file', undefined, 'network-data-absent', 'network-data-absent', 'network-data-absent'],
  ['a network without an id', both([ipv4(0, { id: '' })]), 'networks-skipped', '', ''],
  [
    'a network on a link that is not there',
    both([ipv4(0, { link: 'x' })]),
    'network-link-unknown',
    'refused network-unreadable',
    'network-link-unknown',
  ],
  ['ipv6_slaac', both([{ ...ipv6(0), type: 'ipv6_slaac' }]), '', 'networks-skipped', 'networks-skipped'],
  ['ipv4_dhcp', both([{ id: 'n', link: 'eth0', type: 'ipv4_dhcp' }]), '', '', ''],
  [
    'ipv6_dhcpv6-stateful',
    both([{ id: 'n', link: 'eth0', type: 'ipv6_dhcpv6-stateful' }]),
    '',
    'networks-skipped',
    'networks-skipped',
  ],
  [
    'a bond of a mode unknown',
    both([], { links: [link(0), { ...link(1), type: 'bond', bond_mode: 'x', bond_links: ['eth0'] }] }),
    'partly network-unreadable',
    'link-type-unknown',
    'networks-skipped',
  ],
];

function filesWith(data: object | undefined): Files {
  const files = { 'openstack/latest/meta_data.json': { uuid: 'u', hostname: 'h' }, 'openstack/latest/user_data': '' };
  return data === undefined ? files : { ...files, [NETWORK]: data };
}

describe.each(columns.map((reader, index) => [reader, index] as const))('%s', (reader, column) => {
  it.each(FORMS.map(([form, data, ...cells]) => [form, data, cells[column] ?? ''] as const))(
    'takes %s',
    (_, data, cell) => {
      const { verdict, issues: because } = explained(reader, filesWith(data));
      const [first = '', ...rest] = cell.split(' ');
      const isCode = first.includes('-') || first === '';
      const codes = (isCode ? [first, ...rest] : rest).filter((code) => code !== '');
      expect(because.map(({ code }) => code)).toEqual(codes);
      const isNotice = because.every(({ severity }) => severity === 'notice');
      expect(verdict).toBe(isCode ? (isNotice ? 'taken' : 'partly') : first);
    },
  );
});
