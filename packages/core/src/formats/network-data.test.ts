import { describe, expect, it } from 'vitest';
import { fileOf, issuesOf, planOf } from '../../../../test/core/helpers.ts';
import type { NicInput } from '../input/drive-input.ts';
import type { Profile, ProfileName } from '../profiles.ts';

const PATH = 'openstack/latest/network_data.json';

const textOf = (nics: readonly NicInput[], profile: ProfileName | Profile = 'portable'): string =>
  fileOf(planOf({ nics, options: { profile } }), PATH) ?? '';

const parsed = (nics: readonly NicInput[], profile: ProfileName = 'portable'): unknown =>
  JSON.parse(textOf(nics, profile));

const MAC = '02:00:4c:5e:00:05';
const OTHER_MAC = '02:00:4c:5e:00:06';

const dualStack: NicInput = {
  deviceId: 0,
  mac: MAC,
  mtu: 2000,
  uuid: 'nic-uuid',
  ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['10.1.1.1', '8.8.8.8'] },
  ipv6: { address: '2001:DB8:0::5/64', gateway: '2001:db8::1', dns: ['2001:db8::53'] },
};

describe('network_data.json of one dual-stack NIC', () => {
  it('has in portable the forms that every reader takes', () => {
    expect(textOf([dualStack])).toBe(
      '{"links":[{"ethernet_mac_address":"02:00:4c:5e:00:05","id":"eth0","mtu":2000,"type":"phy"}],' +
        '"networks":[{"id":"eth0","ip_address":"10.1.1.5","link":"eth0","netmask":"255.255.255.0","network_id":"nic-uuid","type":"ipv4",' +
        '"routes":[{"gateway":"10.1.1.1","netmask":"0.0.0.0","network":"0.0.0.0"}]},' +
        '{"id":"eth0","ip_address":"2001:db8::5/64","link":"eth0","network_id":"nic-uuid","type":"ipv6",' +
        '"routes":[{"gateway":"2001:db8::1","netmask":"0","network":"::"}]}],' +
        '"services":[{"address":"10.1.1.1","type":"dns"},{"address":"8.8.8.8","type":"dns"},{"address":"2001:db8::53","type":"dns"}]}',
    );
  });

  it('has in cloudstack the prefix length as netmask', () => {
    expect(textOf([dualStack], 'cloudstack')).toContain(
      '{"id":"eth0","ip_address":"2001:db8::5","link":"eth0","netmask":"64","network_id":"nic-uuid","type":"ipv6",' +
        '"routes":[{"gateway":"2001:db8::1","netmask":"0","network":"::"}]}',
    );
  });
});

describe('without NICs', () => {
  it.each([
    ['portable', undefined, undefined, 'notice network-data-absent at nics'],
    ['portable', 'write', '{}', 'warning network-data-empty at nics'],
    ['cloudstack', undefined, '{}', 'warning network-data-empty at nics'],
    ['cloudstack', 'omit', undefined, 'notice network-data-absent at nics'],
  ] as const)('%s with %s', (profile, emptyNetworkData, text, issue) => {
    for (const nics of [undefined, []]) {
      const drive = planOf({ nics, options: { profile, emptyNetworkData } });
      expect(fileOf(drive, PATH)).toBe(text);
      expect(issuesOf(drive)).toContain(issue);
    }
  });
});

describe('services of the config drive on the networks of the NICs', () => {
  type Services = NonNullable<NicInput['services']>;
  const nicsWith = (...services: readonly (Services | undefined)[]): readonly NicInput[] =>
    services.map((ofNic, index) => ({
      mac: `02:00:4c:5e:00:0${index}`,
      services: ofNic,
      ipv4: { address: `10.${index}.1.5/24`, gateway: `10.${index}.1.1`, dns: [`10.${index}.1.1`] },
    }));
  const unasked = (nics: readonly NicInput[]): readonly NicInput[] => nics.map(({ services, ...nic }) => nic);

  it.each<[string, readonly NicInput[]]>([
    ['nothing said of any', nicsWith(undefined)],
    ['all three', nicsWith(['Dhcp', 'Dns', 'UserData'])],
    ['Dhcp on the only one', nicsWith(['Dhcp'])],
    ['Dns on the only one', nicsWith(['Dns'])],
    ['Dns on the second of three', nicsWith([], ['Dns', 'UserData'], ['UserData'])],
    ['nothing said of one', nicsWith(['UserData'], undefined)],
  ])('with %s: every NIC is in the file, whole', (_, nics) => {
    for (const profile of ['portable', 'cloudstack'] as const) {
      expect(textOf(nics, profile)).toBe(textOf(unasked(nics), profile));
    }
  });

  it.each<[string, readonly NicInput[]]>([
    ['none', nicsWith([])],
    ['UserData only', nicsWith(['UserData'])],
    ['UserData only, twice', nicsWith(['UserData'], [])],
  ])('with %s: no file, and {} in cloudstack', (_, nics) => {
    const drive = planOf({ nics });
    expect(fileOf(drive, PATH)).toBeUndefined();
    expect(issuesOf(drive)).toEqual(['notice network-data-absent at nics']);
    const upstream = planOf({ nics, options: { profile: 'cloudstack' } });
    expect(fileOf(upstream, PATH)).toBe('{}');
    expect(issuesOf(upstream)).toContain('warning network-data-empty at nics');
  });
});

