/** `configdrive update` as an operator runs it. */
import { chmodSync, closeSync, lstatSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openImageSync } from 'iso9660-reader';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from './case-directory.ts';
import { CANARIES, configdrive, isImage, vm } from './command.ts';

/** Long after the drive was made. */
const LATER = '1782864000'; // 2026-07-01T00:00:00Z

const { here, run } = useCaseDirectory({ SOURCE_DATE_EPOCH: LATER });

beforeEach(() => {
  writeFileSync(here('vm.json'), JSON.stringify(vm));
  expect(configdrive(['build', 'vm.json', '-o', 'drive.iso'], { cwd: here() })).toMatchObject({ status: 0 });
});

const NEW_PASSWORD = `${CANARIES[0]}-2`;
const PASSWORD_FILES = [
  'cloudstack/password/vm-password-md5checksum.txt',
  'cloudstack/password/vm_password.txt',
  'cloudstack/password/vm_password_md5checksum',
  'cloudstack/password/vm_password_md5checksum.txt',
];
const USER_DATA_FILES = [
  'cloudstack/user_data/user_data.txt',
  'cloudstack/userdata/user_data.txt',
  'openstack/latest/user_data',
];
const KEY_FILES = ['cloudstack/metadata/public-keys.txt', 'cloudstack/metadata/public_keys.txt'];
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH me@example';

const textIn = (image: string, name: string): string =>
  Buffer.from(openImageSync(readFileSync(here(image))).readSync(name)).toString('utf8');

describe('configdrive update', () => {
  it('changes the password in place, private, and says what changed by paths and lengths', () => {
    const { status, stdout, stderr } = run(['update', 'drive.iso', '--password-stdin'], { input: `${NEW_PASSWORD}\n` });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { size, mode } = lstatSync(here('drive.iso'));
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(`drive.iso: 5 files changed, ${size} bytes, label config-2`);
    expect(lines).toContain('  changed  cloudstack/password/vm_password.txt (20 to 22 bytes)');
    expect([mode & 0o7777, readdirSync(here()).sort()]).toEqual([0o600, ['drive.iso', 'vm.json']]);
    expect(textIn('drive.iso', 'cloudstack/password/vm_password.txt')).toBe(NEW_PASSWORD);
  });

  it.each([
    ['no newline', 'new password', 'new password'],
    ['one newline', 'new password\n', 'new password'],
    ['the newline of Windows', 'new password\r\n', 'new password'],
  ])('takes a password with %s behind it', (_what, input, password) => {
    expect(run(['update', 'drive.iso', '--password-stdin'], { input }).status).toBe(0);
    expect(textIn('drive.iso', 'cloudstack/password/vm_password.txt')).toBe(password);
  });

  it('makes several changes at once, and tells them as data', () => {
    writeFileSync(here('user.bin'), Buffer.from([0x1f, 0x8b, 0, 0xff]));
    writeFileSync(here('keys'), `${KEY}\n`);
    writeFileSync(here('nics.json'), JSON.stringify([{ mac: '02:00:4c:5e:00:06', ipv4: 'dhcp' }]));
    const files = ['--user-data', 'user.bin', '--public-keys', 'keys', '--nics', 'nics.json'];
    const { status, stdout } = run(['update', 'drive.iso', '--json', '--password-stdin', ...files], { input: 'x-1' });
    expect(status).toBe(0);
    const facts = JSON.parse(stdout);
    expect(facts).toMatchObject({
      schema: 'configdrive.update/1',
      path: 'drive.iso',
      byteLength: lstatSync(here('drive.iso')).size,
      label: 'config-2',
      removed: [],
    });
    const pathsOf = (list: readonly { path: string }[]): readonly string[] => list.map((entry) => entry.path).sort();
    expect(pathsOf(facts.added)).toEqual(KEY_FILES);
    const openStack = ['meta_data.json', 'network_data.json', 'vendor_data.json'].map(
      (name) => `openstack/latest/${name}`,
    );
    expect(pathsOf(facts.changed)).toEqual([...PASSWORD_FILES, ...USER_DATA_FILES, ...openStack].sort());
    expect(textIn('drive.iso', 'openstack/latest/network_data.json')).toContain('02:00:4c:5e:00:06');
  });

  it('writes to another file and leaves the first; not over an existing one without --force', () => {
    const before = readFileSync(here('drive.iso'));
    const args = ['update', 'drive.iso', '-o', 'other.iso', '--without-password'];
    expect(run(args).status).toBe(0);
    expect(readFileSync(here('drive.iso')).equals(before)).toBe(true);
    expect(run(args)).toMatchObject({ status: 3, stderr: expect.stringContaining('--force replaces it') });
    expect(run([...args, '--force']).status).toBe(0);
    expect(() => textIn('other.iso', 'cloudstack/password/vm_password.txt')).toThrow();
  });

  it('works as a filter', () => {
    const input = readFileSync(here('drive.iso'));
    const { status, bytes } = run(['update', '-', '-o', '-', '--without-password'], { input });
    expect([status, isImage(bytes)]).toEqual([0, true]);
    expect(run(['update', 'drive.iso', '--without-password']).status).toBe(0);
    expect(bytes.equals(readFileSync(here('drive.iso')))).toBe(true);
  });

  it('writes nothing with --dry-run', () => {
    const before = readFileSync(here('drive.iso'));
    const { status, stdout } = run(['update', 'drive.iso', '--without-password', '--dry-run']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^nothing written; .* 5 files changed/)]);
    expect(readFileSync(here('drive.iso')).equals(before)).toBe(true);
  });

  it('does not touch a drive that has it all already', () => {
    const { ino } = lstatSync(here('drive.iso'));
    const { status, stdout } = run(['update', 'drive.iso', '--password-stdin'], { input: CANARIES[0] });
    expect([status, stdout]).toEqual([0, expect.stringContaining('nothing changed')]);
    expect(lstatSync(here('drive.iso')).ino).toBe(ino);
  });

  it('says when the permissions of the old file are not kept, and sets those it is told', () => {
    chmodSync(here('drive.iso'), 0o640);
    const args = ['update', 'drive.iso', '--password-stdin'];
    const { status, stderr } = run(args, { input: 'x-1' });
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^notice\[[a-z-]+\] .*drive\.iso: was 0640 of group/)]);
    expect(lstatSync(here('drive.iso')).mode & 0o777).toBe(0o600);
    chmodSync(here('drive.iso'), 0o640);
    expect(run([...args, '--mode', '640'], { input: 'x-2' })).toMatchObject({ status: 0, stderr: '' });
    expect(lstatSync(here('drive.iso')).mode & 0o777).toBe(0o640);
  });

  it('writes over the file for whoever has it open with --keep-inode, and leaves its permissions', () => {
    chmodSync(here('drive.iso'), 0o640);
    const guest = openSync(here('drive.iso'), 'r');
    const args = ['update', 'drive.iso', '--password-stdin', '--keep-inode'];
    expect(run(args, { input: NEW_PASSWORD })).toMatchObject({ status: 0, stderr: '' });
    const seen = openImageSync(readFileSync(guest));
    closeSync(guest);
    expect(Buffer.from(seen.readSync('cloudstack/password/vm_password.txt')).toString()).toBe(NEW_PASSWORD);
    expect(lstatSync(here('drive.iso')).mode & 0o777).toBe(0o640);
    expect(readdirSync(here()).sort()).toEqual(['drive.iso', 'vm.json']);
    expect(run([...args, '--mode', '600'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--mode') });
  });
});
