/** What a guest gets over HTTP: what it would have read from its drive, byte for byte. */
import fc from 'fast-check';
import { toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { fileOf, filesBelow, refusalsOf, TIMESTAMP } from '../../../test/core/helpers.ts';
import { SAMPLE } from '../../../test/drive/sample.ts';
import { bytesIn } from '../../../test/support/contents.ts';
import { answersOf, servedAnswersOf } from './answers.ts';
import { layOutConfigDrive } from './build.ts';
import type { Answers } from './formats/answer.ts';
import type { DriveInput } from './input/drive-input.ts';
import { parseMachine } from './parse.ts';
import { planConfigDrive } from './plan.ts';
import { readConfigDriveSync } from './reading/read-drive.ts';

const options = { timestamp: TIMESTAMP };
const sample = parseMachine(SAMPLE);

/** Answers as texts, in the order of their paths. */
const plainAnswers = (answers: Answers): readonly (readonly unknown[])[] =>
  [...answers]
    .map(([path, { type, content }]) => [path, type, content.text()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('answers', () => {
  it('of a NoCloud seed are its files', () => {
    const drive = planConfigDrive(parseMachine({ ...(SAMPLE as DriveInput), tree: 'nocloud' }), options);
    const answers = answersOf(sample, { form: 'nocloud' });
    for (const [path, { content }] of answers) expect(content.text()).toBe(fileOf(drive, path.slice(1)));
    expect([...answers.keys()]).toEqual(drive.entries.map(({ path }) => `/${path}`));
  });

  it('of the router equal the files of the drive, whatever the machine has', () => {
    const names = fc.constantFrom(
      'vm-id',
      'local-hostname',
      'service-offering',
      'public-keys',
      'role',
      'a.c',
      '.x',
      'b c',
    );
    const values = fc.oneof(fc.constantFrom('', ' \n', 'two\nlines\n', ' x '), fc.string({ unit: 'grapheme' }));
    const triples = fc.uniqueArray(fc.tuple(names, values), { selector: ([name]) => name, maxLength: 8 });
    fc.assert(
      fc.property(triples, fc.uint8Array({ maxLength: 300 }), (given, userData) => {
        const vmData = given.map(([name, value]) => ['metadata', name, value] as const);
        const machine = parseMachine({ vmData, userData }, { profile: 'cloudstack' });
        const drive = planConfigDrive(machine, options);
        const answers = answersOf(machine, { form: 'cloudstack' });
        const served = Object.entries(filesBelow(drive, 'cloudstack/metadata')).filter(
          ([file]) => !/^\.|[ ]/.test(file),
        );
        const leaves = [...answers].filter(([path]) => path.startsWith('/latest/meta-data/') && !path.endsWith('/'));
        expect(Object.fromEntries(leaves.map(([path, { content }]) => [path.slice(18), content.text()]))).toEqual(
          Object.fromEntries(served.map(([file, text]) => [file.replace(/\.txt$/, ''), text])),
        );
        const listing = answers.get('/latest/meta-data/')?.content.text();
        expect(listing).toBe(leaves.map(([path]) => `${path.slice(18)}\n`).join(''));
        const onDrive = drive.entries.find(({ path }) => path === 'openstack/latest/user_data')?.content;
        expect(bytesIn(answers.get('/latest/user-data')?.content)).toEqual(bytesIn(onDrive));
      }),
    );
  });

  it('of the router serve ten names to old guests, and how the machine is reached as the router knows it', () => {
    const router = { publicIpv4: '203.0.113.9', publicHostname: '203.0.113.9' };
    const answers = answersOf(parseMachine({ ...(SAMPLE as DriveInput), router }), { form: 'cloudstack' });
    const textAt = (path: string): string | undefined => answers.get(path)?.content.text();
    expect(['public-ipv4', 'public-hostname'].map((name) => textAt(`/latest/meta-data/${name}`))).toEqual([
      '203.0.113.9',
      '203.0.113.9',
    ]);
    expect(textAt('/latest/vm-id')).toBe(textAt('/latest/meta-data/vm-id'));
    expect(textAt('/latest/vm-id')).not.toBeUndefined();
    expect(textAt('/latest/hypervisor-host-name')).toBeUndefined();
    expect([...answers.keys()].filter((path) => path.includes('password'))).toEqual([]);
  });

  it('of a NoCloud seed are refused where a machine of another tree has vendor data that cannot stand beside its password', () => {
    const vmData = [
      ['metadata', 'vm-id', 'a'],
      ['password', 'vm_password', 'a: b'],
    ] as const;
    const machine = parseMachine({ vmData, vendorData: '#include\nhttps://example.net/x\n' });
    expect(refusalsOf(() => answersOf(machine, { form: 'nocloud' }))).toEqual(['vendor-data-unjoinable at vendorData']);
  });

  it('of a NoCloud seed quote the password, however CloudStack writes it', () => {
    const machine = parseMachine({ vmData: [['password', 'vm_password', 'a: b']] }, { profile: 'cloudstack' });
    const vendorData = answersOf(machine, { form: 'nocloud' }).get('/vendor-data')?.content.text();
    expect(vendorData).toContain('password: "a: b"\n');
  });

  it('of a drive equal those of its machine, in every form that it has', () => {
    const machine = parseMachine({ ...(SAMPLE as DriveInput), instanceName: 'i-2-10-VM' });
    for (const tree of ['cloudstack', 'openstack', 'nocloud'] as const) {
      const own = parseMachine({ ...(SAMPLE as DriveInput), tree });
      const drive = readConfigDriveSync(toBytes(layOutConfigDrive(planConfigDrive(own, options))));
      expect(plainAnswers(answersOf(drive, { form: tree }))).toEqual(plainAnswers(answersOf(machine, { form: tree })));
    }
  });

  it('of a drive are those of CloudStack and of OpenStack, where it has both trees', () => {
    const drive = planConfigDrive(sample, options);
    expect(answersOf(drive, { form: 'cloudstack' }).get('/latest/meta-data/vm-id')?.content.text()).toBeDefined();
    const answers = answersOf(drive, { form: 'openstack' });
    const file = fileOf(drive, 'openstack/latest/meta_data.json');
    // A guest asks for the newest version that it knows.
    for (const version of ['latest', '2012-08-10', '2018-08-27']) {
      expect(answers.get(`/openstack/${version}/meta_data.json`)?.content.text()).toBe(file);
    }
    expect(answers.get('/openstack')?.content.text()?.split('\n')).toEqual(
      expect.arrayContaining(['2018-08-27', 'latest']),
    );
    expect(answers.get('/openstack/latest')?.content.text()?.split('\n')).toContain('user_data');
    expect(answers.get('/openstack/latest/meta_data.json')?.type).toBe('application/json');
    expect(refusalsOf(() => answersOf(drive, { form: 'nocloud' }))).toEqual(['form-unfit at form']);
    expect(refusalsOf(() => answersOf(drive, { form: 'ec2' }))).toEqual(['form-unfit at form']);
  });

  it('of EC2 list folders with a slash and keys by number and name', () => {
    const drive = planConfigDrive(parseMachine({ ...(SAMPLE as DriveInput), tree: 'openstack' }), options);
    const answers = answersOf(drive, { form: 'ec2' });
    const textAt = (path: string): string | undefined => answers.get(path)?.content.text();
    expect(textAt('/')?.split('\n')).toEqual(['2009-04-04', 'latest']);
    expect(textAt('/latest')).toBe('meta-data/\nuser-data');
    const listing = textAt('/latest/meta-data/')?.split('\n') ?? [];
    expect(listing).toEqual(expect.arrayContaining(['instance-id', 'local-hostname', 'public-keys/', 'placement/']));
    expect(textAt('/latest/meta-data/public-keys/')).toMatch(/^0=key-0/);
    expect(textAt('/2009-04-04/meta-data/public-keys/0/openssh-key')).toMatch(/^ssh-/);
    expect(textAt('/latest/meta-data/placement/availability-zone')).toBeDefined();
  });

  it('of EC2 are not deeper and not more than is looked at, whatever a drive holds', () => {
    const deep = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`n${index}`, 'x'])));
    const names = JSON.stringify({ '../a': 'x', 'a b': 'x', _name: 'x', ok: null, list: [1, 'two'] });
    const answersTo = (json: string) => {
      const entries = [{ path: 'ec2/latest/meta-data.json', content: json }];
      return answersOf({ ...planConfigDrive(sample, options), entries }, { form: 'ec2' });
    };
    expect(answersTo(deep).size).toBeLessThan(40);
    expect(answersTo(many).size).toBeLessThan(2 * 2000 + 10);
    expect(answersTo(names).get('/latest/meta-data/')?.content.text()).toBe('ok\nlist');
    expect(answersTo(names).get('/latest/meta-data/list')?.content.text()).toBe('1\ntwo');
    for (const broken of ['', '[]', '{', 'null']) expect(answersTo(broken).size).toBe(0);
  });

  it('of the oldest drives have user data in plain, as a router would', () => {
    const entries = [
      { path: 'cloudstack/metadata/vm-id.txt', content: 'a' },
      { path: 'cloudstack/userdata/user_data.txt', content: Buffer.from('#!/bin/sh\n').toString('base64') },
    ];
    const answers = answersOf({ ...planConfigDrive(sample, options), entries }, { form: 'cloudstack' });
    expect(answers.get('/latest/user-data')?.content.text()).toBe('#!/bin/sh\n');
  });

  it('leave out names that are no part of a path, and say so', () => {
    const vmData = [
      ['metadata', 'vm-id', 'a'],
      ['metadata', 'b c', 'x'],
      ['metadata', '.x', 'x'],
      ['metadata', 'x'.repeat(65), 'x'],
    ] as const;
    const machine = parseMachine({ vmData }, { profile: 'cloudstack' });
    for (const source of [machine, planConfigDrive(machine, options)]) {
      const { answers, issues } = servedAnswersOf(source, { form: 'cloudstack' });
      expect(answers.get('/latest/meta-data/')?.content.text()).toBe('vm-id\n');
      expect(issues.map(({ code }) => code)).toEqual(['name-unserved', 'name-unserved', 'name-unserved']);
    }
  });

  it('in a form that is none are refused', () => {
    expect(refusalsOf(() => answersOf(sample, { form: 'toString' as 'nocloud' }))).toEqual(['wrong-value at form']);
  });
});
