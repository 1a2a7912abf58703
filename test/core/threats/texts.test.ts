/** Threats 3.1 and 3.3: contents of every length, passwords, user data, SSH keys, what JSON must escape. */
import { buildConfigDrive, layOutConfigDrive } from '@configdrive/core';
import { expect, it } from 'vitest';
import { plannedImageOf } from '../../../packages/iso9660-writer/src/internal.ts';
import { bytesIn } from '../../support/contents.ts';
import { fileOf, planInput, planOf, TIMESTAMP, VM_ID } from '../helpers.ts';
import { refusalOf, row, type Try, triples, watchPrototypes, withIdentity } from './rows.ts';

watchPrototypes();

const BLOCK = 2048;

it.each([1, BLOCK - 1, BLOCK, BLOCK + 1])('a content of %i bytes fills its blocks with zeros', (byteLength) => {
  const content = 'x'.repeat(byteLength);
  const { bytes, layout } = buildConfigDrive([VM_ID, ['metadata', 'note', content]], { timestamp: TIMESTAMP });
  const extent = plannedImageOf(layout).files.find(({ name }) => name === 'note.txt');
  const start = (extent?.block ?? 0) * BLOCK;
  const whole = Buffer.from(bytes.subarray(start, start + Math.ceil(byteLength / BLOCK) * BLOCK));
  expect(whole.toString('latin1').replace(/\0*$/, '')).toBe(content);
});

it('an image over the limit is refused before a content is read', () => {
  const drive = planInput({ vmData: [VM_ID] }, { timestamp: TIMESTAMP });
  const open = (): never => {
    throw new Error('read');
  };
  const large = { ...drive, entries: [...drive.entries, { path: 'large', content: { byteLength: 2 ** 40, open } }] };
  expect(refusalOf(() => layOutConfigDrive(large)).code).toBe('image-too-large');
});

const password = (text: unknown): object => triples(['password', 'vm_password', text]);
const UNSAFE = ['password-unsafe at vmData[1][2]'];
const SPECIAL = ['warning password-special at vmData[1][2]'];
const BROKEN = ['warning vendor-data-broken at openstack/latest/vendor_data.json'];
const ALTERED = ['warning vendor-data-altered at openstack/latest/vendor_data.json'];

row('a password that no guest can set as it is', [
  ['CR', password('a\rb'), UNSAFE, BROKEN],
  ['LF', password('a\nb'), UNSAFE, BROKEN],
  ['NUL', password('a\u0000b'), UNSAFE, BROKEN],
  ['a blank before', password(' ab'), UNSAFE, ALTERED],
  ['a blank behind', password('ab '), UNSAFE, ALTERED],
  ['a no-break space behind', password('ab\u00a0'), UNSAFE, ALTERED],
  ['256 bytes', password('x'.repeat(256)), ['password-too-long at vmData[1][2]'], []],
  ['4 KiB', password('x'.repeat(4096)), ['password-too-long at vmData[1][2]'], []],
  ['half a character', password('a\ud800'), ['text-ill-formed at vmData[1][2]']],
  ['a number', password(12345), ['wrong-type at vmData[1][2]']],
]);

row('a password that every guest can set', [
  ['255 bytes', password('x'.repeat(255)), []],
  ['beyond ASCII', password('pässwörd'), [], ALTERED],
  ['not normalised', password('e\u0301'), [], ALTERED],
  ['none', password(''), []],
]);

row('a password with a control character', [
  ['a tab', password('a\tb'), ['warning password-controls at vmData[1][2]'], BROKEN],
  ['ESC', password('a\u001bb'), ['warning password-controls at vmData[1][2]'], BROKEN],
  ['C1', password('a\u009bb'), ['warning password-controls at vmData[1][2]'], ALTERED],
]);

