/**
 * "Did you mean" proposed keys of other objects, which are refused there, too: `id` of a card was "did you mean "id"?",
 * `macAddress` was `address`, `gw` was `id`.
 */
import { writeFileSync } from 'node:fs';
import { InvalidInputError, type Issue, parseMachine } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const MAC = '02:00:4c:5e:00:05';
const ADDRESS = '10.1.1.5/24';

/** An object of an input with one key more. */
const objects: Readonly<Record<string, (key: string) => object>> = {
  input: (key) => ({ vmData: [], [key]: 'x' }),
  card: (key) => ({ vmData: [], nics: [{ mac: MAC, [key]: 'x' }] }),
  address: (key) => ({ vmData: [], nics: [{ mac: MAC, ipv4: { address: ADDRESS, [key]: 'x' } }] }),
  route: (key) => ({
    vmData: [],
    nics: [{ mac: MAC, ipv4: { address: ADDRESS, routes: [{ network: '10.9.0.0/16', [key]: 'x' }] } }],
  }),
  bond: (key) => ({ vmData: [], nics: [{ bond: { mode: 'active-backup', [key]: 'x' } }] }),
  vlan: (key) => ({ vmData: [], nics: [{ vlan: { id: 5, [key]: 'x' } }] }),
};

const issuesOf = (input: object): readonly Issue[] => {
  try {
    parseMachine(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
};

const unknownKeyOf = (input: object, key: string): Issue | undefined =>
  issuesOf(input).find((issue) => issue.code === 'unknown-key' && issue.key === key);

const suggestionOf = (input: object, key: string): string | undefined =>
  /did you mean "([^"]*)"\?$/.exec(unknownKeyOf(input, key)?.message ?? '')?.[1];

/** Keys of all objects of an input, slips of them, and other tools' words for them. */
const KEYS = `
  id mac macAddress address gw gateway gateway4 via to ip dns nameservers mtu network
  routes rout mode moed links link parent members hostname name vmData vmdata userData user_data
  nics nic interfaces label lable tree guestOs bond vlan vlanId ipv4 ipv6 ipv5 deviceId
  default defualt instanceName files
`
  .trim()
  .split(/\s+/);

describe('in the library', () => {
  it.each(Object.entries(objects))(
    'of an unknown key of a %s only keys are proposed that it may have',
    (_, objectOf) => {
      const proposed = KEYS.flatMap((key) => {
        const suggestion = suggestionOf(objectOf(key), key);
        return suggestion === undefined ? [] : [[key, suggestion] as const];
      });
      expect(proposed.filter(([key, suggestion]) => key === suggestion)).toEqual([]);
      const refused = proposed.filter(([, suggestion]) => unknownKeyOf(objectOf(suggestion), suggestion) !== undefined);
      expect(refused).toEqual([]);
      expect(proposed.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['card', 'macAddress', 'mac'],
    ['card', 'id', 'uuid'],
    ['address', 'gw', 'gateway'],
    ['address', 'nameservers', 'dns'],
    ['input', 'hostname', 'instanceName'],
  ])('a %s with %s', (object, key, suggestion) => {
    const input = objects[object]?.(key) ?? {};
    expect(unknownKeyOf(input, key)?.message).toContain(`unknown key "${key}"`);
    expect(suggestionOf(input, key)).toBe(suggestion);
  });
});

it('at the terminal the line of the key is named with the key that was meant', () => {
  const { here, run } = terminal;
  const card = `  - macAddress: ${MAC}\n    id: 5\n    ipv4:\n      address: ${ADDRESS}\n      gw: 10.1.1.1\n`;
  writeFileSync(here('vm.yaml'), `instanceName: i-2-10-VM\nnics:\n${card}`);
  const { status, stderr } = run(['build', 'vm.yaml', '-o', 'a.iso']);
  const told = stderr.split('\n').filter((line) => line.startsWith('error[unknown-key]'));
  expect([status, told]).toEqual([
    2,
    [
      'error[unknown-key] vm.yaml:7 nics[0].ipv4: unknown key "gw"; did you mean "gateway"?',
      'error[unknown-key] vm.yaml:3 nics[0]: unknown key "macAddress"; did you mean "mac"?',
      'error[unknown-key] vm.yaml:4 nics[0]: unknown key "id"; did you mean "uuid"?',
    ],
  ]);
});

const terminal = useCaseDirectory();
