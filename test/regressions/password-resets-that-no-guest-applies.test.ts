/** A password was put on the drive of a guest that had booted, reported as done, and never applied: cloud-init looks once. */
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  buildConfigDrive,
  type ConfigDrive,
  type Issue,
  memoryBackend,
  openStore,
  type TreeName,
  withGuestScript,
  withMetadata,
  withNetwork,
  withoutPassword,
  withPassword,
  withPublicKeys,
  withUserData,
} from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

const timestamp = new Date('2026-03-01T12:00:00Z');
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd a';
const options = { timestamp, guests: 'likely', strict: true } as const;
const driveIn = (tree: TreeName, others: object = {}): ConfigDrive =>
  buildConfigDrive({ ...vm, ...others }, { timestamp, tree }).drive;

/** What a guest keeps, by the notices of a drive. */
const kept = ({ issues }: { readonly issues: readonly Issue[] }): readonly string[] =>
  issues
    .filter(({ code }) => code === 'booted-guest-unchanged')
    .map(
      ({ message }) => /keeps its ([^:]*): (.*?) does not look again/.exec(message)?.slice(1).join(' | ') ?? message,
    );

describe('in the library', () => {
  it.each(['openstack', 'nocloud'] as const)(
    'a change on a drive of the tree %s that carries the script is told without what the script applies',
    (tree) => {
      const guest = tree === 'nocloud' ? 'cloud-init-nocloud' : 'cloud-init';
      const drive = driveIn(tree, { resets: 'every-boot' });
      expect(kept(withPassword(drive, 'n3w', options))).toEqual([]);
      expect(kept(withPublicKeys(drive, KEY, options))).toEqual([]);
      expect(kept(withUserData(drive, '#!/bin/sh\n', options))).toEqual([`user data | ${guest}`]);
    },
  );

  it.each([
    ['openstack', 'cloud-init'],
    ['nocloud', 'cloud-init-nocloud'],
  ] as const)('a change on a drive of the tree %s says that %s will not look again', (tree, guest) => {
    const drive = driveIn(tree);
    expect(kept(withPassword(drive, 'n3w', options))).toEqual([`password | ${guest}`]);
    expect(kept(withPublicKeys(drive, KEY, options))).toEqual([`public keys | ${guest}`]);
    expect(kept(withUserData(drive, '#!/bin/sh\n', options))).toEqual([`user data | ${guest}`]);
    const nics = [{ mac: '02:00:4c:5e:00:09', ipv4: { address: '10.1.1.9/24' } }];
    expect(kept(withNetwork(drive, nics, options))).toEqual([`network | ${guest}`]);
  });

  it.each([
    ['openstack', 'cloud-init'],
    ['nocloud', 'cloud-init-nocloud'],
  ] as const)('the script alone, put on a drive of the tree %s, is no change of its password', (tree, guest) => {
    const drive = driveIn(tree);
    const scripted = withGuestScript(drive, options);
    // A seed is read whenever the guest boots; of a config drive the data of the first boot are kept.
    expect(kept(scripted)).toEqual(tree === 'nocloud' ? [] : [`vendor data | ${guest}`]);
    expect(kept(withGuestScript(driveIn(tree, { vendorData: '#!/bin/sh\n' }), options))).toEqual(kept(scripted));
    // One that is there is replaced by the newer one, in the guest too.
    const bare = { ...scripted, issues: [] };
    expect(kept(withGuestScript(bare, { ...options, resetUser: 'admin' }))).toEqual([]);
    const both = withPassword(drive, 'n3w', { ...options, resets: 'every-boot' });
    expect(kept(both).join()).toContain('password');
  });

  it('on CloudStack’s tree its own scripts apply passwords and keys at every boot', () => {
    const drive = driveIn('cloudstack');
    expect(kept(withPassword(drive, 'n3w', options))).toEqual([]);
    expect(kept(withPublicKeys(drive, KEY, options))).toEqual([]);
    expect(kept(withUserData(drive, '#!/bin/sh\n', options))).toEqual(['user data | cloud-init']);
    expect(kept(withPassword(drive, 'n3w', { ...options, guests: ['cloud-init'] }))).toEqual(['password | cloud-init']);
    expect(kept(withPassword(driveIn('cloudstack', { guestOs: 'Windows Server 2022' }), 'n3w', options))).toEqual([]);
  });

  it('on Windows without that script cloudbase-init sets a password once', () => {
    const drive = driveIn('openstack');
    const asked = { ...options, guestOs: 'Windows Server 2022' };
    expect(kept(withPassword(drive, 'n3w', asked))).toEqual(['password | cloudbase-init']);
  });

  it('nothing is said of what changes nothing, takes something off, or comes with a new instance id', () => {
    const drive = driveIn('openstack');
    expect(kept(withPassword(drive, 'canary-7f3a-password', options))).toEqual([]);
    expect(kept(withoutPassword(drive, options))).toEqual([]);
    expect(kept(withMetadata(drive, { department: 'x' }, options))).toEqual([]);
    expect(kept(withPassword(drive, 'n3w', { timestamp }))).toEqual([]);
    const store = openStore({ secondary: memoryBackend(), now: () => timestamp, guests: ['cloud-init'] });
    const renewing = (old: ConfigDrive, change: { readonly timestamp: Date }): ConfigDrive =>
      withMetadata(withPassword(old, 'n3w', change), { 'vm-id': 'another', 'instance-id': 'another' }, change);
    return (async () => {
      await store.create(vm.instanceName, vm);
      expect(kept(await store.setPassword(vm.instanceName, 'other'))).toEqual(['password | cloud-init']);
      expect(kept(await store.change(vm.instanceName, renewing))).toEqual([]);
    })();
  });
});

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory({ CONFIGDRIVE_SECONDARY: 'store' });
  const NOTICE = /^notice\[booted-guest-unchanged\] [^\n]*keeps its password[^\n]*cloud-init clean[^\n]*\n$/;

  beforeEach(() => {
    mkdirSync(here('store'));
    writeFileSync(here('vm.json'), JSON.stringify(vm));
  });

  it('update says it once, whatever changes, and never refuses for it', () => {
    run(['build', 'vm.json', '-o', 'a.iso', '--tree', 'openstack']);
    writeFileSync(here('user.sh'), '#!/bin/sh\n');
    writeFileSync(here('keys'), KEY);
    const args = ['update', 'a.iso', '--password-stdin', '--user-data', 'user.sh', '--public-keys', 'keys', '--strict'];
    const { status, stderr } = run(args, { input: 'n3w' });
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^notice\[booted-guest-unchanged\] [^\n]*keeps its password, public keys and user data: [^\n]*\n$/,
      ),
    ]);
    const { stdout } = run(['update', 'a.iso', '--password-stdin', '--json'], { input: 'other' });
    expect(JSON.parse(stdout)).toMatchObject({ issues: [{ code: 'booted-guest-unchanged', severity: 'notice' }] });
  });

  it('update --resets says it once more, to a guest that has booted without the script, and no more after', () => {
    run(['build', 'vm.json', '-o', 'a.iso', '--tree', 'openstack']);
    const reset = ['update', 'a.iso', '--password-stdin'];
    const first = run([...reset, '--resets', 'every-boot', '--reset-user', 'admin'], { input: 'n3w' });
    const [notice = '', ...others] = first.stderr.split(/(?<=\n)/);
    expect([first.status, notice]).toEqual([0, expect.stringMatching(NOTICE)]);
    // The script is longer than the room of an image.
    expect(others).toEqual([expect.stringMatching(/^warning\[longer-than-before\]/)]);
    const vendorData = run(['cat', 'a.iso', 'openstack/latest/vendor_data.json']).stdout;
    expect(JSON.parse(vendorData)['cloud-init']).toContainEqual(
      expect.stringMatching(
        /^#cloud-boothook\n#!\/bin\/sh\nCONFIGDRIVE_USER=admin\n# configdrive guest script, version/,
      ),
    );
    expect(run(reset, { input: 'other' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('update of CloudStack’s tree says nothing, where its script is expected, and says it where it is not', () => {
    run(['build', 'vm.json', '-o', 'a.iso']);
    const reset = ['update', 'a.iso', '--password-stdin', '--strict'];
    expect(run(reset, { input: 'n3w' })).toMatchObject({ status: 0, stderr: '' });
    expect(run([...reset, '-g', 'cloud-init'], { input: 'other' })).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(NOTICE),
    });
  });

  it('store set-password says it where cloud-init alone is asked', () => {
    run(['store', 'create', vm.instanceName, 'vm.json']);
    const reset = ['store', 'set-password', vm.instanceName, '--strict'];
    expect(run(reset, { input: 'n3w' })).toMatchObject({ status: 0, stderr: '' });
    expect(run([...reset, '-g', 'cloud-init'], { input: 'other' })).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(NOTICE),
    });
  });
});
