/** Passwords, md5 and keys: from the triples to the files that carry them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  fileOf,
  filesBelow,
  issuesOf,
  type PlanArguments,
  planOf,
  refusalsOf,
  VM_ID,
} from '../../../../test/core/helpers.ts';
import type { DriveInput, Triple } from '../input/drive-input.ts';

const notes = (given: PlanArguments): readonly string[] =>
  issuesOf(planOf(given)).filter((issue) => !issue.includes(' network-data-'));

const withPassword = (password: string, rest: PlanArguments = {}): PlanArguments => ({
  ...rest,
  vmData: [['password', 'vm_password', password], ...(rest.vmData ?? [])],
});

const META_DATA = 'openstack/latest/meta_data.json';
const VENDOR_DATA = 'openstack/latest/vendor_data.json';

describe('a password', () => {
  it.each([
    ['LF', 'a\nb', 'password-unsafe'],
    ['CR', 'a\rb', 'password-unsafe'],
    ['NUL', 'a\u0000b', 'password-unsafe'],
    ['a blank in front', ' ab', 'password-unsafe'],
    ['a blank behind', 'ab ', 'password-unsafe'],
    ['a no-break space behind', 'ab\u00a0', 'password-unsafe'],
    ['a tab behind', 'ab\t', 'password-unsafe'],
    ['256 bytes', 'é'.repeat(128), 'password-too-long'],
    ['4 KiB', 'x'.repeat(4096), 'password-too-long'],
    ['half a character', 'a\ud83d', 'text-ill-formed'],
  ])('with %s is refused', (_, password, code) => {
    expect(refusalsOf(() => planOf(withPassword(password)))).toEqual([`${code} at vmData[1][2]`]);
  });

  it.each([
    ['of 255 bytes', 'x'.repeat(255), []],
    ['of 255 bytes in two-byte letters', `x${'é'.repeat(127)}`, []],
    ['not normalised', 'e\u0301e\u0301', []],
    ['with blanks inside', 'correct horse', []],
    ['with quotes and backslashes', '"\\\'`$', []],
    ['with a tab inside', 'a\tb', ['warning password-controls at vmData[1][2]']],
    ['with NEL inside', 'a\u0085b', ['warning password-controls at vmData[1][2]']],
    ['that asks for a random one', 'R', ['warning password-special at vmData[1][2]']],
    ['that asks for a random one in a word', 'RANDOM', ['warning password-special at vmData[1][2]']],
    ['that is the router’s error', 'bad_request', ['warning password-special at vmData[1][2]']],
    ['that is a hash', '$6$saltsalt$hashhash', ['warning password-special at vmData[1][2]']],
    [
      'that is a hash cloud-init does not know',
      '$y$j9T$saltsalt$hashhash',
      ['warning password-special at vmData[1][2]'],
    ],
    ['that is a hash with a colon', '$6$salt:salt$hashhash', ['warning password-special at vmData[1][2]']],
    ['that begins like a hash', '$6lower', []],
    ['that has the dollars of a hash', '$a$b$c', []],
    ['that is the router’s first line', 'HTTP/1.0 200 OK', ['warning password-special at vmData[1][2]']],
  ])('%s arrives unchanged', (_, password, expected) => {
    expect(notes(withPassword(password))).toEqual(expected);
    expect(fileOf(planOf(withPassword(password)), 'cloudstack/password/vm_password.txt')).toBe(password);
  });

  it.each(['$6$saltsalt$hashhash', '$y$j9T$saltsalt$hashhash'])(
    'that is a hash is one text in all places (%#)',
    (hash) => {
      const drive = planOf(withPassword(hash, { guestOs: 'windows' }));
      expect(filesBelow(drive, 'cloudstack/password')).toEqual({
        'vm_password.txt': hash,
        'vm-password-md5checksum.txt': createHash('md5').update(hash).digest('hex'),
      });
      expect(fileOf(drive, META_DATA)).toBe(`{"uuid":"${VM_ID[2]}","admin_pass":"${hash}"}`);
      expect(fileOf(drive, VENDOR_DATA)).toContain(String.raw`password: \"${hash}\"\n`);
    },
  );

  it('that is saved_password is none, and in cloudstack as it comes', () => {
    const drive = planOf(withPassword('saved_password', { guestOs: 'Windows' }));
    expect(filesBelow(drive, 'cloudstack/password')).toEqual({});
    expect(fileOf(drive, VENDOR_DATA)).toBe('{}');
    expect(fileOf(drive, META_DATA)).toBe(`{"uuid":"${VM_ID[2]}"}`);
    const upstream = planOf(withPassword('saved_password', { options: { profile: 'cloudstack' } }));
    expect(filesBelow(upstream, 'cloudstack/password')).toEqual({ 'vm_password.txt': 'saved_password' });
    expect(fileOf(upstream, VENDOR_DATA)).toContain('saved_password');
  });

  it('is admin_pass for Windows only, and in cloudstack never', () => {
    const metaData = (guestOs?: string, profile?: 'cloudstack'): string | undefined =>
      fileOf(planOf(withPassword('p', { guestOs, options: { profile } })), META_DATA);
    const without = `{"uuid":"${VM_ID[2]}"}`;
    expect(metaData('WINDOWS')).toBe(`{"uuid":"${VM_ID[2]}","admin_pass":"p"}`);
    expect(metaData('Windows Server 2022 (64-bit)')).toBe(metaData('windows'));
    expect(metaData('Ubuntu 24.04')).toBe(without);
    expect(metaData()).toBe(without);
    expect(metaData('windows', 'cloudstack')).toBe(without);
  });

  it('in another directory is a file like any other in portable, and the password in cloudstack', () => {
    const vmData: Triple[] = [['metadata', 'vm_password', 'p']];
    expect(fileOf(planOf({ vmData }), VENDOR_DATA)).toBe('{}');
    expect(fileOf(planOf({ vmData, options: { profile: 'cloudstack' } }), VENDOR_DATA)).toContain('password: p\\n');
  });

  it.each([
    ['a"b', 'warning vendor-data-broken'],
    ['a\\b c', 'warning vendor-data-altered'],
    ['a\\c', 'warning vendor-data-broken'],
    ['12345', 'warning vendor-data-altered'],
    ['s3cret', undefined],
  ])('raw in vendor_data.json is judged in cloudstack (%#)', (password, issue) => {
    const found = notes(withPassword(password, { options: { profile: 'cloudstack' } }));
    expect(found).toEqual(issue === undefined ? [] : [`${issue} at openstack/latest/vendor_data.json`]);
  });

  it('that breaks vendor_data.json refuses the input when it is strict', () => {
    const plan = (): unknown => planOf(withPassword('a"b', { options: { profile: 'cloudstack', strict: true } }));
    expect(refusalsOf(plan)).toEqual(['vendor-data-broken at openstack/latest/vendor_data.json']);
  });
});

describe('the md5 of the password', () => {
  const md5Of = (given: PlanArguments): string | undefined =>
    fileOf(planOf(given), 'cloudstack/password/vm-password-md5checksum.txt');

  it('is written whenever there is a password, in 32 digits', () => {
    expect(md5Of(withPassword('jk8ssl'))).toBe('0000000018e6137ac2caab16074784a6');
    expect(md5Of(withPassword('Paaf7', { guestOs: 'Windows' }))).toBe('0025a50cf778358a60cedf5f6818ea2e');
    expect(md5Of({})).toBeUndefined();
    expect(md5Of(withPassword('jk8ssl', { options: { profile: 'cloudstack' } }))).toBeUndefined();
  });

  it.each([
    ['the same', '0000000018e6137ac2caab16074784a6', []],
    ['CloudStack’s', '18e6137ac2caab16074784a6', []],
    ['another one', 'd41e98d1eafa6d6011d3a70f1a5b92f0', ['warning password-md5-mismatch at vmData[2][2]']],
  ])('in the input wins: %s', (_, md5, expected) => {
    const given = withPassword('jk8ssl', { vmData: [['password', 'vm-password-md5checksum', md5]] });
    expect(md5Of(given)).toBe(md5);
    expect(notes(given)).toEqual(expected);
  });
});

describe('the instance name', () => {
  it.each(['', ' ', '..', 'a/b', 'C:x', 'half \udc00', 'x'.repeat(254)])(
    'must be one safe name (%#)',
    (instanceName) => {
      const [refusal] = refusalsOf(() => planOf({ instanceName }));
      expect(refusal).toMatch(/^name-(unsafe|too-long) at instanceName$/);
    },
  );
});

describe('public keys', () => {
  const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';
  const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv';

  interface Keys {
    readonly keys: readonly { readonly type: string; readonly data: string; readonly name: string }[];
    readonly public_keys: Readonly<Record<string, string>>;
  }
  const keysOf = (text: string, profile?: 'cloudstack'): Keys =>
    JSON.parse(
      fileOf(planOf({ vmData: [['metadata', 'public-keys', text]], options: { profile } }), META_DATA) ?? '',
    ) as Keys;

  it('are one entry each, in one order, under names of their own', () => {
    expect(keysOf(`${ED25519} ops\r\n${OTHER} ops\\n${OTHER}\n`)).toMatchObject({
      keys: [
        { type: 'ssh', data: `${ED25519} ops`, name: 'ops' },
        { type: 'ssh', data: `${OTHER} ops`, name: 'key1' },
        { type: 'ssh', data: OTHER, name: 'key2' },
      ],
      public_keys: { ops: `${ED25519} ops`, key1: `${OTHER} ops`, key2: OTHER },
    });
    expect(fileOf(planOf({ vmData: [['metadata', 'public-keys', ED25519]] }), META_DATA)).toBe(
      `{"uuid":"${VM_ID[2]}","keys":[{"type":"ssh","data":"${ED25519}","name":"key"}],"public_keys":{"key":"${ED25519}"}}`,
    );
  });

  it.each([
    ['three words', `${ED25519} ops`, 'key', `${ED25519} ops`],
    ['four words', `${ED25519} ops team`, 'ops', `${ED25519} ops team`],
    ['several keys', `${ED25519} a\n${OTHER} b`, 'a\nssh-ed25519', `${ED25519} a\n${OTHER} b`],
    ['a literal \\n at the end', `${ED25519} a\\n`, 'key', `${ED25519} a`],
    ['four words, the third of them empty', `${ED25519}  ops team`, 'key', `${ED25519}  ops team`],
    ['a blank at the end', `${ED25519} ops `, 'key', `${ED25519} ops `],
    ['what is no key', 'not a key', 'key', 'not a key'],
  ])('are one entry in cloudstack: %s', (_, text, name, data) => {
    expect(keysOf(text, 'cloudstack')).toMatchObject({
      keys: [{ type: 'ssh', data, name }],
      public_keys: { [name]: text },
    });
  });

  it('without a key in them are no entry', () => {
    const drive = planOf({ vmData: [['metadata', 'public-keys', '# none yet\n']] });
    expect(fileOf(drive, META_DATA)).toBe(`{"uuid":"${VM_ID[2]}"}`);
    expect(fileOf(drive, 'cloudstack/metadata/public-keys.txt')).toBe('# none yet\n');
  });

  it.each([
    ['a line that is none', `${ED25519} a\nssh-rsa AAAA... me`, ['public-key-invalid at vmData[1][2]'], []],
    ['two of them', 'x\ny', ['public-key-invalid at vmData[1][2]', 'public-key-invalid at vmData[1][2]'], []],
    [
      'a private key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n-----END OPENSSH PRIVATE KEY-----',
      ['public-key-private at vmData[1][2]'],
      ['public-key-private at vmData[1][2]'],
    ],
  ])('with %s are refused', (_, text, inPortable, inCloudstack) => {
    const refusals = (profile: 'portable' | 'cloudstack'): readonly string[] =>
      refusalsOf(() => planOf({ vmData: [['metadata', 'public-keys', text]], options: { profile } }));
    expect(refusals('portable')).toEqual(inPortable);
    expect(refusals('cloudstack')).toEqual(inCloudstack);
  });

  it('of the example have the names of their comments', () => {
    const input = JSON.parse(
      readFileSync(new URL('../../../../examples/many-keys.json', import.meta.url), 'utf8'),
    ) as DriveInput;
    const text = input.vmData?.find(([, name]) => name === 'public-keys')?.[2] ?? '';
    expect(keysOf(text).keys.map(({ name }) => name)).toEqual([
      'ops@example.org',
      'deploy key 2026',
      'Zoë Müller, Büro',
      'key3',
      'key4',
      'backup',
      'admin@例え.jp',
    ]);
  });
});
