/** Hostile inputs of the command and of the library: JSON and YAML that people or programs hand in. */
import { type Random, randomFrom } from '../../hostile/random.ts';
import { CANARY, countFrom, damaged, oneOf, repeated } from './chance.ts';
import { hostileValue, hostileVendorData } from './json.ts';
import { textOf } from './user-data.ts';
import { hostileYaml } from './yaml.ts';

const q = (text: string): string => JSON.stringify(text);

const nic = (random: Random): string =>
  `{"mac":${q(random.pick(['02:00:4c:5e:00:05', '02:00:4c:5e:00:06', 'x', '']))},"default":${random.pick(['true', 'false'])},"mtu":${random.pick(['1500', '-1', '1e99', 'null'])},"ipv4":${random.pick(['"dhcp"', 'null', '{"address":"10.1.1.5/24","gateway":"10.1.1.1"}', '{"address":"x"}'])}${random.below(9) === 0 ? `,"x":${hostileValue(random)}` : ''}}`;

const triple = (random: Random): string =>
  `[${q(random.pick(['metadata', 'userdata', 'password', '', '..']))},${q(random.pick(['vm-id', 'local-hostname', 'user_data', 'vm_password', 'public-keys', '../a', 'x\u0000']))},${random.pick(['null', '""', q(CANARY), q(Buffer.from('#!/bin/sh\n').toString('base64')), '1'])}]`;

/** Members of an input, and what is handed in for each. */
const MEMBERS: Readonly<Record<string, (random: Random) => string>> = {
  vmData: (random) =>
    `[${Array.from({ length: random.below(20) === 0 ? countFrom(random, 30) : random.below(6) }, () => triple(random)).join(',')}]`,
  nics: (random) =>
    `[${Array.from({ length: random.below(20) === 0 ? 300 : random.below(4) }, () => nic(random)).join(',')}]`,
  customParameters: (random) =>
    random.below(10) === 0
      ? `{${Array.from({ length: countFrom(random, 20) }, (_, index) => `"p${index}":${q(CANARY)}`).join(',')}}`
      : `{"a":${q(CANARY)}}`,
  userData: (random) => q(textOf(random)),
  userDataParts: (random) =>
    `[${Array.from({ length: random.below(4) }, () => `{"content":${q(textOf(random))}}`).join(',')}]`,
  vendorData: (random) => (random.below(2) === 0 ? q(textOf(random)) : hostileVendorData(random, () => textOf(random))),
  tree: (random) => q(random.pick(['cloudstack', 'openstack', 'nocloud'])),
  profile: (random) => q(random.pick(['portable', 'cloudstack'])),
  limits: () => '{"userDataBase64Length":4000000}',
  label: (random) => q(random.pick(['config-2', 'x'.repeat(40), ''])),
  files: (random) => `[{"path":"/etc/motd","content":${q(CANARY)}},${hostileValue(random)}]`,
};

/** Settings, which are no contents: a message quotes what is wrong with them. */
const TOLD: ReadonlySet<string> = new Set(['label', 'tree', 'profile', 'limits']);

function memberOf(random: Random, name: string): string {
  if (random.below(12) > 0) return MEMBERS[name]!(random);
  const value = hostileValue(random);
  return TOLD.has(name) ? value.replaceAll(CANARY, 'word') : value;
}

function inputJson(random: Random, instanceName?: string): string {
  const names = ['vmData', ...Object.keys(MEMBERS).filter((member) => member !== 'vmData' && random.below(3) === 0)];
  const members = names.map((name) => `${q(name)}: ${memberOf(random, name)}`);
  const unknown =
    random.below(12) === 0 ? Array.from({ length: countFrom(random, 12) }, (_, index) => `"u${index}":1`) : [];
  const name = instanceName === undefined ? [] : [`"instanceName": ${q(instanceName)}`];
  return `{${[...members, ...unknown, ...name].join(', ')}}`;
}

export interface HostileInput {
  /** With the ending that says its form. */
  readonly name: 'vm.json' | 'vm.yaml';
  readonly text: string;
}

/** JSON is YAML as well, and is handed in as both. */
export function hostileInput(seed: number): HostileInput {
  const random = randomFrom(seed ^ 0x5eed);
  const name = random.pick(['vm.json', 'vm.json', 'vm.yaml'] as const);
  const text = oneOf(random, [
    inputJson,
    inputJson,
    inputJson,
    hostileValue,
    ...(name === 'vm.yaml' ? [plainYaml, yamlInput] : []),
  ]);
  // Where a character is another one, a secret may become a key, and keys are told.
  const isDamaged = random.below(2) === 0 || text.startsWith('vmData');
  return { name, text: isDamaged ? damaged(random, text.replaceAll(CANARY, 'word')) : text };
}

const plainYaml = (random: Random): string => hostileYaml(random).replaceAll(CANARY, 'word');

const yamlInput = (random: Random): string =>
  `vmData:\n- [metadata, vm-id, a]\nuserData: |\n  #cloud-config\n${repeated(random, '# x\n')}${plainYaml(random)}`;

/** A line of a batch. */
export const hostileLine = (seed: number, instanceName: string): string =>
  inputJson(randomFrom(seed ^ 0x11e), instanceName);
