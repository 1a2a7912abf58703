/** Virtual machines as CloudStack may know them, for the comparison with its own tree: what is usual, and what bites. */
import type { NicInput, Triple, VmFields } from '@configdrive/core';
import fc from 'fast-check';
import { base64 } from './helpers.ts';

export interface CloudStackCase {
  readonly title: string;
  readonly vm?: VmFields & { readonly userData?: string };
  readonly triples?: readonly Triple[];
  readonly nics: readonly (NicInput & { readonly deviceId: number })[];
}

const machine = {
  vmId: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
  instanceName: 'i-2-10-VM',
  hostname: 'web-1',
  zone: 'zone-1',
  serviceOffering: 'Medium Instance',
  localIpv4: '10.1.1.5',
} satisfies VmFields;

const nic = {
  deviceId: 0,
  mac: '02:00:4c:5e:00:05',
  mtu: 2000,
  uuid: '0d3c3e4e-nic',
  ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['10.1.1.1', '8.8.8.8'] },
} satisfies NicInput;

const ipv6 = { address: '2001:db8::5/64', gateway: '2001:db8::1', dns: ['2001:db8::53', '2001:db8::54'] };

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';
const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv';

const ofFields = (title: string, more: Partial<VmFields> & { readonly userData?: string }): CloudStackCase => ({
  title,
  vm: { ...machine, ...more },
  nics: [nic],
});

const fieldCases: readonly CloudStackCase[] = [
  ofFields('nothing but what always is', {}),
  ofFields('everything there can be', {
    userData: '#cloud-config\nruncmd: []\n',
    customParameters: [
      ['tier', 'gold'],
      ['10', 'zehn'],
      ['2', 'zwei'],
    ],
    publicKeys: [`${ED25519} ops@example.org`],
    cloudIdentifier: '7f4a1c',
    password: 'Vp7kQz',
    hypervisorHostName: 'kvm-1',
    cloudDomain: 'ROOT',
    cloudDomainId: 'd-1',
    cloudName: 'Wölkchen',
  }),
  ofFields('a Windows guest whose md5 has eight leading zeros', { guestOs: 'Windows', password: 'jk8ssl' }),
  ofFields('a Windows guest whose md5 has two', { guestOs: 'WINDOWS', password: 'Paaf7' }),
  ofFields('a saved password', { guestOs: 'windows', password: 'saved_password' }),
  ofFields('static NAT', { staticNatIpv4: '203.0.113.9' }),
  ofFields('a basic zone', { basicZone: true }),
  ofFields('values beyond ASCII', {
    hostname: 'größe',
    zone: '東京',
    serviceOffering: 'Small 😀 "x" \\ \u2028',
    customParameters: [['größe', 'ä\u0007\t\n']],
  }),
  ofFields('several keys', { publicKeys: [`${ED25519} a`, `${OTHER} b`] }),
  ofFields('a key with a comment of words', { publicKeys: [`${ED25519} deploy key 2026`] }),
  ofFields('a key behind a literal line break', { publicKeys: [`${ED25519} a\\n`] }),
  ofFields('a key with a blank at its end', { publicKeys: [`${ED25519} a `] }),
  ofFields('a key with two blanks before its comment', { publicKeys: [`${ED25519}  deploy key`] }),
  ofFields('a parameter that is stated again later', {
    customParameters: [['cloud-domain', 'mine']],
    cloudDomain: 'ROOT',
    cloudDomainId: 'd',
  }),
];

const VM_ID: Triple = ['metadata', 'vm-id', machine.vmId];

const ofTriples = (title: string, ...triples: readonly Triple[]): CloudStackCase => ({
  title,
  triples: [VM_ID, ...triples],
  nics: [nic],
});

const allBytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, index) => index)).toString('base64');

