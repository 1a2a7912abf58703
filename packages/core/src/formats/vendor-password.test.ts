/** The password in vendor data of every form: where it goes, what stays, what cannot take one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudstack, portable } from '../profiles.ts';
import { EMPTY_VENDOR_DATA, vendorDataText } from './vendor-data.ts';
import { vendorPasswordsIn, withoutVendorPassword, withVendorPassword } from './vendor-password.ts';

const put = (text: string, password = 'n3w', sshPwauth?: boolean): string | undefined =>
  withVendorPassword(text, { password, profile: portable, sshPwauth });

/** The JSON string of the cloud-config. */
const ours = (scalar: string, ending = ''): string =>
  `"#cloud-config\\npassword: ${scalar}\\nchpasswd:\\n  expire: False${ending}"`;
const SSH = '\\nssh_pwauth: True';

describe('the password goes', () => {
  it.each([
    ['nothing', '', `{"cloud-init": ${ours('n3w')}}`],
    ['an empty object: CloudStack’s own text', '{}', `{"cloud-init": ${ours('n3w')}}`],
    ['null', 'null', `{"cloud-init": ${ours('n3w')}}`],
    ['CloudStack’s text', `{"cloud-init": ${ours('old')}}`, `{"cloud-init": ${ours('n3w')}}`],
    ['ours with SSH', `{"cloud-init": ${ours('old', SSH)}}`, `{"cloud-init": ${ours('n3w', SSH)}}`],
    ['CloudStack’s text that is no JSON', `{"cloud-init": ${ours('o"l\\d')}}`, `{"cloud-init": ${ours('n3w')}}`],
    ['an object without the key', '{"a": 1.50}', `{"a": 1.50, "cloud-init": ${ours('n3w')}}`],
    ['an object with others', `{"cloud-init":${ours('old')},"a":[ ]}`, `{"cloud-init":${ours('n3w')},"a":[ ]}`],
    ['an empty value', '{"cloud-init":""}', `{"cloud-init":${ours('n3w')}}`],
    ['a value that is nothing', '{"cloud-init": {}}', `{"cloud-init": ${ours('n3w')}}`],
    ['a foreign text', '{"cloud-init": "#!\\/bin/sh"}', `{"cloud-init": ["#!\\/bin/sh", ${ours('n3w')}]}`],
    [
      'a foreign cloud-config',
      `{"cloud-init":"#cloud-config\\npassword: x"}`,
      `{"cloud-init":["#cloud-config\\npassword: x", ${ours('n3w')}]}`,
    ],
    [
      'one of ours that somebody extended',
      `{"cloud-init":${ours('x\\nusers: []')}}`,
      `{"cloud-init":[${ours('x\\nusers: []')}, ${ours('n3w')}]}`,
    ],
    ['a list without ours', '{"cloud-init": ["a","b"]}', `{"cloud-init": ["a","b",${ours('n3w')}]}`],
    ['a list with ours', `{"cloud-init": [${ours('old', SSH)}, "b"]}`, `{"cloud-init": [${ours('n3w', SSH)}, "b"]}`],
    ['a list as the whole', '["a", "b"]', `["a", "b", ${ours('n3w')}]`],
    ['an empty list', '[]', `[${ours('n3w')}]`],
    ['a text as the whole', '"#!/bin/sh"', `["#!/bin/sh", ${ours('n3w')}]`],
    [
      'the key twice',
      `{"cloud-init":"a","cloud-init":${ours('old')}}`,
      `{"cloud-init":${ours('n3w')},"cloud-init":${ours('n3w')}}`,
    ],
  ])('into %s', (_, before, after) => {
    expect(put(before)).toBe(after);
  });

  it('quoted where YAML needs it', () => {
    expect(put('{}', 'a: b')).toBe(`{"cloud-init": ${ours('\\"a: b\\"')}}`);
  });

  it('raw under CloudStack’s profile', () => {
    const raw = withVendorPassword('{}', { password: 'a"b', profile: cloudstack, sshPwauth: undefined });
    expect(raw).toBe(vendorDataText('a"b', cloudstack));
  });

  it('with SSH or without as the caller wants, else as it stood, else as the profile says', () => {
    expect(put('{}', 'n3w', true)).toBe(`{"cloud-init": ${ours('n3w', SSH)}}`);
    expect(put(`{"cloud-init": ${ours('old', SSH)}}`, 'n3w', false)).toBe(`{"cloud-init": ${ours('n3w')}}`);
    const profile = { ...portable, sshPwauth: true };
    expect(withVendorPassword('{}', { password: 'n3w', profile, sshPwauth: undefined })).toBe(
      `{"cloud-init": ${ours('n3w', SSH)}}`,
    );
  });

  it.each(['{', 'hello', '{"cloud-init":{"a":1}}', '{"cloud-init":7}', 'true', '12'])('not into %s', (text) => {
    expect(put(text)).toBeUndefined();
  });
});

describe('the password is taken', () => {
  it.each([
    ['CloudStack’s text', `{"cloud-init": ${ours('old')}}`, EMPTY_VENDOR_DATA],
    ['CloudStack’s text that is no JSON', `{"cloud-init": ${ours('o"ld')}}`, EMPTY_VENDOR_DATA],
    ['an object with others', `{"a":1, "cloud-init":${ours('old')}}`, '{"a":1}'],
    ['a list', `{"cloud-init": ["a", ${ours('old')}]}`, '{"cloud-init": ["a"]}'],
    ['a list of nothing else', `{"cloud-init": [${ours('old')}, ${ours('old')}]}`, '{}'],
    ['a list as the whole', `[${ours('old')},"a"]`, '["a"]'],
    ['a list as the whole, of nothing else', `[${ours('old')}]`, EMPTY_VENDOR_DATA],
    ['a text as the whole', ours('old'), EMPTY_VENDOR_DATA],
  ])('out of %s', (_, before, after) => {
    expect(withoutVendorPassword(before)).toBe(after);
  });

  it.each([
    '',
    '{}',
    'null',
    '[]',
    '["a"]',
    '{"cloud-init": "a"}',
    '{"cloud-init":{"a":1}}',
    '{',
    '{"cloud-init": [ ]}',
  ])('and %j stays as it is', (text) => {
    expect(withoutVendorPassword(text)).toBe(text);
  });
});

describe('the password is told', () => {
  it.each([
    [`{"cloud-init": ${ours('old')}}`, ['old']],
    [`{"cloud-init": ${ours('o"l\\d')}}`, ['o"l\\d']],
    [`{"cloud-init": ["a", ${ours('old')}, ${ours('\\"0123\\"', SSH)}]}`, ['old', '0123']],
    [`[${ours('old')}]`, ['old']],
    [ours('old'), ['old']],
    ['{}', []],
    ['{"cloud-init": "a"}', []],
    ['{', []],
  ])('of %s', (text, passwords) => {
    expect(vendorPasswordsIn(text)).toEqual(passwords);
  });

  it('whatever it is', () => {
    const password = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[\n\p{Surrogate}]/u.test(text));
    fc.assert(
      fc.property(password, fc.constantFrom('{}', '{"a": [1]}', '["a"]', '{"cloud-init": "a"}'), (text, before) => {
        const after = put(before, text) ?? '';
        expect(vendorPasswordsIn(after).join() === text).toBe(true);
        expect(vendorPasswordsIn(withoutVendorPassword(after))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