describe('ways to an address', () => {
  const networksOf = (nic: Omit<NicInput, 'mac'>, profile?: ProfileName): readonly (string | undefined)[] => {
    const data = parsed([{ mac: MAC, ...nic }], profile) as { networks?: readonly { type: string }[] };
    return (data.networks ?? []).map(({ type }) => type);
  };

  it.each([
    [{}, ['ipv4_dhcp'], []],
    [{ ipv4: null }, [], []],
    [{ ipv4: null, ipv6: null }, [], []],
    [{ ipv4: 'dhcp' }, ['ipv4_dhcp'], []],
    [{ ipv6: 'dhcp' }, ['ipv6_dhcpv6-stateful'], []],
    [{ ipv6: 'slaac' }, ['ipv6_slaac'], []],
    [{ ipv4: 'dhcp', ipv6: 'slaac' }, ['ipv4_dhcp', 'ipv6_slaac'], []],
    [{ ipv4: { address: '10.0.0.2/8' }, ipv6: 'slaac' }, ['ipv4', 'ipv6_slaac'], ['ipv4']],
  ] as const)('%j', (nic, portable, cloudstack) => {
    expect(networksOf(nic)).toEqual(portable);
    expect(networksOf(nic, 'cloudstack')).toEqual(cloudstack);
  });

  it('says in cloudstack what is not written', () => {
    const nics: NicInput[] = [
      {
        mac: MAC,
        ipv4: { address: '10.0.0.2/8', routes: [{ network: '10.9.0.0/16', gateway: '10.0.0.1' }] },
        ipv6: 'slaac',
      },
    ];
    expect(issuesOf(planOf({ nics, options: { profile: 'cloudstack' } }))).toEqual([
      'warning network-part-dropped at nics[0].ipv4.routes',
      'warning network-part-dropped at nics[0].ipv6',
    ]);
  });

  it('writes DHCP networks with nothing but their identity', () => {
    expect(parsed([{ deviceId: 3, mac: MAC }])).toEqual({
      links: [{ ethernet_mac_address: MAC, id: 'eth3', type: 'phy' }],
      networks: [{ id: 'eth3', link: 'eth3', network_id: 'eth3', type: 'ipv4_dhcp' }],
      services: [],
    });
  });

  it('leaves out in cloudstack the members that are empty', () => {
    expect(textOf([{ mac: MAC, ipv4: null }], 'cloudstack')).toBe(
      '{"links":[{"ethernet_mac_address":"02:00:4c:5e:00:05","id":"eth0","mtu":1500,"type":"phy"}]}',
    );
  });
});

describe('MTU', () => {
  it.each([
    [{}, undefined, 1500],
    [{ ipv4: { address: '10.0.0.2/8' } }, 1500, 1500],
    [{ ipv6: { address: 'fd00::2/64' }, ipv4: 'dhcp' }, 1500, 1500],
    [{ mtu: 68 }, 68, 68],
    [{ mtu: 65535, ipv4: { address: '10.0.0.2/8' } }, 65535, 65535],
    [{ mtu: null, ipv4: { address: '10.0.0.2/8' } }, 1500, 1500],
  ] as const)('of %j', (nic, portable, cloudstack) => {
    const mtuOf = (profile: ProfileName): unknown =>
      (parsed([{ mac: MAC, ...nic }], profile) as { links: readonly { mtu?: number }[] }).links[0]?.mtu;
    expect(mtuOf('portable')).toBe(portable);
    expect(mtuOf('cloudstack')).toBe(cloudstack);
  });
});