// The design has an issue where the threat model refuses; `saved_password` is what CloudStack says for "none".
row('a password that is a word of a protocol', [
  ['saved_password', password('saved_password'), []],
  ['bad_request', password('bad_request'), SPECIAL, []],
  ['HTTP/1.0 200 OK', password('HTTP/1.0 200 OK'), SPECIAL, ALTERED],
  ['R', password('R'), SPECIAL, []],
  ['RANDOM', password('RANDOM'), SPECIAL, []],
]);

const INSIDE_YAML: readonly (readonly [what: string, password: string, upstream: readonly string[]])[] = [
  ['a quote', 'a"b', BROKEN],
  ['a backslash', 'a\\b', ALTERED],
  ['a backslash that JSON knows no letter for', 'a\\c', BROKEN],
  ['a number sign behind a blank', 'a #b', ALTERED],
  ['a colon and a blank', 'a: b', ALTERED],
  ['an exclamation mark', '!a', ALTERED],
  ['a brace', '{a', ALTERED],
  ['an at sign', '@a', ALTERED],
  ['digits', '12345', ALTERED],
  ['yes', 'yes', ALTERED],
  ['null', 'null', ALTERED],
];

row(
  'a password that JSON or YAML would change',
  INSIDE_YAML.map(([what, text, upstream]): Try => [what, password(text), [], upstream]),
);

it.each(INSIDE_YAML.map(([what, text]) => [what, text] as const))('comes back from vendor_data.json: %s', (_, text) => {
  const file = fileOf(planOf({ vmData: [['password', 'vm_password', text]] }), 'openstack/latest/vendor_data.json');
  const { 'cloud-init': document } = JSON.parse(file ?? '') as { 'cloud-init': string };
  const scalar = /^password: (.*)$/m.exec(document)?.[1] ?? '';
  // A double-quoted YAML scalar of these characters is a JSON string; that YAML agrees is for cloud-init.test.ts.
  expect(JSON.parse(scalar)).toBe(text);
});

const userData = (text: unknown): object => triples(['userdata', 'user_data', text]);
const NOT_BASE64 = ['user-data-not-base64 at vmData[1][2]'];
const TOO_LONG = ['user-data-too-long at vmData[1][2]'];
const ofLength = (length: number): string => `${'QUJD'.repeat(Math.ceil(length / 4))}`.slice(0, length);

row('user data that is or is not base64', [
  ['a cloud-config', userData('#cloud-config\n'), NOT_BASE64],
  ['a blank inside', userData('QUJD QUJD'), NOT_BASE64],
  ['%3D for padding', userData('QUI%3D'), NOT_BASE64],
  ['junk behind the padding', userData('QUI=QUJD'), NOT_BASE64],
  ['padding that is too much', userData('QUJD='), NOT_BASE64],
  ['one character too many', userData('QUJDQ'), NOT_BASE64],
  ['bits that are lost', userData('QUJ='), NOT_BASE64],
  ['beyond ASCII', userData('QUÄD'), NOT_BASE64],
  ['without padding', userData('QUI'), []],
  ['the URL’s alphabet', userData('-_-_'), []],
  ['line breaks', userData('QUJD\r\nQUJD\n'), []],
  ['nothing', userData(''), []],
]);

it('says where user data stops being base64, and not what stands there', () => {
  const { message } = refusalOf(() => planOf({ vmData: [['userdata', 'user_data', 'QUJDQUJD*QUJD']] }));
  expect(message).toContain('at 8');
  expect(message).not.toContain('*');
});

row('user data as long as', [
  ['32768 characters', userData(ofLength(32_768)), []],
  ['32769', userData(ofLength(32_769)), TOO_LONG],
  [
    '1048576 where that is the limit',
    { ...userData(ofLength(1_048_576)), limits: { userDataBase64Length: 1_048_576 } },
    [],
  ],
  ['1048577 there', { ...userData(ofLength(1_048_577)), limits: { userDataBase64Length: 1_048_576 } }, TOO_LONG],
  [
    'a limit above all limits',
    { ...userData('QUJD'), limits: { userDataBase64Length: 1_048_577 } },
    ['limit-out-of-range at limits.userDataBase64Length'],
  ],
]);

