/** Keys of meta_data.json, in all the types that JSON has. */
import { INTERFACES } from './interfaces.ts';
import { bytes, type Change, type Json, KEY, META, NETWORK, SOUND_META, setFile } from './sound.ts';

const meta = (name: string, more: Json): Change => [
  `meta ${name}`,
  setFile(META, JSON.stringify({ ...SOUND_META, ...more })),
];

const content = 'openstack/content/0000';

export const metaChanges: readonly Change[] = [
  meta('without uuid', { uuid: undefined }),
  ...[null, 12, -0, true, false, '', 'x', 12345678901234567890n].map(
    (uuid) =>
      [
        `meta uuid ${String(uuid)}`,
        setFile(META, `{"uuid": ${typeof uuid === 'bigint' ? uuid : JSON.stringify(uuid)}}`),
      ] as Change,
  ),
  ...[
    'a.b.c',
    '10.1.1.1',
    '010.1.1.1',
    '',
    '.x',
    'x.',
    null,
    0,
    12,
    true,
    false,
    [],
    ['x'],
    {},
    { a: 1 },
    'ÄÖ',
    '10.1.1',
  ].map((hostname) => meta(`hostname ${JSON.stringify(hostname)}`, { hostname })),
  meta('local-hostname only', { hostname: undefined, 'local-hostname': 'other' }),
  ...[
    null,
    '',
    'one',
    'one\ntwo\r\nthree\u2028four\n',
    [],
    ['one', 'two'],
    {},
    { a: `${KEY} a\n${KEY} b` },
    { a: `${KEY} a\n` },
    { a: ['one', '', 'two'], b: 'three', c: null, d: 4, e: {} },
    7,
    true,
    JSON.parse('{"__proto__": "one"}') as unknown,
  ].map((public_keys) => meta(`public_keys ${JSON.stringify(public_keys)?.slice(0, 40)}`, { public_keys })),
  ...[
    'AAAA',
    'AAA=',
    'AA==',
    'A',
    'AA',
    'AAA',
    'A===',
    '====',
    '',
    'AA AA\n',
    'A-A_',
    'ÄAAA',
    'AAAA=',
    'AA=A',
    'AA==AAA',
    null,
    5,
    [],
    {},
  ].map((random_seed) => meta(`random_seed ${JSON.stringify(random_seed)}`, { random_seed })),
  ...[
    null,
    [],
    {},
    '',
    'path',
    'x',
    5,
    false,
    [{}],
    [{ path: '/etc/x' }],
    [{ path: '/etc/x', content_path: '' }],
    [{ path: '/etc/x', content_path: '//' }],
    [{ path: '/etc/x', content_path: 5 }],
    [{ path: '/etc/x', content_path: null }],
    [{ path: '/etc/x', content_path: '/content/0000' }],
    [{ path: '/etc/x', content_path: 'content//./0000' }],
    [{ path: '/etc/x', content_path: '/content/../content/0000' }],
    [{ path: '/etc/x', content_path: '../openstack/content/0000' }],
    [{ path: '/etc/x', content_path: '/content/0001' }],
    [{ path: '/etc/x', content_path: '/content' }],
    [{ content_path: '/content/0001' }],
    [{ path: 5, content_path: '/content/0000' }],
    ['x'],
    ['a path'],
    [5],
    [null],
    [['x']],
    [['path']],
    { x: 1 },
    { path: 1 },
  ].map(
    (files): Change => [
      `meta files ${JSON.stringify(files)}`,
      (tree) => tree.set(META, JSON.stringify({ ...SOUND_META, files })).set(content, 'text'),
    ],
  ),
  ...[{ content_path: '/content/0000' }, { content_path: '/content/0001' }, {}, null, '', 'x', 5, [], ['x']].map(
    (network_config): Change => [
      `meta network_config ${JSON.stringify(network_config)}`,
      (tree) =>
        tree
          .set(META, JSON.stringify({ ...SOUND_META, network_config }))
          .set(content, 'auto eth0\niface eth0 inet dhcp\n'),
    ],
  ),
  [
    'meta network_config not UTF-8',
    (tree) =>
      tree
        .set(META, JSON.stringify({ ...SOUND_META, network_config: { content_path: 'content/0000' } }))
        .set(content, bytes(0xff, 0xfe)),
  ],
  ...INTERFACES.map(
    (text): Change => [
      `meta network_config without network_data ${JSON.stringify(text)}`,
      (tree) => {
        tree
          .set(META, JSON.stringify({ ...SOUND_META, network_config: { content_path: 'content/0000' } }))
          .set(content, text);
        tree.delete(NETWORK);
      },
    ],
  ),
  ...[
    {},
    { dsmode: 'disabled' },
    { dsmode: 'local' },
    { dsmode: 'pass' },
    { dsmode: null },
    { dsmode: 5 },
    [],
    'x',
    5,
    null,
    true,
  ].map((value) => meta(`meta ${JSON.stringify(value)}`, { meta: value })),
  ...[
    'dict()',
    'list()+dict()+str()',
    'dict(replace)+list()',
    'none()',
    'x',
    '',
    [],
    null,
    'list()',
    ' dict( no_replace ) ',
  ].map((value) => meta(`merge_how ${JSON.stringify(value)}`, { merge_how: value })),
  ...[
    'Acme',
    'Acme/EU',
    '../../x',
    'x'.repeat(246),
    'x'.repeat(247),
    'Ä'.repeat(123),
    'Ä'.repeat(124),
    'a\0b',
    '\ud800',
    ' ',
    '',
    5,
    null,
  ].map((name) => meta(`cloud-name ${JSON.stringify(name).slice(0, 20)}`, { 'cloud-name': name })),
  ...['cn-x', '', 5, 0, null, []].map((region) => meta(`region ${JSON.stringify(region)}`, { region })),
  meta('merge_type x', { merge_type: 'x' }),
  meta('merge_how null, merge_type x', { merge_how: null, merge_type: 'x' }),
  ...[{}, { 'availability-zone': 'z2' }, 'x', null, 5].map((placement) =>
    meta(`placement ${JSON.stringify(placement)}`, { availability_zone: undefined, placement }),
  ),
  meta('availability-zone', { 'availability-zone': 'z3' }),
  meta('availability-zone null', { 'availability-zone': null }),
];
