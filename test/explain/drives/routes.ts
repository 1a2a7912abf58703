/** Routes, gateways and name servers. */

import { network, one, route, route6 } from './network-words.ts';
import { type Change, dns, ipv4, ipv6, link } from './sound.ts';

export const routeChanges: readonly Change[] = [
  ...[null, '', undefined, '10.1.0.1', '10.99.0.1', '2001:db8::1', 'x'].flatMap((gateway) => [
    network(`route gateway ${String(gateway)}`, route({ gateway })),
    network(`default route gateway ${String(gateway)}`, route({ network: '0.0.0.0', netmask: '0.0.0.0', gateway })),
    network(`network gateway ${String(gateway)}`, one(ipv4(0, { gateway, routes: [] }))),
    network(`network gateway ${String(gateway)} and default route`, one(ipv4(0, { gateway }))),
  ]),
  ...[null, undefined, 'fe80::1', '2001:db8::1'].flatMap((gateway) => [
    network(`ipv6 route gateway ${String(gateway)}`, route6({ gateway })),
    network(`ipv6 default route gateway ${String(gateway)}`, route6({ network: '::', netmask: '::', gateway })),
    network(`ipv6 network gateway ${String(gateway)}`, one(ipv6(0, { gateway, routes: [] }))),
  ]),
  ...['netmask', 'network'].flatMap((key) => [
    network(`route without ${key}`, route({ [key]: undefined })),
    network(`ipv6 route without ${key}`, route6({ [key]: undefined })),
  ]),
  ...['0.0.0.0', '16', 16, '255.255.0.0', 'x', '0.255.255.255'].map((netmask) =>
    network(`route netmask ${JSON.stringify(netmask)}`, route({ netmask })),
  ),
  network('default route without mask', route({ network: '0.0.0.0', netmask: undefined })),
  network('route with prefix in it', route({ network: '10.9.0.0/16', netmask: undefined })),
  network('route with prefix', route({ prefix: 16, netmask: undefined })),
  network('route destination', route({ network: undefined, destination: '10.8.0.0/16' })),
  network('host route', route({ network: '10.9.0.1', netmask: '255.255.255.255' })),
  ...[5, '5', 'x', null, 0, [], true, 1.5].map((metric) =>
    network(`route metric ${JSON.stringify(metric)}`, route({ metric })),
  ),
  ...[null, 'x', {}, ['x'], [null], [[]], 5].map((routes) =>
    network(`routes ${JSON.stringify(routes)}`, one(ipv4(0, { routes }))),
  ),
  network(
    'two default routes',
    one(ipv4(0, { routes: [1, 2].map((n) => ({ network: '0.0.0.0', netmask: '0', gateway: `10.1.0.${n}` })) })),
  ),
  network(
    'two default routes of type static',
    one(
      ipv4(0, {
        type: 'static',
        routes: [1, 2].map((n) => ({ network: '0.0.0.0', netmask: '0', gateway: `10.1.0.${n}` })),
      }),
    ),
  ),
  network(
    'two ipv6 default routes',
    one(ipv6(0, { routes: [1, 2].map((n) => ({ network: '::', netmask: '0', gateway: `2001:db8::${n}` })) })),
  ),
  network('two networks with default routes', {
    ...one(ipv4(0)),
    networks: [ipv4(0), ipv4(0, { ip_address: '10.2.0.5' })],
  }),
  network('both families on two NICs', {
    links: [link(0), link(1)],
    networks: [ipv4(0), ipv6(0), ipv4(1), ipv6(1)],
    services: [],
  }),
  network('DHCP with broken routes', one({ ...ipv4(0), type: 'ipv4_dhcp', routes: [{ network: 'x' }] })),
  network('link only', { links: [link(0)], networks: [], services: [dns('10.1.0.1')] }),
  ...['10.1.0.1', ['10.1.0.1', '10.1.0.2'], 5, null, ''].map((address) =>
    network(`service ${JSON.stringify(address)}`, one(ipv4(0), { services: [dns(address)] })),
  ),
  network('service ntp', one(ipv4(0), { services: [dns('10.1.0.1', 'ntp')] })),
  network('service without address', one(ipv4(0), { services: [{ type: 'dns' }] })),
  network('service without type', one(ipv4(0), { services: [{ address: '10.1.0.1' }] })),
  network('services in a network', one(ipv4(0, { services: [dns('10.1.0.1')] }))),
  network('dns_nameservers', one(ipv4(0, { dns_nameservers: ['10.1.0.7', '10.1.0.8'] }))),
  network('dns_nameservers as a text', one(ipv4(0, { dns_nameservers: '10.1.0.7 10.1.0.8' }))),
];
