/** Generated guests of one network: no two alike, with data that readers stumble over. */
import type { DriveInput, Triple } from '@configdrive/core';
import { type Chance, chanceOf } from '../explain/random.ts';

export interface GeneratedGuest {
  /** Of the instance, and of the file of its drive. */
  readonly name: string;
  readonly address: string;
  readonly input: DriveInput;
}

const KIND = 'ssh-ed25519';

/** A public key as sshd reads it: its kind again, and 32 bytes. */
function keyOf(chance: Chance, comment: string): string {
  const parts = [Buffer.from(KIND), bytesOf(chance, 32)];
  const blob = Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
  return `${KIND} ${blob.toString('base64')} ${comment}`;
}

function lengthOf({ byteLength }: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(byteLength);
  return length;
}

/** Each says whose it is: a foreign one would be seen. */
const userDataKinds: readonly ((name: string, chance: Chance) => Uint8Array | undefined)[] = [
  (name) => Buffer.from(`#cloud-config\nfqdn: ${name}.example.org\n`),
  (name) => Buffer.from(`#!/bin/sh\r\necho ${name}\r\n`),
  (name, chance) => Buffer.from([0x1f, 0x8b, ...Buffer.from(name), ...bytesOf(chance, 700)]),
  (name, chance) => Buffer.concat([bytesOf(chance, 4000), Buffer.from(`\0${name}\0`)]),
  (name) => Buffer.from(`${name} `.repeat(1200)),
  (name) => Buffer.from(`Grüße von ${name}, ohne Zeilenende`),
  () => undefined,
];

const bytesOf = (chance: Chance, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => chance.number(256)));

/** Values that a reader of listings, lines, JSON, HTML or paths may take for something else. */
const oddValues: readonly (readonly [name: string, value: (name: string) => string])[] = [
  ['json', (name) => `{"of": "${name}", "list": [1, 2]}`],
  ['nearly-json', (name) => `{of: ${name}}`],
  ['lines', (name) => `first\nsecond of ${name}\n\nlast\n`],
  ['crlf', (name) => `${name}\r\nnext\r\n`],
  ['spaced', (name) => `  ${name}\t`],
  ['a.dotted_name', (name) => `${name}=value&more%20`],
  ['UPPER', (name) => `<b>${name}</b>`],
  ['x'.repeat(60), (name) => name.repeat(300)],
  ['umlaut', (name) => `Größe ${name} 🜚`],
  ['path', (name) => `/latest/meta-data/../${name}`],
  ['number', () => '007'],
  ['http', (name) => `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${name}`],
];

const passwords: readonly ((name: string) => string | undefined)[] = [
  (name) => `pw-${name}`,
  (name) => `it's "${name}": #1, {yes}`,
  (name) => `Paß wört ${name} €`,
  (name) => `%${name}\\n$HOME\`id\``,
  () => undefined,
];

/** Guests of 10.1.1.0/24, the first at 10.1.1.10. */
export function generatedGuests(count: number, seed: number): readonly GeneratedGuest[] {
  const chance = chanceOf(seed);
  return Array.from({ length: count }, (_, index) => generatedGuest(index, chance));
}

function generatedGuest(index: number, chance: Chance): GeneratedGuest {
  const name = `i-2-${100 + index}-VM`;
  const address = `10.1.1.${10 + index}`;
  const uuid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const kind = userDataKinds[index % userDataKinds.length]!;
  const password = passwords[index % passwords.length]!(name);
  const keys = Array.from({ length: chance.number(4) }, (_, at) => keyOf(chance, `${name}-${at}`));
  return {
    name,
    address,
    input: {
      instanceName: name,
      vmData: [
        ['metadata', 'instance-id', uuid],
        ['metadata', 'vm-id', uuid],
        ['metadata', 'local-hostname', `host-${index}`],
        ['metadata', 'local-ipv4', address],
        ['metadata', 'availability-zone', `zone ${chance.number(9)}`],
        ['metadata', 'service-offering', `Größe ${index}`],
        ['metadata', 'cloud-identifier', `CloudStack-{${uuid}}`],
        ...userDataTriples(kind(name, chance)),
        ...passwordTriples(password),
      ],
      customParameters: chance.some(oddValues, 6).map(([key, value]) => [key, value(name)] as const),
      ...(keys.length > 0 ? { publicKeys: keys } : {}),
      nics: [
        {
          mac: `02:00:00:00:01:${(16 + index).toString(16).padStart(2, '0')}`,
          default: true,
          ipv4: { address: `${address}/24`, gateway: '10.1.1.1' },
        },
      ],
    },
  };
}

const userDataTriples = (bytes: Uint8Array | undefined): readonly Triple[] =>
  bytes === undefined ? [] : [['userdata', 'user_data', Buffer.from(bytes).toString('base64')]];

export const passwordTriples = (password: string | undefined): readonly Triple[] =>
  password === undefined ? [] : [['password', 'vm_password', password]];

/** The same machine on a network whose router hands out user data. */
export const byRouter = (input: DriveInput): DriveInput => ({
  ...input,
  nics: (input.nics ?? []).map((nic) => ({ ...nic, userDataProvider: 'VirtualRouter' as const })),
});

/** The same machine after a reset. */
export function withNewPassword(guest: GeneratedGuest, password: string): GeneratedGuest {
  const others = (guest.input.vmData ?? []).filter(([directory]) => directory !== 'password');
  return { ...guest, input: { ...guest.input, vmData: [...others, ...passwordTriples(password)] } };
}
