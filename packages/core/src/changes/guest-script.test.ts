/** The script for guests in the vendor data of every tree, beside what is there. */
import { describe, expect, it } from 'vitest';
import { CHANGE, changedBetween, driveOf, textsOf } from '../../../../test/changes/helpers.ts';
import { fileOf, issuesOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import { guestScriptDocument } from '../guest-script/document.ts';
import { GUEST_SCRIPT_MARK } from '../guest-script/mark.ts';
import { withGuestScript } from './guest-script.ts';
import { withPassword } from './password.ts';

const VENDOR_DATA = 'openstack/latest/vendor_data.json';
const PASSWORD = ['password', 'vm_password', 'f1rst'] as const;
const script = guestScriptDocument({ user: undefined, hostName: false, label: 'config-2' });

/** The documents for cloud-init. */
const documentsOf = (text: string | undefined): readonly string[] =>
  [JSON.parse(text ?? '{}')['cloud-init'] ?? []].flat();

describe('a drive that is planned with resets: every-boot', () => {
  it('has the script in its vendor data, beside the password and what the caller has there', () => {
    const drive = planOf({ vmData: [PASSWORD], vendorData: '#cloud-config\na: 1\n', resets: 'every-boot' });
    const [own, second, third, ...others] = documentsOf(fileOf(drive, VENDOR_DATA));
    expect([own, second, others]).toEqual(['#cloud-config\na: 1\n', script, []]);
    expect(third).toContain('password: f1rst');
    expect(issuesOf(drive)).toEqual(issuesOf(planOf({ vmData: [PASSWORD] })));
  });

  it.each([
    ['an object of the caller', { x: 1, 'cloud-init': ['#!/bin/sh\n'] }, ['#!/bin/sh\n', script]],
    ['one without cloud-init', { x: 1 }, [script]],
    ['one where it is null', { 'cloud-init': null }, [script]],
    ['none', undefined, [script]],
  ])('has it beside %s', (_, vendorData, documents) => {
    const drive = planOf({ vendorData, resets: 'every-boot' });
    expect(documentsOf(fileOf(drive, VENDOR_DATA))).toEqual(documents);
  });

  it('has it in an archive with NoCloud', () => {
    const drive = planOf({ vmData: [PASSWORD], tree: 'nocloud', resets: 'every-boot' });
    const text = fileOf(drive, 'vendor-data') ?? '';
    expect(text.startsWith('#cloud-config-archive\n')).toBe(true);
    expect(JSON.parse(text.slice(text.indexOf('\n')))).toEqual([script, expect.stringContaining('password: f1rst')]);
    const alone = planOf({ tree: 'nocloud', resets: 'every-boot' });
    expect(fileOf(alone, 'vendor-data')).toBe(script);
  });

  it('says what the script is to do', () => {
    const drive = planOf({ resets: 'every-boot', resetUser: 'admin', resetHostName: true, label: 'CONFIG-2' });
    expect(documentsOf(fileOf(drive, VENDOR_DATA))).toEqual([
      guestScriptDocument({ user: 'admin', hostName: true, label: 'CONFIG-2' }),
    ]);
  });

  it('has none for Windows, and says so', () => {
    const drive = planOf({ guestOs: 'Windows', resets: 'every-boot' });
    expect(documentsOf(fileOf(drive, VENDOR_DATA))).toEqual([]);
    expect(issuesOf(drive)).toContain('warning input-unused at resets');
  });

  it('is refused for a user that is none, and without resets', () => {
    expect(refusalsOf(() => planOf({ resets: 'every-boot', resetUser: 'a; b' }))).toEqual(['wrong-value at resetUser']);
    expect(refusalsOf(() => planOf({ resetUser: 'debian' }))).toEqual(['wrong-value at resetUser']);
    expect(refusalsOf(() => planOf({ resetHostName: true }))).toEqual(['wrong-value at resetHostName']);
    expect(refusalsOf(() => planOf({ resets: 'never' }))).toEqual([]);
    expect(refusalsOf(() => planOf({ options: { resets: 'always' as never } }))).toEqual(['wrong-value at resets']);
  });
});

describe('withGuestScript', () => {
  it('makes of a drive the one that would have been planned so', () => {
    for (const tree of ['cloudstack', 'openstack', 'nocloud'] as const) {
      const planned = planOf({ vmData: [PASSWORD], tree });
      const changed = withGuestScript(planned, CHANGE);
      expect(changedBetween(planned, changed)).toEqual([tree === 'nocloud' ? 'vendor-data' : VENDOR_DATA]);
      const text = Object.values(textsOf(changed)).join('');
      expect(text).toContain(GUEST_SCRIPT_MARK);
      expect(text).toContain('password: f1rst');
      expect(changedBetween(changed, withGuestScript(changed, CHANGE))).toEqual([]);
    }
  });

  it('replaces one of another version, and leaves all else', () => {
    const drive = planOf({ vmData: [PASSWORD], vendorData: '#!/bin/sh\n', resets: 'every-boot' });
    const older = driveOf({
      [VENDOR_DATA]: (fileOf(drive, VENDOR_DATA) ?? '').replace(`${GUEST_SCRIPT_MARK}1`, `${GUEST_SCRIPT_MARK}0`),
    });
    const changed = withGuestScript(older, { ...CHANGE, resetUser: 'admin' });
    expect(documentsOf(fileOf(changed, VENDOR_DATA))).toEqual([
      '#!/bin/sh\n',
      guestScriptDocument({ user: 'admin', hostName: false, label: older.label }),
      expect.stringContaining('password: f1rst'),
    ]);
  });

  it('stays where a password is changed', () => {
    const drive = withPassword(planOf({ vmData: [PASSWORD], resets: 'every-boot' }), 's3cond', CHANGE);
    expect(documentsOf(fileOf(drive, VENDOR_DATA))).toEqual([script, expect.stringContaining('password: s3cond')]);
  });

  it.each([
    ['a number', '{"cloud-init": 5}'],
    ['no JSON', '{'],
    ['an object', '{"cloud-init": {"a": 1}}'],
  ])('says of vendor data that are %s that it cannot be added', (_, text) => {
    const drive = driveOf({ [VENDOR_DATA]: text });
    const changed = withGuestScript(drive, CHANGE);
    expect(fileOf(changed, VENDOR_DATA)).toBe(text);
    expect(issuesOf(changed).join()).toContain('file-unchangeable');
  });
});
