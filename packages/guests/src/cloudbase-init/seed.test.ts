import { expect, it } from 'vitest';
import { explained as explainedBy, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const [META, USER, NETWORK] = ['meta-data', 'user-data', 'network-config'];
const MAC = '02:00:4c:5e:00:05';
const card = (subnet: object, more: object = {}) => ({
  version: 1,
  config: [{ type: 'physical', name: 'eth0', mac_address: MAC, subnets: [subnet], ...more }],
});
const ADDRESS = { type: 'static', address: '10.1.1.5', netmask: '255.255.255.0', gateway: '10.1.1.1' };
const SOUND: Files = {
  [META]: { 'instance-id': 'i-1', 'local-hostname': 'web.example.org', 'public-keys': ['ssh-rsa A'] },
  [USER]: '#ps1_sysnative\necho up\n',
  [NETWORK]: card(ADDRESS),
};
const explained = (files: Files, label = 'cidata') => explainedBy('cloudbase-init', { ...SOUND, ...files }, { label });
const NOTICE = 'notice service-not-default label';
const v2 = (members: object) => ({ version: 2, ethernets: { eth0: { match: { macaddress: MAC }, ...members } } });
const subnet = `${NETWORK}.config[0].subnets[0]`;

const ROWS: readonly Row[] = [
  ['taken', {}],
  ['taken', { [NETWORK]: { network: card(ADDRESS) } }],
  ['partly', { [META]: 'a: [\n' }, `error yaml-unreadable ${META}.line[2]`],
  ['partly', { [META]: '- a\n' }, `error yaml-unreadable ${META}`],
  ['partly', { [META]: { 'public-keys': 'ssh-rsa A' } }, `warning public-keys-unread ${META}.public-keys`],
  [
    'partly',
    { [META]: { 'local-hostname': 'a-name-of-many-letters' } },
    `warning hostname-changed ${META}.local-hostname`,
  ],
  ['taken', { [META]: { 'admin-password': 'Vp7kQz' } }, `notice password-set-once ${META}.admin-password`],
  [
    'partly',
    { 'vendor-data': '#cloud-config\npassword: Vp7kQz\n' },
    `warning password-not-found ${META}.admin-password`,
  ],
  ['partly', { [USER]: 'hello\n' }, `warning user-data-unhandled ${USER}`],
  ['taken', { [NETWORK]: null }, `notice network-data-absent ${NETWORK}`],
  ['partly', { [NETWORK]: 'a: [' }, `error network-unreadable ${NETWORK}.line[1]`],
  ['partly', { [NETWORK]: '- a' }, `error network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: 'config: disabled' }, `error network-unreadable ${NETWORK}.version`],
  ['partly', { [NETWORK]: card({ type: 'dhcp' }) }, `warning networks-skipped ${subnet}.type`],
  // Two words for DHCP it does not know, ours among them, and wants an address.
  ['partly', { [NETWORK]: card({ type: 'dhcp4' }) }, `error network-unreadable ${subnet}.address`],
  ['partly', { [NETWORK]: card({ ...ADDRESS, netmask: undefined }) }, `error network-unreadable ${subnet}.address`],
  ['partly', { [NETWORK]: card({ ...ADDRESS, address: '10.1.1.5/24' }) }, `error network-unreadable ${subnet}.address`],
  ['partly', { [NETWORK]: card({ ...ADDRESS, routes: [{}] }) }, `warning routes-ignored ${subnet}.routes`],
  ['partly', { [NETWORK]: card(ADDRESS, { mac_address: undefined }) }, `error network-unreadable ${NETWORK}.config[0]`],
  ['partly', { [NETWORK]: card(ADDRESS, { type: 'bridge' }) }, `warning link-type-unknown ${NETWORK}.config[0].type`],
  [
    'partly',
    { [NETWORK]: { version: 1, config: [{ type: 'bond', name: 'bond0' }] } },
    `error network-unreadable ${NETWORK}.config[0].params.bond-mode`,
  ],
  ['partly', { [NETWORK]: v2({ dhcp4: true }) }, `warning networks-skipped ${NETWORK}.ethernets.eth0.dhcp4`],
  [
    'partly',
    { [NETWORK]: v2({ addresses: ['10.1.1.5'] }) },
    `error network-unreadable ${NETWORK}.ethernets.eth0.addresses[0]`,
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained(files)).toMatchObject({ verdict, found: [NOTICE, ...found] });
});

it('is ignored without its metadata', () => {
  expect(explained({ [META]: null })).toMatchObject({
    verdict: 'ignored',
    found: [`error reader-files-missing ${META}`],
  });
});

it('sees what cloudbase-init sets up', () => {
  expect(explained({}, 'CIDATA').view).toMatchObject({
    instanceId: 'i-1',
    hostname: 'web',
    keys: [{ byteLength: 9 }],
    userData: { kind: 'powershell' },
    network: { source: 'network-config', nics: [{ name: 'eth0', mac: MAC, addresses: ['10.1.1.5/24'] }] },
  });
});

it('sees the first default route of version 2, and name servers of the card', () => {
  const members = {
    'set-name': 'lan',
    addresses: ['10.1.1.5/24'],
    routes: [{ to: 'default', via: '10.1.1.1' }],
    nameservers: { addresses: ['10.1.1.53'] },
  };
  expect(explained({ [NETWORK]: v2(members) }).view.network?.nics).toMatchObject([
    { name: 'lan', mac: MAC, addresses: ['10.1.1.5/24'], gateways: ['10.1.1.1'], dns: ['10.1.1.53'] },
  ]);
});

it('reads the interfaces file of the metadata where there is no network-config', () => {
  const interfaces = `auto eth0\niface eth0 inet static\n  address 192.0.2.11\n  netmask 255.255.255.0\n`;
  const { view } = explained({ [NETWORK]: null, [META]: { 'network-interfaces': interfaces } });
  expect(view.network).toMatchObject({ source: 'debian-interfaces', nics: [{ addresses: ['192.0.2.11/24'] }] });
});
