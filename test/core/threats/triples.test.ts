/** Threats 3.1 and 3.2: triples and the label, row by row. Where the design differs from the threat model, the design holds. */
import { expect, it } from 'vitest';
import { fileOf, pathsOf, planInput, planOf, TIMESTAMP, VM_ID } from '../helpers.ts';
import { refusalOf, row, type Try, triples, watchPrototypes, withIdentity } from './rows.ts';

watchPrototypes();

const withMembers = (triple: readonly unknown[]): object => triples(['metadata', 'a', 'x'], triple);

const throwing = Object.defineProperty(['metadata', 'x', ''], 2, {
  get: () => {
    throw new Error('not to be read');
  },
});

const nestedLists = (depth: number): unknown => {
  let nested: unknown = 'x';
  for (let at = 0; at < depth; at++) nested = [nested];
  return nested;
};

row('what is no list of triples', [
  ['no list', { vmData: { 0: VM_ID } }, ['wrong-type at vmData']],
  ['a text', { vmData: 'metadata' }, ['wrong-type at vmData']],
  ['like a list', { vmData: { length: 1, 0: VM_ID } }, ['wrong-type at vmData']],
  ['a triple of two', withMembers(['metadata', 'x']), ['wrong-length at vmData[2]']],
  ['a triple of four', withMembers(['metadata', 'x', 'y', 'z']), ['wrong-length at vmData[2]']],
  ['a number for a directory', withMembers([5, 'x', 'y']), ['wrong-type at vmData[2][0]']],
  ['null for a name', withMembers(['metadata', null, 'y']), ['wrong-type at vmData[2][1]']],
  ['an object for a content', withMembers(['metadata', 'x', {}]), ['wrong-type at vmData[2][2]']],
  ['a triple like a list', triples({ length: 3, 0: 'metadata', 1: 'x', 2: 'y' }), ['wrong-type at vmData[1]']],
  ['a content that throws', triples(throwing), ['input-unreadable at the input']],
  [
    'five million lists in one another',
    withMembers(['metadata', 'x', nestedLists(5_000_000)]),
    ['wrong-type at vmData[2][2]'],
  ],
]);

const CANNOT_BE_NAMES: readonly (readonly [what: string, name: string])[] = [
  ['the directory above', '..'],
  ['the directory itself', '.'],
  ['a way up', '../x'],
  ['a way up from below', 'a/../../b'],
  ['a way from the root', '/abs'],
  ['two components', 'a/b'],
  ['two components of Windows', 'a\\b'],
  ['a drive letter', 'C:x'],
  ['another machine', '\\\\host\\x'],
  ['NUL', 'a\u0000'],
  ['LF', 'a\nb'],
  ['a tab', 'a\tb'],
  ['ESC', 'a\u001b[2J'],
  ['DEL', 'a\u007f'],
  ['C1', 'a\u0085b'],
  ['a line separator', 'a\u2028b'],
  ['a text turned round', 'a\u202etxt.exe'],
  ['half a character', 'a\ud800'],
  ['nothing', ''],
  ['a blank', ' '],
];

row('a name that is no component of a path', [
  ...CANNOT_BE_NAMES.map(
    ([what, name]): Try => [`${what}, as a file`, triples(['metadata', name, 'x']), ['name-unsafe at vmData[1][1]']],
  ),
  ...CANNOT_BE_NAMES.filter(([, name]) => name.trim() !== '').map(
    ([what, name]): Try => [`${what}, as a directory`, triples([name, 'note', 'x']), ['name-unsafe at vmData[1][0]']],
  ),
  [
    'as a custom parameter',
    withIdentity({ customParameters: [['../x', 'v']] }),
    ['name-unsafe at customParameters["../x"]'],
  ],
]);

row('a directory of no name', [
  ['empty', triples(['', 'note', 'x']), ['name-unsafe at vmData[1][0]'], ['notice blank-directory at vmData[1]']],
  ['blank', triples([' \t', 'note', 'x']), ['name-unsafe at vmData[1][0]'], ['notice blank-directory at vmData[1]']],
]);

