import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainForYaml } from '../encoding/yaml-scalars.ts';
import { cloudstack, portable } from '../profiles.ts';
import { vendorDataText } from './vendor-data.ts';

/** The cloud-config inside the file. */
const cloudConfigOf = (text: string): string => (JSON.parse(text) as { 'cloud-init': string })['cloud-init'];

/** What stands for the password in that cloud-config. */
const scalarOf = (password: string): string =>
  /^#cloud-config\npassword: ([^\n]*)\nchpasswd:\n {2}expire: False$/.exec(
    cloudConfigOf(vendorDataText(password, portable)),
  )?.[1] ?? '';

const plain = [
  's3cret',
  'Passw0rd',
  'jk8ssl',
  'a',
  'Z',
  'a!#-9;b',
  'x[y]^_`z{|}~',
  '12a',
  '1a2',
  '0x',
  '0xG',
  'nope',
  'yess',
  '2026-03',
  '1.2.3.4',
  '1e',
  'a#b',
  '9;00',
  "it's",
];
const quoted = [
  '"',
  '\\',
  'a: b',
  'a:b',
  'a #b',
  ' a',
  '!a',
  '&a',
  '*a',
  '[a',
  '{a',
  '%a',
  '@a',
  '#a',
  '-a',
  '?a',
  '123',
  '0123',
  '1_000',
  '12:34:56',
  '1.5',
  '1.',
  '1e5',
  '0x1F',
  '0o17',
  '0b101',
  '2026-03-01',
  '2026-3-1',
  'y',
  'N',
  'yes',
  'NO',
  'On',
  'off',
  'TRUE',
  'False',
  'null',
  'NULL',
  '~',
  'ä',
  'a\u0085b',
  'a\u2028b',
  '😀',
  '$6$salt$hash',
  'a\tb',
];

describe('vendor_data.json', () => {
  it('is byte for byte that of CloudStack for a password that is plain in YAML', () => {
    for (const password of plain) {
      expect(isPlainForYaml(password)).toBe(true);
      const text = `{"cloud-init": "#cloud-config\\npassword: ${password.replaceAll(/["\\]/g, '\\$&')}\\nchpasswd:\\n  expire: False"}`;
      expect(vendorDataText(password, portable)).toBe(text);
      expect(vendorDataText(password, cloudstack)).toBe(text);
    }
  });

  it('is that for every password that CloudStack may draw', () => {
    const drawn = fc
      .stringMatching(/^[a-zA-Z2-9]{6,20}$/)
      .filter((password) => /[a-z]/.test(password) && /[A-Z]/.test(password) && /[2-9]/.test(password));
    fc.assert(
      fc.property(drawn, (password) => vendorDataText(password, portable) === vendorDataText(password, cloudstack)),
      { numRuns: 2000 },
    );
  });

  it('quotes every other password', () => {
    for (const password of quoted) {
      expect(isPlainForYaml(password)).toBe(false);
      const scalar = scalarOf(password);
      expect(scalar).toMatch(/^"[ -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\p{L}\p{So}]*"$/u);
      expect(JSON.parse(scalar)).toBe(password);
    }
  });

  it.each([
    ['\u007f', '"\\u007f"'],
    ['\u0085', '"\\u0085"'],
    ['\u009f', '"\\u009f"'],
    ['\u00a0a', '"\u00a0a"'],
    ['a\u2028\u2029', '"a\\u2028\\u2029"'],
    ['\ufeff\ufffe\uffff', '"\\ufeff\\ufffe\\uffff"'],
  ])('escapes what YAML would not take raw (%#)', (password, scalar) => expect(scalarOf(password)).toBe(scalar));

  it('gives every password back through JSON, and through JSON again where it is quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (password) => {
        const config = cloudConfigOf(vendorDataText(password, portable));
        const scalar = config.slice('#cloud-config\npassword: '.length, -'\nchpasswd:\n  expire: False'.length);
        return scalar === password ? isPlainForYaml(password) : JSON.parse(scalar) === password;
      }),
      { numRuns: 2000 },
    );
  });

  it('lets SSH take the password when asked', () => {
    const withSsh = { ...portable, sshPwauth: true };
    expect(cloudConfigOf(vendorDataText('a b', withSsh))).toBe(
      '#cloud-config\npassword: "a b"\nchpasswd:\n  expire: False\nssh_pwauth: True',
    );
    expect(cloudConfigOf(vendorDataText('ab', { ...cloudstack, sshPwauth: true }))).toContain('\nssh_pwauth: True');
  });

  it('is raw in the cloudstack profile, broken or not', () => {
    expect(vendorDataText('a"b', cloudstack)).toBe(
      '{"cloud-init": "#cloud-config\\npassword: a"b\\nchpasswd:\\n  expire: False"}',
    );
  });
});
