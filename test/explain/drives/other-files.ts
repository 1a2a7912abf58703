/** Vendor data, user data, and folders beside `latest`. */
import { BOM, bytes, type Change, LATEST, setFile, USER, VENDOR } from './sound.ts';

const vendor = (name: string, value: unknown): Change => [`vendor ${name}`, setFile(VENDOR, JSON.stringify(value))];

export const vendorChanges: readonly Change[] = [
  vendor('nothing', {}),
  vendor('text', '#!/bin/sh\n'),
  vendor('list', ['#cloud-config\n{}\n', '#!/bin/sh\n']),
  vendor('wrapped list', { 'cloud-init': ['#cloud-config\n{}\n'] }),
  vendor('wrapped object', { 'cloud-init': { a: 1 } }),
  vendor('wrapped number', { 'cloud-init': 5 }),
  vendor('wrapped null', { 'cloud-init': null }),
  vendor('wrapped true', { 'cloud-init': true }),
  vendor('wrapped unknown', { 'cloud-init': 'what is this' }),
  vendor('other key', { static: { a: 1 } }),
  vendor('quoted password', { 'cloud-init': '#cloud-config\npassword: "a: b"\nchpasswd:\n  expire: False' }),
  [
    'vendor raw quote',
    setFile(VENDOR, '{"cloud-init": "#cloud-config\\npassword: a"b\\nchpasswd:\\n  expire: False"}'),
  ],
  ['vendor2 list', setFile(`${LATEST}/vendor_data2.json`, '["#cloud-config\\n{}\\n"]')],
];

export const folderChanges: readonly Change[] = [
  ...['2018-08-27', '2015-10-15', '2012-08-10'].flatMap((version): Change[] => [
    [`folder ${version} without metadata`, setFile(`openstack/${version}/user_data`, 'x')],
    [`folder ${version} empty`, setFile(`openstack/${version}`, null)],
    [`folder ${version} a file`, setFile(`openstack/${version}`, 'x')],
    [
      `folder ${version} with metadata`,
      setFile(`openstack/${version}/meta_data.json`, '{"uuid": "dated", "hostname": "dated"}'),
    ],
  ]),
  ['folder 2020-10-14', setFile('openstack/2020-10-14/meta_data.json', '{}')],
  ['folder 2025-04-04', setFile('openstack/2025-04-04/user_data', 'x')],
  ['folder Latest', setFile('openstack/Latest/meta_data.json', '{}')],
  [
    'no openstack',
    (files) => {
      for (const path of files.keys()) if (path.startsWith('openstack/')) files.delete(path);
    },
  ],
];

export const userChanges: readonly Change[] = [
  ...[
    undefined,
    '',
    'x',
    ' \n#cloud-config\n{}\n',
    '#!/bin/sh\n',
    '#include http://x\n',
    '## template: jinja\n',
    '{"ignition": {"version": "3.3.0"}}',
  ].map((text): Change => [`user data ${JSON.stringify(text)}`, setFile(USER, text)]),
  ['user data binary', setFile(USER, bytes(0, 1, 2, 0xff))],
  ['user data gzip', setFile(USER, bytes(0x1f, 0x8b, 8, 0))],
  ['user data with a BOM', setFile(USER, `${BOM}#cloud-config\n{}\n`)],
  ['user data a directory', setFile(USER, null)],
];
