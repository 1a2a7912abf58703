/** Threats 3.3, the network: what a NIC may be, and what is written of it is canonical. */
import type { NicInput } from '@configdrive/core';
import { expect, it } from 'vitest';
import { fileOf, planOf } from '../helpers.ts';
import { row, type Try, watchPrototypes, withIdentity } from './rows.ts';

watchPrototypes();

const MAC = '02:00:4c:5e:00:05';

const nics = (...list: readonly unknown[]): object => withIdentity({ nics: list });
const one = (more: object): object => nics({ mac: MAC, ...more });
const at = (code: string, key: string): readonly string[] => [`${code} at nics[0].${key}`];

/** Refused whatever the profile: a table of what is tried and the text that is tried. */
const refused = (
  code: string,
  key: string,
  inputOf: (text: string) => object,
  texts: readonly (readonly [what: string, text: string])[],
): readonly Try[] => texts.map(([what, text]) => [what, inputOf(text), at(code, key)]);

row(
  'a MAC address',
  refused('mac-invalid', 'mac', (mac) => nics({ mac }), [
    ['none', ''],
    ['five bytes', '02:00:4c:5e:00'],
    ['seven bytes', '02:00:4c:5e:00:05:06'],
    ['without separators', '02004c5e0005'],
    ['mixed separators', '02:00-4c:5e:00:05'],
    ['a letter beyond f', '02:00:4c:5e:00:0g'],
    ['digits of another script', '0٢:00:4c:5e:00:05'],
    ['a multicast bit', '03:00:4c:5e:00:05'],
    ['broadcast', 'ff:ff:ff:ff:ff:ff'],
    ['zeros', '00:00:00:00:00:00'],
  ]),
);

row('a MAC address in another form', [
  ['hyphens', nics({ mac: '02-00-4C-5E-00-05' }), []],
  ['dots', nics({ mac: '0200.4c5e.0005' }), []],
  ['capitals', nics({ mac: '02:00:4C:5E:00:05' }), []],
]);

const v4 = (address: string): object => one({ ipv4: { address } });

row('an IPv4 address', [
  ...refused('address-invalid', 'ipv4.address', v4, [
    ['a leading zero', '010.0.0.1/8'],
    ['three parts', '1.2.3/8'],
    ['five parts', '1.2.3.4.5/8'],
    ['256', '1.2.3.256/8'],
    ['a sign', '1.2.3.+4/8'],
    ['hexadecimal', '0x0a.1.1.5/8'],
    ['the network itself', '10.1.1.0/24'],
    ['broadcast', '10.1.1.255/24'],
    ['loopback', '127.0.0.1/8'],
    ['multicast', '224.0.0.1/4'],
    ['an IPv6 one', '2001:db8::5/24'],
  ]),
  ...refused('prefix-invalid', 'ipv4.address', v4, [
    ['/33', '10.1.1.5/33'],
    ['/-1', '10.1.1.5/-1'],
    ['/0', '10.1.1.5/0'],
    ['/024', '10.1.1.5/024'],
    ['a mask', '10.1.1.5/255.255.255.0'],
    ['no prefix', '10.1.1.5'],
  ]),
]);

const v6 = (address: string): object => one({ ipv6: { address } });

row('an IPv6 address', [
  ...refused('address-invalid', 'ipv6.address', v6, [
    ['an IPv4 one inside', '::ffff:1.2.3.4/96'],
    ['a zone', 'fe80::1%eth0/64'],
    ['two gaps', '1::2::3/64'],
    ['nine groups', '1:2:3:4:5:6:7:8:9/64'],
    ['five digits', '12345::1/64'],
    ['loopback', '::1/128'],
    ['multicast', 'ff02::1/64'],
    ['an IPv4 one', '10.1.1.5/24'],
  ]),
  ...refused('prefix-invalid', 'ipv6.address', v6, [
    ['/129', '2001:db8::5/129'],
    ['no prefix', '2001:db8::5'],
  ]),
]);

