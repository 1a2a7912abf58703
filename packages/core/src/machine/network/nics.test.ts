import { describe, expect, it } from 'vitest';
import { fileOf, planOf, refusalsOf } from '../../../../../test/core/helpers.ts';
import type { AddressInput, NicInput } from '../../input/drive-input.ts';

const MAC = '02:00:4c:5e:00:05';

const refusals = (...nics: readonly NicInput[]): readonly string[] => refusalsOf(() => planOf({ nics }));
const of4 = (ipv4: Partial<AddressInput>): readonly string[] =>
  refusals({ mac: MAC, ipv4: { address: '10.1.1.5/24', ...ipv4 } });
const of6 = (ipv6: Partial<AddressInput>): readonly string[] =>
  refusals({ mac: MAC, ipv6: { address: '2001:db8::5/64', ...ipv6 } });

describe('MAC addresses', () => {
  it.each([
    ['02:00:4c:5e:00:05', '02:00:4c:5e:00:05'],
    ['02:00:4C:5E:00:0F', '02:00:4c:5e:00:0f'],
    ['02-00-4C-5E-00-05', '02:00:4c:5e:00:05'],
    ['0200.4c5e.0005', '02:00:4c:5e:00:05'],
  ])('%s is written as %s', (mac, canonical) => {
    const text = fileOf(planOf({ nics: [{ mac }] }), 'openstack/latest/network_data.json') ?? '';
    expect(text).toContain(`"ethernet_mac_address":"${canonical}"`);
  });

  it.each([
    '',
    '02:00:4c:5e:00',
    '02:00:4c:5e:00:05:06',
    '02:00:4c:5e:00:5',
    '02:00:4c:5e:00:0g',
    '02:00-4c:5e:00:05',
    '02004c5e0005',
    ' 02:00:4c:5e:00:05',
    '０2:00:4c:5e:00:05',
    '01:00:5e:00:00:01',
    'ff:ff:ff:ff:ff:ff',
    '03:00:4c:5e:00:05',
    '00:00:00:00:00:00',
  ])('%j is refused', (mac) => expect(refusals({ mac })).toEqual(['mac-invalid at nics[0].mac']));
});

describe('IPv4', () => {
  it.each(['10.1.1.5/24', '10.1.1.5/31', '10.1.1.4/31', '10.1.1.5/32', '223.255.255.254/1', '169.254.1.1/16'])(
    'takes %s',
    (address) => expect(of4({ address })).toEqual([]),
  );

  it.each([
    '010.0.0.1/8',
    '10.1/8',
    '1.2.3/24',
    '1.2.3.4.5/24',
    '256.1.1.1/24',
    '01.2.3.4/24',
    '0x0a.1.1.2/24',
    '１.2.3.4/24',
    ' 1.2.3.4/24',
    '2001:db8::5/64',
    '/24',
    '10.1.1.0/24',
    '10.1.1.255/24',
    '0.0.0.0/0',
    '0.1.2.3/8',
    '127.0.0.1/8',
    '224.0.0.1/4',
    '240.0.0.1/4',
    '255.255.255.255/32',
  ])('refuses the address %j', (address) =>
    expect(of4({ address })).toContain('address-invalid at nics[0].ipv4.address'),
  );

  it.each([
    '10.1.1.5',
    '10.1.1.5/',
    '10.1.1.5/33',
    '10.1.1.5/-1',
    '10.1.1.5/0',
    '10.1.1.5/024',
    '10.1.1.5/24/24',
    '10.1.1.5/255.255.255.0',
  ])('refuses the prefix of %j', (address) =>
    expect(of4({ address })).toEqual(['prefix-invalid at nics[0].ipv4.address']),
  );

  it.each([
    ['10.1.2.1', 'gateway-outside-network'],
    ['10.1.1.5', 'address-invalid'],
    ['10.1.1', 'address-invalid'],
    ['fe80::1', 'address-invalid'],
    ['', 'address-invalid'],
  ])('refuses the gateway %j', (gateway, code) =>
    expect(of4({ gateway })).toEqual([`${code} at nics[0].ipv4.gateway`]),
  );

  it('takes a null gateway for none', () => expect(of4({ gateway: null })).toEqual([]));

  it('refuses name servers that are none', () => {
    expect(of4({ dns: ['9.9.9.9', 'dns.example', '2001:db8::53'] })).toEqual([
      'address-invalid at nics[0].ipv4.dns[1]',
      'address-invalid at nics[0].ipv4.dns[2]',
    ]);
  });

  it.each([
    ['10.9.0.1/16', 'route-host-bits'],
    ['10.9.0.0', 'prefix-invalid'],
    ['0.0.0.0/0', 'prefix-invalid'],
    ['10.9.0.0/33', 'prefix-invalid'],
    ['10.9/16', 'address-invalid'],
  ])('refuses a route to %j', (network, code) => {
    expect(of4({ routes: [{ network, gateway: '10.1.1.1' }] })).toEqual([`${code} at nics[0].ipv4.routes[0].network`]);
  });

  it('refuses a route over nothing', () => {
    expect(of4({ routes: [{ network: '10.9.0.0/16', gateway: '10.1.1' }] })).toEqual([
      'address-invalid at nics[0].ipv4.routes[0].gateway',
    ]);
  });
});

