/** `configdrive store` and `configdrive attachment`, as an operator runs them. */
import { existsSync, lstatSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type CommandResult, configdrive, vm } from './command.ts';

const path = useTemporaryDirectory();
const INSTANCE = 'i-2-10-VM';
let count = 0;
let directory = '';

const ROOTS = { CONFIGDRIVE_SECONDARY: 's', CONFIGDRIVE_PRIMARY: 'p', CONFIGDRIVE_HOST_CACHE: 'c' } as const;

beforeEach(() => {
  directory = path(`case-${count++}`);
  mkdirSync(directory);
  for (const root of Object.values(ROOTS)) mkdirSync(join(directory, root));
});

const store = (args: string, input: string | undefined = JSON.stringify(vm)): CommandResult =>
  configdrive(['store', ...args.split(' ')], { cwd: directory, input, env: ROOTS });

const drive = (location: string): string => join(directory, location, 'configdrive/i-2-10-VM.iso');
const textOn = (image: string, file: string): string =>
  configdrive(['cat', image, file], { cwd: directory, mayTellSecrets: true }).stdout;

describe('configdrive store', () => {
  it('keeps a drive from its first start to its end', () => {
    expect(store(`create ${INSTANCE} -`)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^i-2-10-VM {2}secondary {2}s\/configdrive\/i-2-10-VM\.iso {2}written, \d+ bytes\n$/,
      ),
    });
    expect(lstatSync(drive('s')).mode & 0o777).toBe(0o600);
    expect(store(`set-password ${INSTANCE}`, 'n3w one\n').status).toBe(0);
    expect(textOn(drive('s'), 'cloudstack/password/vm_password.txt')).toBe('n3w one');
    expect(store(`set-user-data ${INSTANCE} -`, '#!/bin/sh\n').status).toBe(0);
    expect(textOn(drive('s'), 'openstack/latest/user_data')).toBe('#!/bin/sh\n');
    expect(store(`remove-password ${INSTANCE} --keep-inode`).stdout).toContain('written');
    expect(store(`remove-password ${INSTANCE}`).stdout).toContain('unchanged');
    expect(store('list').stdout).toBe(`i-2-10-VM  secondary  s/configdrive/i-2-10-VM.iso\n`);
    expect(store(`migrate ${INSTANCE} --to primary --host-name kvm2`).stdout).toMatch(
      /primary.*written.*\n.*secondary.*removed\n$/,
    );
    expect(textOn(drive('p'), 'cloudstack/metadata/hypervisor-host-name.txt')).toBe('kvm2');
    expect(store(`remove ${INSTANCE} --location primary`)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('removed'),
    });
    expect(store(`stat ${INSTANCE}`)).toMatchObject({ status: 3, stderr: expect.stringContaining('does not exist') });
  });

  it('follows CloudStack’s settings', () => {
    store(`create ${INSTANCE} - --primary-pool-enabled --pool-type RBD`);
    expect(existsSync(join(directory, 'c/config/configdrive/i-2-10-VM.iso'))).toBe(true);
    expect(
      store(`create ${INSTANCE} - --primary-pool-enabled --pool-type RBD --refuse-unsupported-pool`),
    ).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('poolType'),
    });
    store(`create ${INSTANCE} - --password-life untilRebuilt --rebuild`);
    expect(textOn(drive('s'), 'openstack/latest/vendor_data.json')).toBe('{}');
  });

  it('changes only what was seen, and tells hashes only when asked', () => {
    expect(store(`create ${INSTANCE} - --json`).stdout).not.toContain('sha256');
    expect(store(`stat ${INSTANCE} --json`).stdout).not.toContain('sha256');
    const { sha256 } = JSON.parse(store(`stat ${INSTANCE} --sha256 --json`).stdout).drives[0];
    expect(store(`remove-password ${INSTANCE} --if-match ${sha256}`).status).toBe(0);
    expect(store(`remove-password ${INSTANCE} --if-match ${sha256}`)).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('is not the one that was to be replaced'),
    });
    expect(store(`create ${INSTANCE} - --if-absent`)).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('exists'),
    });
  });

  it('removes without an error what is not there, or cannot be reached', () => {
    rmdirSync(join(directory, 'p'));
    const { status, stdout, stderr } = store(`remove ${INSTANCE}`);
    expect([status, stdout.match(/[a-z-]+$/gm)]).toEqual([0, ['no-directory', 'unreachable', 'no-directory']]);
    expect(stderr).toMatch(/^warning\[[a-z-]+\] p\/configdrive\/i-2-10-VM\.iso: the directory does not exist/);
  });

  it('collects only when told to, and never for want of a list', () => {
    store(`create ${INSTANCE} -`);
    expect(store('gc -', 'i-2-11-VM\n\n').stdout).toMatch(/would-be-removed\n1 orphan, 0 kept.*nothing removed/);
    expect(store('gc - --remove', '\n')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no instance is live'),
    });
    expect(existsSync(drive('s'))).toBe(true);
    expect(store('gc - --remove', `${INSTANCE}\r\n`).stdout).toMatch(/^0 orphans, 1 kept/);
    expect(store('gc - --remove', 'i-2-11-VM').stdout).toMatch(/ removed\n1 orphan, 0 kept/);
    expect(existsSync(drive('s'))).toBe(false);
  });

  it('refuses names that lead elsewhere, and a command line without a root', () => {
    writeFileSync(join(directory, 'victim.iso'), '');
    expect(store('remove ../../victim').status).toBe(2);
    expect(existsSync(join(directory, 'victim.iso'))).toBe(true);
    expect(configdrive(['store', 'list'], { cwd: directory })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('CONFIGDRIVE_SECONDARY'),
    });
  });
});

describe('configdrive attachment', () => {
  it('speaks libvirt’s and QEMU’s words', () => {
    const image = join(directory, 'drive.iso');
    const run = (...args: readonly string[]): string =>
      configdrive(['attachment', 'drive.iso', ...args], { cwd: directory }).stdout;
    expect(run()).toContain(`<source file='${image}'/>\n  <target dev='hdd' bus='ide'/>`);
    expect(run('--hypervisor', 'qemu', '--firmware', 'uefi').split('\n')).toEqual([
      '-blockdev',
      expect.stringContaining(JSON.stringify(image)),
      '-device',
      'ide-cd,bus=ide.4,drive=configdrive,id=configdrive-cd',
      '',
    ]);
  });
});
