/** Inputs for planning, all of them good: every kind of NIC, keys, and passwords that are hard to carry. */
import type { DriveInput, NicInput, Triple } from '@configdrive/core';
import { type Chance, chanceOf } from '../random.ts';
import { MACS } from './sound.ts';

const KEYS = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ops@example.org',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv',
];

/** What YAML, JSON or a shell reads as something else. */
export const PASSWORDS = [
  'Vp7kQz',
  'a: b',
  'a #b',
  'with "quotes"',
  'back\\slash',
  "single ' quote",
  '!bang',
  '&anchor',
  '*star',
  '[list]',
  '{map}',
  '%percent',
  '@at',
  '0123',
  '12:34:56',
  'yes',
  'null',
  '1e5',
  '2026-03-01',
  '- dash',
  '? question',
  '> fold',
  '| literal',
  'ends with:',
  'pässwörd',
  'next\u0085line',
  'line\u2028separator',
  '\u{1f600}',
  'tab\there',
] as const;

const USER_DATA = [undefined, '#cloud-config\n{}\n', '#!/bin/sh\n', 'what is this'] as const;

function nicAt(index: number, chance: Chance): NicInput {
  const routes = [{ network: `10.${index + 8}.0.0/16`, gateway: `10.1.${index}.254` }];
  const ipv4 = { address: `10.1.${index}.5/24`, gateway: `10.1.${index}.1`, dns: [`10.1.${index}.1`], routes };
  const ipv6 = { address: `2001:db8:${index}::5/64`, gateway: `2001:db8:${index}::1`, dns: [`2001:db8:${index}::1`] };
  return {
    mac: MACS[index]!,
    mtu: chance.pick([undefined, 1450, 9000]),
    ipv4: chance.pick([undefined, null, 'dhcp', ipv4, { address: ipv4.address }, { ...ipv4, gateway: undefined }]),
    ipv6: chance.pick([
      undefined,
      null,
      'dhcp',
      'slaac',
      ipv6,
      { address: ipv6.address },
      { ...ipv6, gateway: 'fe80::1' },
    ]),
  };
}

function inputWith(password: string, chance: Chance): DriveInput {
  const text = (directory: string, name: string, content: string): Triple => [directory, name, content];
  const userData = chance.pick(USER_DATA);
  return {
    vmData: [
      text('metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'),
      text(
        'metadata',
        'local-hostname',
        chance.pick(['web-1', 'web-1.example.org', '10.1.1.1', 'a-name-longer-than-fifteen']),
      ),
      text('metadata', 'availability-zone', 'zone 1'),
      text('metadata', 'public-keys', chance.some(KEYS, 2).join('\n')),
      text('password', 'vm_password', password),
    ],
    nics: Array.from({ length: chance.number(4) }, (_, index) => nicAt(index, chance)),
    ...(userData === undefined ? {} : { userData }),
  };
}

/** Two inputs for each password. */
export function inputs(seed: number): readonly { readonly password: string; readonly input: DriveInput }[] {
  const chance = chanceOf(seed);
  return [...PASSWORDS, ...PASSWORDS].map((password) => ({ password, input: inputWith(password, chance) }));
}
