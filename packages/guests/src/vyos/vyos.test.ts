import { expect, it } from 'vitest';
import { explained, type Row, titled } from '../../../../test/explain/explained.ts';

const META = 'openstack/latest/meta_data.json';
const NETWORK = 'openstack/latest/network_data.json';
const LINK = { id: 'a', type: 'phy', ethernet_mac_address: '02:00:4c:5e:00:05' };
const network = (more: object) => ({
  links: [LINK],
  networks: [{ link: 'a', type: 'ipv4', ip_address: '10.1.1.5', netmask: '24', ...more }],
});

const SOUND = { [META]: { uuid: 'u', hostname: 'web' }, [NETWORK]: network({}) };
const PLACE = `${NETWORK}.networks[0]`;

const ROWS: readonly Row[] = [
  ['taken', {}],
  ['refused', { [META]: {} }, `error uuid-missing ${META}.uuid`],
  ['partly', { [META]: { uuid: 'u', hostname: 'web_1' } }, 'warning hostname-changed hostname'],
  ['partly', { [NETWORK]: '[]' }, `error network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: network({ ip_address: 'x' }) }, `warning json-value-unusable ${PLACE}.ip_address`],
  [
    'partly',
    { [NETWORK]: network({ routes: [{ network: '10.9.0.1', netmask: '16', gateway: '10.1.1.1' }] }) },
    `warning routes-ignored ${PLACE}.routes[0]`,
  ],
  ['taken', { [NETWORK]: network({ routes: [{ network: '10.9.0.0', netmask: '255.255.0.0', gateway: '10.1.1.1' }] }) }],
  [
    'partly',
    { [NETWORK]: { ...network({}), services: [{ type: 'dns', address: '10.1.1.1' }] } },
    `warning name-server-invalid ${NETWORK}.services[0].address`,
  ],
  ['taken', { [NETWORK]: { ...network({}), services: [{ type: 'dns', address: ['10.1.1.1'] }] } }],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained('vyos', { ...SOUND, ...files })).toMatchObject({ verdict, found });
});

it('takes an IPv6 address without a prefix for one host, and a bond for nothing', () => {
  const bond = { id: 'b', type: 'bond', bond_mode: 'x', bond_links: ['a'] };
  const { view, found } = explained('vyos', {
    ...SOUND,
    [NETWORK]: { ...network({ type: 'ipv6', ip_address: '2001:db8::5', netmask: '64' }), links: [LINK, bond] },
  });
  expect(view.network?.nics).toMatchObject([{ addresses: ['2001:db8::5/128'] }]);
  expect(found).toEqual([
    `warning networks-skipped ${NETWORK}.links[1].type`,
    `warning netmask-missing ${PLACE}.ip_address`,
  ]);
});