const throughGateway = (gateway: unknown): object => one({ ipv4: { address: '10.1.1.5/24', gateway } });

row('a gateway', [
  ['outside the network', throughGateway('10.1.2.1'), at('gateway-outside-network', 'ipv4.gateway')],
  ['the NIC itself', throughGateway('10.1.1.5'), at('address-invalid', 'ipv4.gateway')],
  ['of the other family', throughGateway('fe80::1'), at('address-invalid', 'ipv4.gateway')],
  ['a number', throughGateway(5), at('wrong-type', 'ipv4.gateway')],
  ['null', throughGateway(null), []],
  ['link-local', one({ ipv6: { address: '2001:db8::5/64', gateway: 'fe80::1' } }), []],
]);

const withMtu = (mtu: unknown): object => one({ mtu });

row('an MTU', [
  ['0', withMtu(0), at('mtu-invalid', 'mtu')],
  ['67', withMtu(67), at('mtu-invalid', 'mtu')],
  ['68', withMtu(68), []],
  ['65535', withMtu(65_535), []],
  ['65536', withMtu(65_536), at('mtu-invalid', 'mtu')],
  ['half', withMtu(1500.5), at('mtu-invalid', 'mtu')],
  ['1e3', withMtu(1e3), []],
  ['1e999, as JSON reads it', withMtu(JSON.parse('1e999')), at('wrong-type', 'mtu')],
  ['NaN', withMtu(Number.NaN), at('wrong-type', 'mtu')],
  ['a text', withMtu('1500'), at('wrong-type', 'mtu')],
]);

const macAt = (index: number): string =>
  `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;

row('several NICs', [
  [
    'two with one number',
    nics({ mac: macAt(1), deviceId: 3 }, { mac: macAt(2), deviceId: 3 }),
    ['device-id-duplicate at nics[1].deviceId'],
  ],
  ['two with one MAC', nics({ mac: MAC }, { mac: MAC.toUpperCase() }), ['mac-duplicate at nics[1].mac']],
  [
    'two default ones',
    nics({ mac: macAt(1), default: true }, { mac: macAt(2), default: true }),
    ['default-nic-duplicate at nics[1].default'],
  ],
  ['a thousand', nics(...Array.from({ length: 1000 }, (_, index) => ({ mac: macAt(index) }))), []],
  ['no list', withIdentity({ nics: { mac: MAC } }), ['wrong-type at nics']],
]);

row('services that CloudStack does not count', [
  ['another one', one({ services: ['SourceNat'] }), at('wrong-value', 'services[0]')],
  ['in other letters', one({ services: ['DHCP'] }), at('wrong-value', 'services[0]')],
  ['a text', one({ services: 'Dhcp' }), at('wrong-type', 'services')],
]);

const odd: readonly NicInput[] = [
  {
    mac: '02-00-4C-5E-00-05',
    mtu: null,
    uuid: null,
    ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['9.9.9.9', '9.9.9.9'] },
    ipv6: { address: '2001:DB8:0:0::0005/64', gateway: 'FE80::0:1', dns: ['2001:DB8::53'] },
  },
  { mac: '0200.4c5e.0006', ipv4: 'dhcp' },
];

it('writes canonical text, name servers once, neither null nor NaN', () => {
  const text = fileOf(planOf({ nics: odd }), 'openstack/latest/network_data.json') ?? '';
  expect(text).not.toMatch(/null|NaN|[A-F]:|::0/);
  expect(JSON.parse(text)).toMatchObject({
    links: [{ ethernet_mac_address: MAC }, { ethernet_mac_address: '02:00:4c:5e:00:06' }],
    networks: [
      { ip_address: '10.1.1.5' },
      { ip_address: '2001:db8::5/64', routes: [{ gateway: 'fe80::1' }] },
      { type: 'ipv4_dhcp' },
    ],
    services: [{ address: '9.9.9.9' }, { address: '2001:db8::53' }],
  });
});