describe('routes', () => {
  const gatewaysOf = (nics: readonly NicInput[], profile?: ProfileName): unknown =>
    (parsed(nics, profile) as { networks: readonly { routes: readonly { gateway: string | null }[] }[] }).networks.map(
      ({ routes }) => routes.map(({ gateway }) => gateway),
    );
  const first: NicInput = { mac: MAC, ipv4: { address: '10.1.0.5/24', gateway: '10.1.0.1' } };
  const second: NicInput = { mac: OTHER_MAC, ipv4: { address: '10.2.0.5/24', gateway: '10.2.0.1' } };
  const without: NicInput = { mac: OTHER_MAC, ipv4: { address: '10.2.0.5/24' } };

  it.each([
    ['the first with a gateway', [first, second], [['10.1.0.1'], []], [['10.1.0.1'], ['10.2.0.1']]],
    ['the default one', [first, { ...second, default: true }], [[], ['10.2.0.1']], [['10.1.0.1'], ['10.2.0.1']]],
    [
      'not a default one without gateway',
      [first, { ...without, default: true }],
      [['10.1.0.1'], []],
      [['10.1.0.1'], [null]],
    ],
    ['the only one that can', [without, { ...first }], [[], ['10.1.0.1']], [[null], ['10.1.0.1']]],
    ['none', [without], [[]], [[null]]],
  ])('the default route goes over %s', (_, nics, portable, cloudstack) => {
    expect(gatewaysOf(nics)).toEqual(portable);
    expect(gatewaysOf(nics, 'cloudstack')).toEqual(cloudstack);
  });

  it('per family', () => {
    const v4: NicInput = { ...first, default: true };
    const v6: NicInput = { mac: OTHER_MAC, ipv6: { address: 'fd00::5/64', gateway: 'fe80::1' } };
    expect(gatewaysOf([v4, v6])).toEqual([['10.1.0.1'], ['fe80::1']]);
  });

  it('notes the gateway that is not used', () => {
    expect(issuesOf(planOf({ nics: [first, second] }))).toEqual(['notice gateway-unused at nics[1].ipv4.gateway']);
  });

  it('beside the default one follow it, in canonical form', () => {
    const nic: NicInput = {
      mac: MAC,
      ipv4: {
        address: '10.1.0.5/24',
        gateway: '10.1.0.1',
        routes: [
          { network: '10.9.0.0/16', gateway: '10.1.0.254' },
          { network: '192.0.2.1/32', gateway: '10.1.0.253' },
        ],
      },
      ipv6: { address: '2001:db8::5/64', routes: [{ network: '2001:DB8:9::/48', gateway: 'FE80::0001' }] },
    };
    const { networks } = parsed([nic]) as { networks: readonly { routes: unknown }[] };
    expect(networks.map(({ routes }) => routes)).toEqual([
      [
        { gateway: '10.1.0.1', netmask: '0.0.0.0', network: '0.0.0.0' },
        { gateway: '10.1.0.254', netmask: '255.255.0.0', network: '10.9.0.0' },
        { gateway: '10.1.0.253', netmask: '255.255.255.255', network: '192.0.2.1' },
      ],
      [{ gateway: 'fe80::1', netmask: '48', network: '2001:db8:9::' }],
    ]);
  });
});

describe('name servers', () => {
  const nics: NicInput[] = [
    {
      mac: MAC,
      ipv4: { address: '10.1.0.5/24', dns: ['9.9.9.9', '9.9.9.9'] },
      ipv6: { address: 'fd00::5/64', dns: ['FD00:0::53'] },
    },
    { mac: OTHER_MAC, default: true, ipv4: { address: '10.2.0.5/24', dns: ['1.1.1.1', '9.9.9.9'] } },
  ];
  const addressesOf = (profile: ProfileName): unknown =>
    (parsed(nics, profile) as { services: readonly { address: string }[] }).services.map(({ address }) => address);

  it('come from the default NIC first, IPv4 before IPv6, each once', () => {
    expect(addressesOf('portable')).toEqual(['1.1.1.1', '9.9.9.9', 'fd00::53']);
  });

  it('are merged in cloudstack as it does: what one NIC says twice stays twice', () => {
    expect(addressesOf('cloudstack')).toEqual(['9.9.9.9', '9.9.9.9', 'fd00::53', '1.1.1.1']);
  });
});

it('has no uuid, so a network_id of its own or null', () => {
  const idsOf = (profile: ProfileName): unknown =>
    (
      parsed([{ deviceId: 2, mac: MAC, ipv4: { address: '10.0.0.2/8' } }], profile) as {
        networks: readonly { network_id: unknown }[];
      }
    ).networks.map(({ network_id }) => network_id);
  expect(idsOf('portable')).toEqual(['eth2']);
  expect(idsOf('cloudstack')).toEqual([null]);
});
