import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fileOf,
  issuesOf,
  type PlanArguments,
  planInput,
  planOf,
  refusalsOf,
  TIMESTAMP,
  VM_ID,
} from '../../../../test/core/helpers.ts';
import { withPassword } from '../changes/password.ts';
import { passwordDocument } from '../formats/vendor-data.ts';
import type { Triple } from '../input/drive-input.ts';
import { parseMachine } from '../parse.ts';
import type { Machine } from './machine.ts';

const PATH = 'openstack/latest/vendor_data.json';
const PASSWORD: Triple = ['password', 'vm_password', 's3cret'];
const CONFIG = '#cloud-config\npackages: [ "a" ]\n';

const textOf = (given: PlanArguments): string => fileOf(planOf(given), PATH) ?? '';
const notes = (given: PlanArguments): readonly string[] =>
  issuesOf(planOf(given)).filter((issue) => !issue.includes(' network-data-'));

/** What cloud-init gets: the texts in their order. */
const documentsOf = (given: PlanArguments): unknown =>
  (JSON.parse(textOf(given)) as Record<string, unknown>)['cloud-init'];
const ours = (profile: 'portable' | 'cloudstack' = 'portable'): string =>
  passwordDocument('s3cret', planOf({ options: { profile } }).profile);

describe('vendor data of the caller’s own', () => {
  it('is a document for cloud-init', () => {
    expect(textOf({ vendorData: CONFIG })).toBe(`{"cloud-init": ${JSON.stringify(CONFIG)}}`);
    expect(notes({ vendorData: CONFIG })).toEqual([]);
  });

  it('is vendor_data.json itself when it is an object, whatever the order of its keys', () => {
    const text = '{"cloud-init":["#!/bin/sh\\n"],"operator":{"a":1,"b":[null,true]}}';
    expect(textOf({ vendorData: { operator: { b: [null, true], a: 1 }, 'cloud-init': ['#!/bin/sh\n'] } })).toBe(text);
    expect(textOf({ vendorData: { 'cloud-init': ['#!/bin/sh\n'], operator: { a: 1, b: [null, true] } } })).toBe(text);
  });

  it('stays letter by letter when it is the text of an object', () => {
    const vendorData = '{ "n": 12345678901234567890,\n  "z": 1, "a": 2 }\n';
    expect(textOf({ vendorData })).toBe(vendorData);
    expect(textOf({ vendorData, vmData: [PASSWORD] })).toBe(
      `{ "n": 12345678901234567890,\n  "z": 1, "a": 2, "cloud-init": ${JSON.stringify(ours())} }\n`,
    );
  });

  it.each(['', ' \n', {}, { 'cloud-init': null }, { 'cloud-init': [] }, { 'cloud-init': '' }])(
    '%j leaves the password alone in it',
    (vendorData) => {
      expect([documentsOf({ vendorData, vmData: [PASSWORD] })].flat()).toEqual([ours()]);
      expect(notes({ vendorData, vmData: [PASSWORD] })).toEqual([]);
    },
  );

  it.each([
    ['a document', CONFIG, [CONFIG]],
    ['a text in an object', { 'cloud-init': CONFIG, a: 1 }, [CONFIG]],
    ['a list', { 'cloud-init': [CONFIG, '#!/bin/sh\n'] }, [CONFIG, '#!/bin/sh\n']],
  ])('comes before the password: %s', (_, vendorData, own) => {
    for (const profile of ['portable', 'cloudstack'] as const) {
      const given: PlanArguments = { vendorData, vmData: [PASSWORD], options: { profile } };
      expect(documentsOf(given)).toEqual([...own, ours(profile)]);
    }
  });

  it('lets SSH take the password where that is asked, in a document of ours among its own, too', () => {
    const vendorData = { 'cloud-init': [CONFIG, passwordDocument('old', planOf({}).profile)] };
    expect(documentsOf({ vendorData, vmData: [PASSWORD], sshPwauth: true })).toEqual([
      CONFIG,
      `${ours()}\nssh_pwauth: True`,
    ]);
  });

  it('is what a later change of the password makes of it', () => {
    const documents = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(CONFIG, '#!/bin/sh\n'));
    const given = fc.oneof(
      documents,
      fc.record({ 'cloud-init': fc.oneof(documents, fc.array(documents)), note: fc.jsonValue() }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(given, (vendorData) => {
        const input = { vmData: [['metadata', 'vm-id', 'x'], PASSWORD] as Triple[], vendorData: vendorData as string };
        if (refusalsOf(() => parseMachine(input)).length > 0) return;
        const options = { timestamp: TIMESTAMP };
        const planned = planInput(input, options);
        const changed = withPassword(
          planInput({ ...input, vmData: input.vmData.slice(0, 1) }, options),
          's3cret',
          options,
        );
        expect(fileOf(planned, PATH)).toBe(fileOf(changed, PATH));
      }),
    );
  });

  it('is not kept for the profile of CloudStack where the password makes it no JSON, but said', () => {
    const given: PlanArguments = {
      vendorData: CONFIG,
      vmData: [['password', 'vm_password', 'a"b']],
      options: { profile: 'cloudstack' },
    };
    expect(notes(given)).toEqual([`warning vendor-data-broken at ${PATH}`]);
    expect(JSON.parse(textOf({ ...given, options: {} }))).toHaveProperty(['cloud-init', 1]);
  });
});

