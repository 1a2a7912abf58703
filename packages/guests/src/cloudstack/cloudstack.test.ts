/** CloudStack's guest scripts. That the shell changes just these passwords: test/explain/shell.test.ts. */
import { describe, expect, it } from 'vitest';
import { explained } from '../../../../test/explain/explained.ts';

const PASSWORD = 'cloudstack/password/vm_password.txt';
const MD5 = 'cloudstack/password/vm_password_md5checksum.txt';
const KEYS = 'cloudstack/metadata/public-keys.txt';

describe.each(['old', 'new'])('the %s scripts for Linux', (version) => {
  const linux = (files: Parameters<typeof explained>[1], label?: string) =>
    explained('cloudstack-scripts-linux', files, { version, label });

  it('take a password and a key', () => {
    const { verdict, view, found } = linux({ [PASSWORD]: 'Vp7kQz', [KEYS]: 'ssh-rsa A me\n' });
    expect({ verdict, found }).toEqual({ verdict: 'taken', found: [] });
    expect(view).toEqual({
      label: 'config-2',
      password: { path: PASSWORD, byteLength: 6 },
      keys: [{ name: undefined, byteLength: 12 }],
    });
  });

  it.each(['', '\n', 'saved_password'])('take %j for no password', (text) => {
    expect(linux({ [PASSWORD]: text }).found).toEqual(['notice nothing-to-read cloudstack']);
    expect(linux({ [PASSWORD]: text }).verdict).toBe('ignored');
  });

  it('know one label', () => {
    expect(linux({ [PASSWORD]: 'x' }, 'CONFIG-2').found).toEqual(['error label-unknown label']);
  });

  it('say nothing of a content that is not in memory', () => {
    const { found } = linux({ [PASSWORD]: { byteLength: 3, open: () => [] } });
    expect(found).toEqual([`warning content-not-looked-at ${PASSWORD}`]);
  });
});

it('only the old scripts join several keys into one line', () => {
  const files = { [KEYS]: '# remark\nssh-rsa A\r\nssh-rsa B\n' };
  const [old, later] = ['old', 'new'].map((version) => explained('cloudstack-scripts-linux', files, { version }));
  expect(old?.found).toEqual([`warning public-keys-joined ${KEYS}`]);
  expect(later?.found).toEqual([]);
  expect(later?.view.keys).toHaveLength(2);
});

it('a password may arrive changed', () => {
  const found = explained('cloudstack-scripts-linux', { [PASSWORD]: 'a  b' }, { version: 'old' });
  expect(found).toMatchObject({ verdict: 'partly', found: [`warning password-changed ${PASSWORD}`] });
});

describe('the script for Windows', () => {
  const windows = (files: Parameters<typeof explained>[1], label?: string) =>
    explained('cloudstack-script-windows', files, { label });

  it('wants the md5 under a name with underscores', () => {
    expect(windows({ [PASSWORD]: 'x', [MD5]: '0'.repeat(32) }).verdict).toBe('taken');
    const hyphenated = { [PASSWORD]: 'x', 'cloudstack/password/vm-password-md5checksum.txt': '0'.repeat(32) };
    expect(windows(hyphenated)).toMatchObject({ verdict: 'refused', found: [`error password-md5-unseen ${MD5}`] });
  });

  it.each([
    ['Vp7kQz', []],
    ['Vp7kQz\r\n', []],
    ['Pässword', [`warning password-changed ${PASSWORD}`]],
    ['one\ntwo', [`warning password-changed ${PASSWORD}`]],
  ])('reads the first line of %j in its code page', (password, found) => {
    expect(windows({ [PASSWORD]: password, [MD5]: 'x' }).found).toEqual(found);
  });

  it('does nothing without a password', () => {
    expect(windows({ [MD5]: 'x' })).toMatchObject({
      verdict: 'ignored',
      found: ['notice nothing-to-read cloudstack/password'],
    });
    expect(windows({}, 'Config-2').verdict).toBe('ignored');
  });
});