const allBytes = Uint8Array.from({ length: 256 }, (_, index) => index);

it.each([
  ['binary', allBytes],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)],
  ['text', Buffer.from('#cloud-config\n')],
])('user data that is %s is the same bytes in both places, on one extent', (_, bytes) => {
  const encoded = Buffer.from(bytes).toString('base64');
  const { entries } = planOf({ vmData: [['userdata', 'user_data', encoded]] });
  const [first, second] = ['cloudstack/userdata/user_data.txt', 'openstack/latest/user_data'].map(
    (path) => entries.find((entry) => entry.path === path)?.content,
  );
  expect(bytesIn(first)).toEqual(new Uint8Array(bytes));
  expect(second).toBe(first);
});

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';
const keys = (text: string): object => triples(['metadata', 'public-keys', text]);
const NO_KEY = ['public-key-invalid at vmData[1][2]'];
const PRIVATE_KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n`;

row('SSH keys', [
  ['none', keys(''), []],
  ['a remark only', keys('# none\n'), []],
  ['one', keys(ED25519), []],
  ['several by LF', keys(`${ED25519} a\n${ED25519} b\n`), []],
  ['several by CRLF, with blank lines', keys(`\r\n${ED25519} a\r\n\r\n${ED25519} b\r\n`), []],
  ['several by a literal line break', keys(`${ED25519} a\\n${ED25519} b\\n`), []],
  ['a comment of quotes and control characters', keys(`${ED25519} "\\\u0007'`), []],
  ['a comment of 4 KiB', keys(`${ED25519} ${'x'.repeat(4096)}`), []],
  ['options', keys(`command="echo a",no-pty ${ED25519}`), []],
  ['base64 that is none', keys('ssh-ed25519 AAAA*'), NO_KEY, []],
  ['a type that nobody knows', keys(ED25519.replace('ssh-ed25519', 'ssh-ed99999')), NO_KEY, []],
  ['a text', keys('not a key'), NO_KEY, []],
  ['one of two', keys(`${ED25519}\nssh-rsa AAAA`), NO_KEY, []],
  ['a private key', keys(PRIVATE_KEY), ['public-key-private at vmData[1][2]']],
]);

it('says of a private key that it looks like one, and nothing of it', () => {
  const { message } = refusalOf(() => planOf({ vmData: [['metadata', 'public-keys', PRIVATE_KEY]] }));
  expect(message).toContain('looks like a private key');
  expect(message).not.toContain('b3Blb');
  expect(message).not.toContain('BEGIN');
});

it('has each key in a line of its own', () => {
  const text = `${ED25519} a\r\n${ED25519} b\\n${ED25519} c`;
  const file = fileOf(planOf({ vmData: [['metadata', 'public-keys', text]] }), 'openstack/latest/meta_data.json') ?? '';
  const { public_keys } = JSON.parse(file) as { public_keys: Record<string, string> };
  expect(public_keys).toEqual({ a: `${ED25519} a`, b: `${ED25519} b`, c: `${ED25519} c` });
});

it('writes any text so that JSON gives it back', () => {
  const texts = ['"', '\\', 'a\u2028\u2029', '</script>', '\u0000\u0001\u001f\u007f', '1e999', 'ä😀', '\ufeff'];
  const vmData = texts.map((text, index) => ['metadata', `p${index}`, text] as const);
  for (const profile of ['portable', 'cloudstack'] as const) {
    const file = fileOf(planOf({ vmData, options: { profile } }), 'openstack/latest/meta_data.json') ?? '';
    expect(JSON.parse(file)).toMatchObject(Object.fromEntries(texts.map((text, index) => [`p${index}`, text])));
    expect(file).not.toMatch(/[\u0000-\u001f\u2028\u2029]/);
  }
});

row('user data from two places, or from a file', [
  ['two', { ...userData('QUJD'), userData: 'ABC' }, ['user-data-twice at userData']],
  ['a file', withIdentity({ userDataFile: '/etc/shadow' }), ['user-data-file-unresolved at userDataFile']],
]);
