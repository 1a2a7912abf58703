import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programPath, withForeign } from '../../../../test/support/foreign.ts';
import { textOf } from '../../../../test/support/run.ts';
import type { DriveInput } from '../input/drive-input.ts';
import { isPrivateKey, namesOfKeys, publicKeyLines, publicKeyOf } from './public-keys.ts';

const example = JSON.parse(
  readFileSync(new URL('../../../../examples/many-keys.json', import.meta.url), 'utf8'),
) as DriveInput;
const keysOfExample = publicKeyLines(example.vmData?.find(([, name]) => name === 'public-keys')?.[2] ?? '');

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';

/** A key of a hardware token: no machine here has one, its form is that of PROTOCOL.u2f. */
const token = (type: string, ...fields: readonly Buffer[]): string => {
  const strings = [Buffer.from(type), ...fields].map((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return Buffer.concat([length, field]);
  });
  return `${type} ${Buffer.concat(strings).toString('base64')}`;
};
const SK = token('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 7), Buffer.from('ssh:'));

describe('publicKeyLines', () => {
  it.each([
    ['one', `${ED25519} a`, [`${ED25519} a`]],
    ['LF', `${ED25519} a\n${ED25519} b\n`, [`${ED25519} a`, `${ED25519} b`]],
    ['CRLF and blank lines', `\r\n${ED25519} a\r\n\r\n  ${ED25519} b \r\n`, [`${ED25519} a`, `${ED25519} b`]],
    ['CR alone', `${ED25519} a\r${ED25519} b`, [`${ED25519} a`, `${ED25519} b`]],
    ['a literal \\n before a key type', `${ED25519} a\\n${ED25519} b`, [`${ED25519} a`, `${ED25519} b`]],
    ['a literal \\n before a token', `${ED25519} a\\n${SK}`, [`${ED25519} a`, SK]],
    ['a literal \\n at the end', `${ED25519} a\\n`, [`${ED25519} a`]],
    ['a literal \\n in a comment', `${ED25519} c:\\new`, [`${ED25519} c:\\new`]],
    ['remarks', `# mine\n${ED25519}`, [ED25519]],
    ['nothing', ' \n \r\n', []],
  ])('splits %s', (_, text, lines) => expect(publicKeyLines(text)).toEqual(lines));
});

describe('publicKeyOf', () => {
  it.each([
    ['no comment', ED25519, ''],
    ['a comment of words', `${ED25519}  deploy key 2026 `, 'deploy key 2026'],
    ['options', `no-pty,from="10.0.0.0/8" ${ED25519} c`, 'c'],
    ['options with blanks and quotes', `command="echo \\"a b\\" c",no-pty ${ED25519} c`, 'c'],
    ['a comment that is a trap', `${ED25519} __proto__`, '__proto__'],
    ['a hardware token', `${SK} yubikey`, 'yubikey'],
  ])('reads a key with %s', (_, line, comment) => expect(publicKeyOf(line)).toEqual({ line, comment }));

  it.each([
    ['words', 'not a key at all'],
    ['a type alone', 'ssh-ed25519'],
    ['base64 that is none', 'ssh-ed25519 AAAAC3Nza*'],
    ['base64 cut short', ED25519.slice(0, -8)],
    ['base64 with more behind', `${ED25519}AAAA`],
    ['another type than it says', ED25519.replace('ssh-ed25519', 'ssh-rsa')],
    ['only a type inside', token('ssh-ed25519')],
    ['dots where the key was', 'ssh-rsa AAAA... user@host'],
  ])('takes %s for no key', (_, line) => expect(publicKeyOf(line)).toBeUndefined());
});

describe('the keys of an example', () => {
  it('are all keys', () => {
    expect(keysOfExample).toHaveLength(7);
    expect(keysOfExample.map(publicKeyOf)).not.toContain(undefined);
  });
});

withForeign(['ssh-keygen'], 'keys of the example and a token', () => {
  it('have these comments to ssh-keygen, too', () => {
    for (const line of [...keysOfExample, `${SK} yubikey`]) {
      const listed = textOf(programPath('ssh-keygen'), ['-lf', '-'], { input: line });
      const comment = /^\d+ SHA256:\S+ (.*) \([\w-]+\)\n$/.exec(listed)?.[1];
      expect(publicKeyOf(line)?.comment || 'no comment').toBe(comment);
    }
  });
});

describe('isPrivateKey', () => {
  it.each([
    '-----BEGIN OPENSSH PRIVATE KEY-----\n',
    'x\n-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ENCRYPTED PRIVATE KEY-----',
    '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----',
    'PuTTY-User-Key-File-3: ssh-ed25519',
  ])('sees form %#', (text) => expect(isPrivateKey(text)).toBe(true));

  it('does not see one in a public key', () => expect(isPrivateKey(ED25519)).toBe(false));
});

describe('namesOfKeys', () => {
  const names = (...comments: readonly string[]): readonly string[] =>
    namesOfKeys(comments.map((comment) => ({ line: '', comment })));

  it.each([
    [['ops'], ['ops']],
    [[''], ['key']],
    [
      ['', ''],
      ['key0', 'key1'],
    ],
    [
      ['ops', 'ops', 'ops'],
      ['ops', 'key1', 'key2'],
    ],
    [
      ['key1', ''],
      ['key1', 'key1_'],
    ],
    [
      ['key2', 'key2_', ''],
      ['key2', 'key2_', 'key2__'],
    ],
    [
      ['__proto__', 'constructor', '__proto__'],
      ['__proto__', 'constructor', 'key2'],
    ],
  ])('for %j', (comments, expected) => expect(names(...comments)).toEqual(expected));
});