describe('vendor data that cloud-init would not use', () => {
  it.each<[string, unknown, string]>([
    ['a number', 5, 'wrong-type at vendorData'],
    ['a list', ['#!/bin/sh'], 'wrong-type at vendorData'],
    ['null', null, 'wrong-type at vendorData'],
    ['bytes', Uint8Array.of(1), 'wrong-type at vendorData'],
    ['a date', new Date(0), 'wrong-type at vendorData'],
    ['a function inside', { a: () => 1 }, 'vendor-data-invalid at vendorData'],
    ['NaN inside', { a: Number.NaN }, 'vendor-data-invalid at vendorData'],
    ['broken JSON', '{"cloud-init": "x"', 'vendor-data-invalid at vendorData'],
    ['JSON too deep for Python', `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`, 'vendor-data-invalid at vendorData'],
    ['half a character', '#cloud-config\n\ud800', 'text-ill-formed at vendorData'],
    ['half a character in an object', { a: '\ud800' }, 'vendor-data-invalid at vendorData'],
    ['half a character in JSON', '{"a":"\\ud800"}', 'vendor-data-invalid at vendorData'],
    ['an object under cloud-init', { 'cloud-init': { packages: ['a'] } }, 'vendor-data-invalid at vendorData'],
    ['a number under cloud-init', '{"cloud-init": 5}', 'vendor-data-invalid at vendorData'],
    ['an object in the list', { 'cloud-init': [CONFIG, {}] }, 'vendor-data-invalid at vendorData'],
  ])('is refused: %s', (_, vendorData, refusal) => {
    const input = { vmData: [['metadata', 'vm-id', 'x']], vendorData };
    expect(refusalsOf(() => parseMachine(input))).toEqual([refusal]);
    // The same for those who plan without parsing.
    if (refusal.startsWith('wrong-type')) return;
    expect(refusalsOf(() => planOf({ vendorData: vendorData as string }))).toEqual([refusal]);
  });

  it('is refused when it throws on being read, without what it threw', () => {
    const vendorData = {
      get a(): string {
        throw new Error('s3cret');
      },
    };
    const parse = (): Machine => parseMachine({ vmData: [], vendorData });
    expect(refusalsOf(parse)).toContain('input-unreadable at the input');
    expect(parse).not.toThrow(/s3cret/);
  });

  it('is told when it begins with no line that cloud-init knows', () => {
    expect(notes({ vendorData: 'packages: [a]\n' })).toEqual(['warning user-data-unhandled at vendorData']);
    expect(notes({ vendorData: { 'cloud-init': [CONFIG, 'x', ''] } })).toEqual([
      'warning user-data-unhandled at vendorData',
    ]);
  });

  it.each([
    ['password', '#cloud-config\npassword: other\n', 1],
    ['chpasswd', '#cloud-config\nusers: []\nchpasswd : {users: []}\n', 1],
    ['neither at the top level', '#cloud-config\nx:\n  password: other\n', 0],
    ['no cloud-config', '#!/bin/sh\npassword: x\n', 0],
  ])('is told when the password replaces its own: %s', (_, vendorData, count) => {
    expect(notes({ vendorData })).toEqual([]);
    expect(notes({ vendorData, vmData: [PASSWORD] })).toEqual(
      Array.from({ length: count }, () => 'warning vendor-data-overridden at vendorData'),
    );
  });
});

it('becomes the text of the file, a member __proto__ included', () => {
  const vendorData: unknown = JSON.parse('{"b":1,"__proto__":{"a":2}}');
  const drive = planInput({ vmData: [VM_ID], vendorData }, { timestamp: TIMESTAMP });
  expect(fileOf(drive, PATH)).toBe('{"__proto__":{"a":2},"b":1}');
  expect(Object.keys(Object.prototype)).toEqual([]);
});