describe('IPv6', () => {
  it.each([
    ['2001:db8::5/64', '2001:db8::5/64'],
    ['2001:DB8:0:0::0005/64', '2001:db8::5/64'],
    ['2001:db8::1.2.3.4/96', '2001:db8::102:304/96'],
    ['2001:db8:0:0:1:0:0:1/64', '2001:db8::1:0:0:1/64'],
    ['fe80::5/10', 'fe80::5/10'],
    ['2001:db8::/127', '2001:db8::/127'],
    ['2001:db8::/128', '2001:db8::/128'],
  ])('writes %s as %s', (address, canonical) => {
    const drive = planOf({ nics: [{ mac: MAC, ipv6: { address } }] });
    expect(fileOf(drive, 'openstack/latest/network_data.json')).toContain(`"ip_address":"${canonical}"`);
  });

  it.each([
    '::ffff:1.2.3.4/96',
    'fe80::1%eth0/64',
    '1::2::3/64',
    '1:2:3:4:5:6:7:8:9/64',
    '2001:db8::g/64',
    '02001:db8::1/64',
    '2001:db8::010.1.1.1/64',
    '2001:db8::1.2.3/64',
    '10.1.1.5/24',
    '::/128',
    '::1/128',
    'ff02::1/64',
    '2001:db8::/64',
    `${'0'.repeat(60)}::1/64`,
  ])('refuses %j', (address) => expect(of6({ address })).toContain('address-invalid at nics[0].ipv6.address'));

  it.each(['2001:db8::5', '2001:db8::5/129', '2001:db8::5/0', '2001:db8::5/64.0'])(
    'refuses the prefix of %j',
    (address) => {
      expect(of6({ address })).toEqual(['prefix-invalid at nics[0].ipv6.address']);
    },
  );

  it('takes a link-local gateway, and no other from outside', () => {
    expect(of6({ gateway: 'fe80::1' })).toEqual([]);
    expect(of6({ gateway: '2001:db8:1::1' })).toEqual(['gateway-outside-network at nics[0].ipv6.gateway']);
  });

  it('refuses a route whose network has host bits', () => {
    expect(of6({ routes: [{ network: '2001:db8:9::1/48', gateway: 'fe80::1' }] })).toEqual([
      'route-host-bits at nics[0].ipv6.routes[0].network',
    ]);
  });
});

describe('NICs together', () => {
  const nic = (deviceId: number, rest: Partial<NicInput> = {}): NicInput => ({
    deviceId,
    mac: `02:00:00:00:00:0${deviceId}`,
    ...rest,
  });

  it.each([
    ['one deviceId twice', [nic(1), nic(2, { deviceId: 1 })], ['device-id-duplicate at nics[1].deviceId']],
    ['a deviceId that is another position', [nic(1), { mac: MAC }], ['device-id-duplicate at nics[1].deviceId']],
    ['one MAC twice', [nic(1), nic(2, { mac: '02-00-00-00-00-01' })], ['mac-duplicate at nics[1].mac']],
    [
      'two default ones',
      [nic(1, { default: true }), nic(2), nic(3, { default: true })],
      ['default-nic-duplicate at nics[2].default'],
    ],
    ['a negative deviceId', [nic(1, { deviceId: -1 })], ['device-id-invalid at nics[0].deviceId']],
    ['half a deviceId', [nic(1, { deviceId: 0.5 })], ['device-id-invalid at nics[0].deviceId']],
    ['a blank uuid', [nic(1, { uuid: ' ' })], ['uuid-invalid at nics[0].uuid']],
    ['an MTU of 67', [nic(1, { mtu: 67 })], ['mtu-invalid at nics[0].mtu']],
    ['an MTU of 65536', [nic(1, { mtu: 65_536 })], ['mtu-invalid at nics[0].mtu']],
    ['half an MTU', [nic(1, { mtu: 1500.5 })], ['mtu-invalid at nics[0].mtu']],
    ['an infinite MTU', [nic(1, { mtu: Number.POSITIVE_INFINITY })], ['wrong-type at nics[0].mtu']],
  ])('refuses %s', (_, nics, expected) => expect(refusals(...nics)).toEqual(expected));

  it('reports every problem of every NIC', () => {
    expect(
      refusals(
        { mac: 'x', mtu: 0, ipv4: { address: '10.1.1.5', gateway: '1' } },
        { mac: MAC, ipv6: { address: '::1/64', routes: [{ network: 'x', gateway: 'y' }] } },
      ),
    ).toEqual([
      'mac-invalid at nics[0].mac',
      'mtu-invalid at nics[0].mtu',
      'prefix-invalid at nics[0].ipv4.address',
      'address-invalid at nics[0].ipv4.gateway',
      'address-invalid at nics[1].ipv6.address',
      'address-invalid at nics[1].ipv6.routes[0].gateway',
      'address-invalid at nics[1].ipv6.routes[0].network',
    ]);
  });

  it('takes a thousand', () => {
    const nics = Array.from({ length: 1000 }, (_, index): NicInput => {
      const low = index.toString(16).padStart(4, '0');
      return {
        mac: `02:00:00:00:${low.slice(0, 2)}:${low.slice(2)}`,
        ipv4: { address: `10.1.${index >> 8}.${index & 255}/8` },
      };
    });
    expect(refusals(...nics)).toEqual([]);
  });
});