// The threat model wants a notice; CloudStack's own data always has some blank ones, so it would come with every drive.
row('a blank content', [
  ['null', triples(['password', 'vm_password', null]), []],
  ['empty', triples(['metadata', 'cloud-identifier', '']), []],
  ['white space', triples(['userdata', 'user_data', ' \r\n']), []],
]);

it('makes no file of a blank content, and its directory all the same', () => {
  const drive = planOf({ vmData: [['password', 'vm_password', ' ']] });
  expect(pathsOf(drive).filter((path) => path.includes('password'))).toEqual(['cloudstack/password']);
});

// An issue by the design, which lets any safe directory be.
row('a directory that guests do not read', [
  ['another one', triples(['vendor', 'note', 'x']), ['warning directory-unknown at vmData[1][0]'], []],
]);

row('half of a surrogate pair in a content', [
  ['the first half', triples(['metadata', 'note', 'a\ud83d']), ['text-ill-formed at vmData[1][2]']],
  ['the second half', triples(['password', 'vm_password', '\udc00a']), ['text-ill-formed at vmData[1][2]']],
  ['in plain user data', withIdentity({ userData: '\ud83d' }), ['text-ill-formed at userData']],
]);

const meets = (left: string, right: string): object => triples(['metadata', left, 'x'], ['metadata', right, 'y']);
const COLLISION = ['path-collision at vmData[2]'];

row('names that are one to some guest', [
  ['case', meets('Note', 'note'), COLLISION],
  ['case beyond ASCII', meets('ÄÖ', 'äö'), COLLISION],
  ['normalisation', meets('é', 'e\u0301'), COLLISION],
  ['case and normalisation', meets('É', 'e\u0301'), COLLISION],
  ['a dot behind a directory', triples(['x.', 'n', 'a'], ['x', 'n', 'b']), [...COLLISION], [...COLLISION]],
  ['a blank behind a directory', triples(['x ', 'n', 'a'], ['x', 'n', 'b']), [...COLLISION], [...COLLISION]],
]);

it('names both of two names that are one', () => {
  const { issues } = refusalOf(() =>
    planOf({
      vmData: [
        ['metadata', 'Note', 'x'],
        ['metadata', 'note', 'y'],
      ],
    }),
  );
  expect(issues[0]?.message).toContain('cloudstack/metadata/Note.txt');
  expect(issues[0]?.message).toContain('cloudstack/metadata/note.txt');
});

row('names that differ, if only in what the format mangles', [
  ['- and _', meets('a-b', 'a_b'), []],
  ['x and x.txt', meets('x', 'x.txt'), []],
  ['ß and ss', meets('straße', 'strasse'), []],
  ['Joliet’s forbidden ones', meets('a*b', 'a?b'), []],
]);

row('a name that Windows cannot open', [
  ['CON', triples(['metadata', 'CON', 'x']), ['notice windows-reserved-name at vmData[1][1]']],
  ['nul.txt', triples(['metadata', 'nul.txt', 'x']), ['notice windows-reserved-name at vmData[1][1]']],
  ['aux', triples(['metadata', 'aux', 'x']), ['notice windows-reserved-name at vmData[1][1]']],
  ['com1', triples(['metadata', 'com1', 'x']), ['notice windows-reserved-name at vmData[1][1]']],
  ['common', triples(['metadata', 'common', 'x']), []],
  ['a dot at the end, before .txt', triples(['metadata', 'x.', 'x']), []],
  [
    'a dot at the end of a directory',
    triples(['x.', 'note', 'x']),
    ['notice windows-reserved-name at vmData[1][0]', 'warning directory-unknown at vmData[1][0]'],
    ['notice windows-reserved-name at vmData[1][0]'],
  ],
]);

const TRAPS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'] as const;
const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';