const tripleCases: readonly CloudStackCase[] = [
  { title: 'no triple at all', triples: [], nics: [nic] },
  ofTriples(
    'blank contents',
    ['userdata', 'user_data', ' '],
    ['metadata', 'local-hostname', ''],
    ['metadata', 'cloud-name', ' \t'],
    ['metadata', 'note', null],
  ),
  ofTriples(
    'duplicates',
    ['metadata', 'local-hostname', 'first'],
    ['metadata', 'cloud-name', 'between'],
    ['metadata', 'local-hostname', 'second'],
    ['metadata', 'tier', 'gold'],
    ['metadata', 'tier', null],
    ['metadata', 'tier', ' '],
    ['userdata', 'user_data', base64('first')],
    ['userdata', 'user_data', base64('second')],
  ),
  ofTriples('binary user data', ['userdata', 'user_data', allBytes]),
  ofTriples('user data that is a multiple of a block', ['userdata', 'user_data', base64('x'.repeat(4096))]),
  ofTriples(
    'user data in another directory',
    ['metadata', 'user_data', base64('text')],
    ['other', 'user_data', base64('more')],
  ),
  ofTriples(
    'other directories, one of them blank',
    ['vendor', 'note', 'x'],
    ['', 'lost', 'x'],
    [' ', 'lost', 'x'],
    ['empty', 'note', null],
  ),
  ofTriples('a password that JSON cannot take', ['password', 'vm_password', 'a"b\\c: #']),
  ofTriples('the password in another directory', ['metadata', 'vm_password', 's3cret']),
  ofTriples(
    'names with blanks and punctuation',
    ['metadata', 'a b', '1'],
    ['metadata', 'a.b.c', '2'],
    ['metadata', "it's", '3'],
    ['metadata', '.hidden', '4'],
    ['metadata', 'star*what?', '5'],
    ['metadata', 'semi;1', '6'],
    ['metadata', 'col:on', '7'],
  ),
  ofTriples(
    'names that meet in the plain tree',
    ['metadata', 'a-b', '1'],
    ['metadata', 'a_b', '2'],
    ['metadata', 'a b', '3'],
    ['metadata', 'a+b', '4'],
    ['metadata', 'ä-b', '5'],
  ),
  ofTriples(
    'names that meet after 31 characters',
    ['metadata', `${'x'.repeat(40)}1`, '1'],
    ['metadata', `${'x'.repeat(40)}2`, '2'],
    ['metadata', `${'x'.repeat(40)}3`, '3'],
  ),
  ofTriples(
    'names beyond 64 Joliet units',
    ['metadata', `a${'x'.repeat(99)}`, '1'],
    ['metadata', `b${'ä'.repeat(70)}`, '2'],
    ['metadata', 'c'.repeat(60), '3'],
    ['metadata', 'd'.repeat(61), '4'],
  ),
  ofTriples('names beyond ASCII', ['metadata', 'größe', '1'], ['metadata', '東京', '2'], ['metadata', 'Жуки', '3']),
  ofTriples(
    'names of JavaScript’s own',
    ['metadata', '__proto__', '1'],
    ['metadata', 'constructor', '2'],
    ['metadata', 'toString', '3'],
  ),
  ofTriples('contents that JSON escapes', [
    'metadata',
    'note',
    '\u0000\u0001\b\t\n\f\r\u001f\u007f\u0080"\\/</script>\u2028\u2029😀ä',
  ]),
];

const networkCase = (title: string, ...nics: readonly Partial<NicInput>[]): CloudStackCase => ({
  title,
  vm: { ...machine, userData: '#!/bin/sh\n', password: 'Vp7kQz' },
  nics: nics.map((more, index) => ({ mac: `02:00:4c:5e:00:0${index}`, ...more, deviceId: index })),
});

const networkCases: readonly CloudStackCase[] = [
  networkCase('no NIC'),
  networkCase('dual stack', { ...nic, ipv6 }),
  networkCase('IPv6 only', { ipv6 }),
  networkCase('two NICs that share a name server', nic, {
    uuid: 'second',
    ipv4: { address: '10.2.1.5/16', gateway: null, dns: ['8.8.8.8', '9.9.9.9', '9.9.9.9'] },
    ipv6,
  }),
  networkCase('a NIC without uuid, gateway and name server', { ipv4: { address: '192.168.0.6/30' } }),
  networkCase('what CloudStack does not write', { ipv4: 'dhcp', ipv6: 'slaac' }, { ipv4: null }, {}),
  networkCase('routes beside the default one', {
    ipv4: { ...nic.ipv4, routes: [{ network: '10.9.0.0/16', gateway: '10.1.1.254' }] },
  }),
  networkCase('Dhcp from the drive, user data not', { ...nic, services: ['Dhcp'] }),
  networkCase('Dns from the drive on one of two', { ...nic, services: [] }, { ipv6, services: ['Dns', 'UserData'] }),
  networkCase('user data only', { ...nic, services: ['UserData'] }),
  networkCase('nothing from the drive', { ...nic, services: [] }),
];

/** Texts that are blank to Java, to JavaScript, or to neither, and words with blanks between them. */
const blanks = [
  null,
  '',
  ' ',
  '\t\u001c\u3000',
  '\u00a0',
  '\u0085',
  '\ufeff',
  'a b c d',
  'a b  d',
  'a b c ',
  ' a b c',
  'a\\n b c d',
];

const file = fc.oneof(
  fc.constantFrom('local-hostname', 'public-hostname', 'cloud-name', 'cloud-domain', 'public-keys', 'instance-id'),
  fc.stringMatching(/^[a-c]{1,2}$/),
);

const triple = fc.tuple(
  fc.constantFrom('metadata', 'metadata', 'metadata', 'password', 'other', ' '),
  file,
  fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom(...blanks)),
);

/** Files of any text under names that no tree changes, stated once or again: by chance, and always the same. */
export const casesByChance: readonly CloudStackCase[] = fc
  .sample(fc.array(triple, { maxLength: 12 }), { seed: 6, numRuns: 300 })
  .map((triples, index) => ofTriples(`chance ${index}`, ...triples));

export const cloudStackCases: readonly CloudStackCase[] = [...fieldCases, ...tripleCases, ...networkCases];
