/** A new password in every place that carries one, and in none that did not ask for it. */
import { describe, expect, it } from 'vitest';
import { CHANGE, changedBetween, driveOf, LATER } from '../../../../test/changes/helpers.ts';
import { fileOf, issuesOf, pathsOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import type { ConfigDrive } from '../drive.ts';
import { cloudstack } from '../profiles.ts';
import { withoutPassword, withPassword } from './password.ts';

const options = CHANGE;
const PASSWORD = 'cloudstack/password/vm_password.txt';
const MD5 = 'cloudstack/password/vm-password-md5checksum.txt';
const VENDOR = 'openstack/latest/vendor_data.json';
const META = 'openstack/latest/meta_data.json';

/** The md5 of `jk8ssl` begins with eight zeros. */
const ZEROS = { password: 'jk8ssl', md5: '0000000018e6137ac2caab16074784a6', asNumber: '18e6137ac2caab16074784a6' };

const vendorData = (scalar: string): string =>
  `{"cloud-init": "#cloud-config\\npassword: ${scalar}\\nchpasswd:\\n  expire: False"}`;

const planned = planOf({ vmData: [['password', 'vm_password', 'old']] });
const aliases = ['cloudstack/password/vm_password_md5checksum', 'cloudstack/password/vm_password_md5checksum.txt'];

describe('withPassword on a drive with a password', () => {
  it('changes the file, the md5, its aliases and the vendor data, and nothing else', () => {
    const drive = withPassword(planned, ZEROS.password, options);
    expect(changedBetween(planned, drive)).toEqual([MD5, PASSWORD, ...aliases, VENDOR].sort());
    expect(fileOf(drive, PASSWORD)).toBe(ZEROS.password);
    expect(fileOf(drive, MD5)).toBe(ZEROS.md5);
    expect(fileOf(drive, VENDOR)).toBe(vendorData(ZEROS.password));
    expect(drive.volume).toEqual({ ...planned.volume, modified: LATER });
    expect(drive).toMatchObject({ label: planned.label, timestamp: planned.timestamp });
  });

  it('adds nothing that the drive does not have', () => {
    const drive = driveOf({ [PASSWORD]: 'old', [VENDOR]: '{}', [META]: '{"uuid":"x"}' });
    expect(changedBetween(drive, withPassword(drive, 'n3w', { ...options, guestOs: 'windows' }))).toEqual(
      [PASSWORD, VENDOR].sort(),
    );
  });

  it('writes the md5 as the profile does', () => {
    const drive = withPassword(planned, ZEROS.password, { ...options, profile: 'cloudstack' });
    expect(fileOf(drive, MD5)).toBe(ZEROS.asNumber);
  });

  it('changes every version, and vendor_data2.json where the password is in it', () => {
    const drive = driveOf({
      'openstack/2018-08-27/vendor_data.json': vendorData('old'),
      'openstack/2018-08-27/meta_data.json': '{"admin_pass": "old", "n": 12345678901234567890}',
      'openstack/2018-08-27/vendor_data2.json': '{"static": {}}',
      [VENDOR]: '{"a": 1}',
      [META]: '{"meta": {"admin_pass":"old"}, "admin_pass": "old"}',
      'openstack/latest/vendor_data2.json': vendorData('old'),
      'openstack/content/0000': 'old',
    });
    const changed = withPassword(drive, 'n3w', options);
    expect(Object.fromEntries(pathsOf(changed).map((path) => [path, fileOf(changed, path)]))).toEqual({
      'openstack/2018-08-27/vendor_data.json': vendorData('n3w'),
      'openstack/2018-08-27/meta_data.json': '{"admin_pass": "n3w", "n": 12345678901234567890}',
      'openstack/2018-08-27/vendor_data2.json': '{"static": {}}',
      [VENDOR]: `{"a": 1, ${vendorData('n3w').slice(1)}`,
      [META]: '{"meta": {"admin_pass":"n3w"}, "admin_pass": "n3w"}',
      'openstack/latest/vendor_data2.json': vendorData('n3w'),
      'openstack/content/0000': 'old',
    });
  });

  it('with the same password changes nothing', () => {
    const drive = withPassword(planned, 'old', options);
    expect(drive.entries).toEqual(planned.entries);
    expect(drive.volume).toBe(planned.volume);
  });
});

describe('withPassword on a drive without one', () => {
  const none = planOf({});

  it('adds what the profile writes', () => {
    const drive = withPassword(none, 'n3w', options);
    expect(changedBetween(none, drive)).toEqual(['cloudstack/password', MD5, PASSWORD, ...aliases, VENDOR].sort());
    expect(fileOf(drive, VENDOR)).toBe(vendorData('n3w'));
    expect(fileOf(drive, META)).toBe(fileOf(none, META));
  });

  it('adds what CloudStack’s profile writes, the md5 for Windows only', () => {
    const change = { ...options, profile: cloudstack };
    expect(changedBetween(none, withPassword(none, 'n3w', change))).toEqual(
      ['cloudstack/password', PASSWORD, VENDOR].sort(),
    );
    const windows = withPassword(none, ZEROS.password, { ...change, guestOs: 'Windows' });
    expect(fileOf(windows, MD5)).toBe(ZEROS.asNumber);
  });

  it('adds admin_pass for Windows', () => {
    const drive = withPassword(none, 'n3w', { ...options, guestOs: 'windows' });
    expect(fileOf(drive, META)).toBe(`${fileOf(none, META)?.slice(0, -1)},"admin_pass":"n3w"}`);
  });

  it('adds ssh_pwauth where it is wanted', () => {
    expect(fileOf(withPassword(none, 'n3w', { ...options, sshPwauth: true }), VENDOR)).toContain('ssh_pwauth: True');
  });

  it('of OpenStack adds vendor data and admin_pass in every version, as planning would, and nothing of CloudStack’s', () => {
    const drive = driveOf({
      'openstack/2012-08-10/meta_data.json': '{}',
      [META]: '{}',
      'ec2/latest/meta-data.json': '{}',
    });
    expect(changedBetween(drive, withPassword(drive, 'n3w', options))).toEqual([
      'openstack/2012-08-10/meta_data.json',
      'openstack/2012-08-10/vendor_data.json',
      'openstack/latest/meta_data.json',
      VENDOR,
    ]);
  });

  it('leaves versions alone that have no vendor data while others do', () => {
    const drive = driveOf({ 'openstack/2012-08-10/meta_data.json': '{}', [META]: '{}', [VENDOR]: '{}' });
    const changed = changedBetween(drive, withPassword(drive, 'n3w', options));
    expect(changed.filter((path) => path.includes('vendor'))).toEqual([VENDOR]);
  });

  it('of the older builder gets no openstack/', () => {
    const drive = driveOf({ 'cloudstack/metadata/vm-id.txt': 'x' });
    expect(pathsOf(withPassword(drive, 'n3w', options)).filter((path) => path.startsWith('openstack'))).toEqual([]);
  });

  it('of NoCloud gets vendor-data', () => {
    const drive = driveOf({ 'meta-data': '', 'user-data': '' });
    const changed = withPassword(drive, 'n3w', options);
    expect(fileOf(changed, 'vendor-data')).toBe('#cloud-config\npassword: n3w\nchpasswd:\n  expire: False');
    expect(fileOf(withPassword(changed, 'a: b', options), 'vendor-data')).toBe(
      '#cloud-config\npassword: "a: b"\nchpasswd:\n  expire: False',
    );
    expect(withoutPassword(changed, options).entries).toEqual(drive.entries);
  });

  it('does not put an alias beside a file that has nearly its name', () => {
    const drive = driveOf({ 'cloudstack/password/VM_PASSWORD_MD5CHECKSUM.txt': 'x' });
    expect(pathsOf(withPassword(drive, 'n3w', options))).not.toContain(
      'cloudstack/password/vm_password_md5checksum.txt',
    );
  });
});

describe('withPassword where it cannot be put', () => {
  it.each([
    [VENDOR, 'no JSON'],
    [VENDOR, '{"cloud-init": {"a": 1}}'],
    [META, '{"admin_pass": '],
    [META, '["admin_pass"]'],
  ])('into %s, says so', (path, text) => {
    const drive = driveOf({ [PASSWORD]: 'old', [path]: text });
    const changed = withPassword(drive, 'n3w', options);
    expect(issuesOf(changed)).toEqual([`warning file-unchangeable at ${path}`]);
    expect(fileOf(changed, path)).toBe(text);
    expect(fileOf(changed, PASSWORD)).toBe('n3w');
  });

  it.each([
    'just text',
    '#cloud-config-archive\n- no JSON\n',
    '#include\nhttps://example.org/\n',
    'MIME-Version: 1.0\n\n',
  ])('into a NoCloud vendor-data of others that begins %j, says so', (text) => {
    const drive = driveOf({ 'meta-data': '', 'user-data': '', 'vendor-data': text });
    const changed = withPassword(drive, 'n3w', options);
    expect(issuesOf(changed)).toEqual(['warning file-unchangeable at vendor-data']);
    expect(fileOf(changed, 'vendor-data')).toBe(text);
  });

  it('beside another document of NoCloud makes an archive of both, and goes out of it again', () => {
    const drive = driveOf({ 'meta-data': '', 'user-data': '', 'vendor-data': '#!/bin/sh\ntrue\n' });
    const changed = withPassword(withPassword(drive, 'old', options), 'n3w', options);
    expect(fileOf(changed, 'vendor-data')).toBe(
      '#cloud-config-archive\n["#!/bin/sh\\ntrue\\n", "#cloud-config\\npassword: n3w\\nchpasswd:\\n  expire: False"]',
    );
    expect(fileOf(withoutPassword(changed, options), 'vendor-data')).toBe(
      '#cloud-config-archive\n["#!/bin/sh\\ntrue\\n"]',
    );
  });

  it('at all, is refused', () => {
    expect(refusalsOf(() => withPassword(driveOf({ 'a.txt': '' }), 'n3w', options))).toEqual([
      'drive-unknown at the input',
    ]);
  });
});

describe('a password that planning refuses', () => {
  it.each([
    ['a\nb', 'password-unsafe'],
    [' a', 'password-unsafe'],
    ['a'.repeat(256), 'password-too-long'],
    ['\ud800', 'text-ill-formed'],
    ['', 'password-empty'],
    ['saved_password', 'password-empty'],
    [7, 'wrong-type'],
  ])('%j', (password, code) => {
    expect(refusalsOf(() => withPassword(planned, password as string, options))).toEqual([`${code} at password`]);
  });

  it('is noted where a guest takes it for something else', () => {
    expect(issuesOf(withPassword(planned, 'RANDOM', options))).toContain('warning password-special at password');
  });

  it('may be refused for what it costs', () => {
    const raw = { ...options, profile: cloudstack };
    expect(issuesOf(withPassword(planned, 'a"b', raw))).toContain(`warning vendor-data-broken at ${VENDOR}`);
    expect(refusalsOf(() => withPassword(planned, 'a"b', { ...raw, strict: true }))).toEqual([
      `vendor-data-broken at ${VENDOR}`,
    ]);
  });

  it('an issue about the password before it is not carried on', () => {
    const broken = withPassword(planned, 'a"b', { ...options, profile: cloudstack });
    expect(issuesOf(withPassword(broken, 'n3w', options))).toEqual(issuesOf(planned));
    expect(fileOf(withPassword(broken, 'n3w', options), VENDOR)).toBe(vendorData('n3w'));
  });

  it('a date that is none is refused', () => {
    expect(refusalsOf(() => withPassword(planned, 'n3w', { timestamp: new Date(Number.NaN) }))).toContain(
      'timestamp-invalid at timestamp',
    );
  });

  it('more entries than the limit are refused', () => {
    expect(refusalsOf(() => withPassword(planOf({}), 'n3w', { ...options, limits: { entries: 3 } }))).toEqual([
      'too-many-entries at the input',
    ]);
  });
});

describe('withoutPassword', () => {
  it('takes the file, the md5, the aliases and our vendor data', () => {
    const drive = withoutPassword(planned, options);
    expect(changedBetween(planned, drive)).toEqual(
      [`-${MD5}`, `-${PASSWORD}`, ...aliases.map((path) => `-${path}`), VENDOR].sort(),
    );
    expect(fileOf(drive, VENDOR)).toBe('{}');
    expect(issuesOf(drive)).toEqual(issuesOf(planned));
  });

  it('undoes what withPassword added', () => {
    const none = planOf({});
    const drive = withoutPassword(withPassword(none, 'n3w', { ...options, guestOs: 'windows' }), options);
    const files = (one: ConfigDrive) => pathsOf(one).map((path) => [path, fileOf(one, path)]);
    expect(files(drive).filter(([path]) => path !== 'cloudstack/password')).toEqual(files(none));
  });

  it.each(['12345', 'true', '{"a": 1}', '["p"]'])(
    'takes an admin_pass that is no text, %s, and a new one replaces it',
    (value) => {
      const drive = driveOf({ [META]: `{"admin_pass": ${value}, "n": 1.0}`, [VENDOR]: vendorData('old') });
      const changed = withPassword(drive, 'n3w', options);
      expect(fileOf(changed, META)).toBe('{"admin_pass": "n3w", "n": 1.0}');
      expect(fileOf(withoutPassword(drive, options), META)).toBe('{"n": 1.0}');
      expect([changed, withoutPassword(drive, options)].map(issuesOf)).toEqual([[], []]);
    },
  );

  it('takes admin_pass, and leaves a drive without a password as it is', () => {
    const drive = driveOf({
      [META]: '{"meta": {"admin_pass":"p", "a":1}, "admin_pass": "p", "n": 1.0}',
      [VENDOR]: '["x"]',
    });
    expect(fileOf(withoutPassword(drive, options), META)).toBe('{"meta": {"a":1}, "n": 1.0}');
    const none = planOf({});
    expect(withoutPassword(none, options).entries).toEqual(none.entries);
  });

  it('names the files that still hold it, as it is or as JSON writes it, and never says it', () => {
    const drive = driveOf({
      [PASSWORD]: 'pa"ss\n',
      [META]: '{"note": "my pa\\"ss"}',
      'openstack/latest/user_data': 'x pa"ss',
      'cloudstack/metadata/note.txt': 'pa"s',
      'cloudstack/metadata/end.txt': 'a pa"s',
    });
    const changed = withoutPassword(drive, options);
    expect(issuesOf(changed)).toEqual([
      `warning password-remains at ${META}`,
      'warning password-remains at openstack/latest/user_data',
    ]);
    expect(JSON.stringify(changed.issues)).not.toContain('ss\\');
  });

  it('looks for every password the drive had', () => {
    const drive = driveOf({
      [PASSWORD]: 'first',
      [VENDOR]: vendorData('second'),
      [META]: '{"admin_pass":"third"}',
      'cloudstack/metadata/a.txt': 'first',
      'cloudstack/metadata/b.txt': 'second',
      'cloudstack/metadata/c.txt': 'third',
    });
    expect(issuesOf(withoutPassword(drive, options))).toHaveLength(3);
  });
});

describe('the old password, once there is a new one', () => {
  const META_TEXT = 'cloudstack/metadata/note.txt';

  it.each([
    [
      'elsewhere is named, by its path alone',
      'first',
      'second',
      ['warning password-remains at cloudstack/metadata/note.txt'],
    ],
    ['is none when it is the same', 'first', 'first', []],
    ['is not looked for inside the new one', 'first', 'first and more', []],
  ])('%s', (_what, old, password, expected) => {
    const drive = driveOf({ [PASSWORD]: old, [META_TEXT]: `it was ${old}` });
    const changed = withPassword(drive, password, options);
    expect(issuesOf(changed)).toEqual(expected);
    expect(JSON.stringify(changed.issues)).not.toContain(old);
  });

  it('that is replaced everywhere is no issue', () => {
    const drive = driveOf({ [PASSWORD]: 'first', [VENDOR]: vendorData('first'), [META]: '{"admin_pass":"first"}' });
    expect(issuesOf(withPassword(drive, 'second', options))).toEqual([]);
  });
});