it.each(TRAPS)('%s is a name like any other: of a file, a parameter, a key', (name) => {
  const drive = planOf({
    vmData: [
      ['metadata', `${name}1`, 'v'],
      ['metadata', 'public-keys', `${ED25519} ${name}`],
    ],
    customParameters: [[name, 'w']],
  });
  expect(fileOf(drive, `cloudstack/metadata/${name}.txt`)).toBe('w');
  expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(
    `{"uuid":"${VM_ID[2]}","${name}1":"v","keys":[{"type":"ssh","data":"${ED25519} ${name}","name":"${name}"}],` +
      `"public_keys":{"${name}":"${ED25519} ${name}"},"${name}":"w"}`,
  );
});

const RESERVED =
  'service-offering availability-zone local-hostname local-ipv4 public-hostname public-ipv4 instance-id vm-id public-keys cloud-identifier cloud-name hypervisor-host-name';

row(
  'a custom parameter of a name that CloudStack reserves',
  RESERVED.split(' ').map((name) => [
    name,
    withIdentity({ customParameters: { [name]: 'x' } }),
    [`reserved-parameter at customParameters.${name}`],
  ]),
);

row('a file that is stated twice', [
  ['the same', triples(['metadata', 'a', 'x'], ['metadata', 'a', 'x']), ['notice duplicate-dropped at vmData[2]']],
  [
    'not the same',
    triples(['metadata', 'a', 'x'], ['metadata', 'a', 'y']),
    ['duplicate-triple at vmData[2]'],
    ['notice duplicate-dropped at vmData[1]'],
  ],
]);

const many = (count: number): object => ({
  vmData: [VM_ID, ...Array.from({ length: count }, (_, index) => ['metadata', `p${index}`, 'x'])],
});

row('many triples', [
  ['none', { vmData: [] }, ['uuid-missing at vmData'], ['warning uuid-absent at openstack/latest/meta_data.json.uuid']],
  ['5,000', many(5_000), []],
  ['100,000', many(100_000), ['too-many-entries at vmData']],
  ['a million', many(1_000_000), ['too-many-entries at vmData']],
]);

it('takes ten times as long at most for ten times as many, and some more', () => {
  const timeFor = (count: number): number => {
    const vmData = Array.from({ length: count }, (_, index) => ['metadata', `p${index}`, 'x'] as const);
    // Of the processor: others who use it make no difference.
    const before = process.cpuUsage();
    planInput({ vmData: [VM_ID, ...vmData] }, { timestamp: TIMESTAMP });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  timeFor(900);
  const few = Math.max(5, timeFor(900));
  const all = timeFor(9_000);
  expect(all).toBeLessThan(2_000);
  expect(all / few).toBeLessThan(40);
});

const withLabel = (label: unknown): object => withIdentity({ label });
const NO_LABEL = ['label-invalid at label'];

row('a label', [
  ['config-2', withLabel('config-2'), []],
  ['CONFIG-2', withLabel('CONFIG-2'), []],
  ['cidata', withLabel('cidata'), ['warning label-unknown at label']],
  ['one character', withLabel('x'), ['warning label-unknown at label']],
  ['16', withLabel('A-Za-z0-9._-abcd'), ['warning label-unknown at label']],
  ['none', withLabel(''), NO_LABEL],
  ['17', withLabel('x'.repeat(17)), NO_LABEL],
  ['32', withLabel('x'.repeat(32)), NO_LABEL],
  ['33', withLabel('x'.repeat(33)), NO_LABEL],
  ['a blank inside', withLabel('config 2'), NO_LABEL],
  ['a blank before', withLabel(' config-2'), NO_LABEL],
  ['a blank behind', withLabel('config-2 '), NO_LABEL],
  ['a line break behind', withLabel('config-2\n'), NO_LABEL],
  ['a quote', withLabel('config"2'), NO_LABEL],
  ['a control character', withLabel('config\u0007'), NO_LABEL],
  ['beyond ASCII', withLabel('größe'), NO_LABEL],
  ['an emoji', withLabel('💿'), NO_LABEL],
  ['half a character', withLabel('\ud800'), NO_LABEL],
  ['a way', withLabel('../etc/passwd'), NO_LABEL],
  ['a number', withLabel(5), ['wrong-type at label']],
]);
