/** A machine: checked once, frozen, and silent about what it holds. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fileOf, planOf, refusalsOf, TIMESTAMP, VM_ID } from '../../../../test/core/helpers.ts';
import { buildConfigDrive } from '../build.ts';
import { parseMachine } from '../parse.ts';
import { planConfigDrive } from '../plan.ts';
import { portable } from '../profiles.ts';
import { namedMachine } from './machine.ts';

const CANARY = 'c4n4ryXq7';

const input = {
  instanceName: 'i-2-10-VM',
  vmData: [VM_ID, ['password', 'vm_password', CANARY]] as const,
  userData: `#cloud-config\nwrite_files: [{path: /x, content: ${CANARY}}]\n`,
};

describe('a machine', () => {
  it('gives every tree its drive, and the drive carries what was found in the input', () => {
    const machine = parseMachine({ ...input, label: 'odd', vmData: [...input.vmData, ['odd', 'note', 'x']] });
    const found = machine.issues.map(({ code }) => code);
    expect(found).toEqual(['label-unknown', 'directory-unknown']);
    const drive = planConfigDrive(machine, { timestamp: TIMESTAMP });
    expect(drive.issues.slice(0, found.length)).toEqual(machine.issues);
    expect(drive.label).toBe('odd');
  });

  it('is the same drive whether the input is parsed first or by the build', () => {
    const options = { timestamp: TIMESTAMP };
    const machine = parseMachine(input);
    expect(buildConfigDrive(machine, options).bytes).toEqual(buildConfigDrive(input, options).bytes);
  });

  it('is frozen', () => {
    const machine = parseMachine(input);
    expect(() => Object.assign(machine, { tree: 'nocloud' })).toThrow(TypeError);
    expect(Object.isFrozen(machine)).toBe(true);
    expect(Object.isFrozen(machine.issues)).toBe(true);
  });

  it('gets a name, and with it an identity, where it has none', () => {
    const nameless = parseMachine({ vmData: [] }, { allow: ['uuid-missing'] });
    expect(nameless.instanceName).toBeUndefined();
    const drive = planConfigDrive(namedMachine(nameless, 'i-9-99-VM'), { timestamp: TIMESTAMP });
    expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe('{"uuid":"i-9-99-VM"}');
  });
});

describe('what planning may not refuse any more is refused at the door', () => {
  it('too many entries, counted exactly', () => {
    const vmData = [VM_ID, ...Array.from({ length: 20 }, (_, index) => ['metadata', `note-${index}`, 'x'] as const)];
    const { length } = planOf({ vmData: vmData.slice(1), options: { profile: { ...portable } } }).entries;
    const parse = (entries: number) => () => parseMachine({ vmData, limits: { entries } });
    expect(refusalsOf(parse(length))).toEqual([]);
    expect(refusalsOf(parse(length - 1))).toEqual(['too-many-entries at the input']);
  });

  it('vendor data that NoCloud cannot hold beside a password', () => {
    const vendorData = '#include\nhttps://example.org/\n';
    const parse = (tree: 'nocloud' | 'cloudstack') => () => parseMachine({ ...input, tree, vendorData });
    expect(refusalsOf(parse('nocloud'))).toEqual(['vendor-data-unjoinable at vendorData']);
    expect(refusalsOf(parse('cloudstack'))).toEqual([]);
  });

  it.each([
    ['no address', { publicIpv4: '203.0.113' }, ['address-invalid at router.publicIpv4']],
    ['an address of another family', { publicIpv4: '2001:db8::1' }, ['address-invalid at router.publicIpv4']],
    ['an address that no host has', { publicIpv4: '127.0.0.1' }, ['address-invalid at router.publicIpv4']],
    ['a name with a blank', { publicHostname: 'a b' }, ['hostname-invalid at router.publicHostname']],
    ['a name of 254 characters', { publicHostname: 'a'.repeat(254) }, ['hostname-invalid at router.publicHostname']],
    ['an unknown member', { publicIp: '203.0.113.9' }, ['unknown-key at router']],
    ['nothing wrong', { publicIpv4: '203.0.113.9', publicHostname: 'a.example.org' }, []],
    ['the address for a name, as CloudStack has it', { publicIpv4: '203.0.113.9', publicHostname: '203.0.113.9' }, []],
  ])('a router with %s', (_, router, expected) => {
    expect(refusalsOf(() => parseMachine({ vmData: [VM_ID], router }))).toEqual(expected);
  });
});

it('nothing that looks at a machine from outside sees a content', () => {
  const machine = parseMachine(input);
  expect(inspect(machine, { depth: 9, showHidden: true })).not.toContain(CANARY);
  expect(inspect({ machine }, { depth: 9 })).toContain('i-2-10-VM');
  expect(JSON.stringify(structuredClone(machine))).toBe('{}');
});
