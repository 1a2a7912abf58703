/** What an editor says by the JSON Schema and what the parser says agree, by the word of python3-jsonschema. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { driveInputJsonSchema, parseMachine } from '@configdrive/core';
import { expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { schemaComplaints } from '../support/json-schema.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { refusalsOf } from './helpers.ts';

const directory = useTemporaryDirectory();
const examples = new URL('../../examples/', import.meta.url);

const good: readonly unknown[] = [
  ...readdirSync(examples)
    .filter((name) => name.endsWith('.json'))
    .map((name): unknown => JSON.parse(readFileSync(new URL(name, examples), 'utf8'))),
  [],
  [['metadata', 'vm-id', null]],
  { $schema: './vm.schema.json', vmData: [], customParameters: [['a', 'b']], limits: { entries: 5 } },
  { vmData: [], nics: [{ mac: '02:00:4c:5e:00:05', mtu: null, ipv4: null, ipv6: 'slaac' }] },
  { vmData: [], nics: [{ mac: '02:00:4c:5e:00:05', services: ['Dhcp', 'UserData'] }] },
  { vmData: [], vendorData: '#cloud-config\n' },
  { vmData: [], vendorData: { 'cloud-init': ['#!/bin/sh\n'], other: { a: null } } },
];

const mac = '02:00:4c:5e:00:05';
const bad: readonly unknown[] = [
  5,
  {},
  { vmData: {} },
  { vmData: [['metadata', 'vm-id']] },
  [['metadata', 'vm-id', 5]],
  { vmData: [], vmdata: [] },
  { vmData: [], label: 'much too long a label' },
  { vmData: [], label: 'config 2' },
  { vmData: [], userData: 5 },
  { vmData: [], profile: 'other' },
  { vmData: [], vendorData: ['#!/bin/sh\n'] },
  { vmData: [], nics: [{ mac, services: ['dhcp'] }] },
  { vmData: [], nics: [{}] },
  { vmData: [], nics: [{ mac, mtu: 67 }] },
  { vmData: [], nics: [{ mac, mtu: '1500' }] },
  { vmData: [], nics: [{ mac, deviceId: -1 }] },
  { vmData: [], nics: [{ mac, ipv4: 'slaac' }] },
  { vmData: [], nics: [{ mac, ipv4: { adress: '10.0.0.2/8' } }] },
];

withForeign(['jsonschema'], 'the JSON Schema of the input', () => {
  it('accepts what the parser accepts and refuses what it refuses', () => {
    const schemaPath = directory('vm.schema.json');
    writeFileSync(schemaPath, JSON.stringify(driveInputJsonSchema()));
    const complaints = schemaComplaints(schemaPath, [...good, ...bad]);
    expect(complaints.map((found) => found.length > 0)).toEqual([...good.map(() => false), ...bad.map(() => true)]);
    const parse = (input: unknown) => (): unknown => parseMachine(input, { allow: ['uuid-missing'] });
    for (const input of good) expect(refusalsOf(parse(input))).toEqual([]);
    for (const input of bad) expect(refusalsOf(parse(input))).not.toEqual([]);
  });
});
