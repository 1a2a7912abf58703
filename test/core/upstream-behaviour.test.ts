/**
 * What CloudStack's own integration test (test/integration/component/test_configdrive.py) asserts of its config drives, one by
 * one, of ours. What its unit tests assert is in upstream-builder.test.ts.
 *
 * Elsewhere: the kernel mounts and unmounts a drive in test/mounted (that mount(8) then says "read-only", and that a mount point
 * is empty afterwards, says nothing of the drive); the image is that of genisoimage with CloudStack's options in its order in
 * cloudstack-tree.test.ts.
 * With the store, not yet: the password is kept over reboot and network restart because nobody touches the drive; expunge
 * sends exactly one delete, release succeeds; the agent's command has create, data and the path configdrive/<instance>.iso.
 * Not ours at all, since they are of networks or of tools that we do not run: networks and machines fail to start while the
 * provider is disabled; several IP ranges; only guest traffic is handled; a tool that is missing, not executable or fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  buildConfigDrive,
  type ConfigDrive,
  type DriveInput,
  type NicInput,
  readConfigDriveSync,
  type Triple,
  type VmFields,
  vmDataFrom,
  withPassword,
  withUserData,
} from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { programPath, withForeign } from '../support/foreign.ts';
import { probeWithBlkid } from '../support/readers/blkid.ts';
import { extractWithBsdtar } from '../support/readers/bsdtar.ts';
import { runOk, textOf } from '../support/run.ts';
import { useTemporaryDirectory, withTemporaryDirectory } from '../support/temporary.ts';
import { fileOf, filesBelow, pathsOf, planInput, TIMESTAMP } from './helpers.ts';

const options = { timestamp: TIMESTAMP };
const USER_DATA = '#!/bin/bash\necho "öäü"\n';
const fields = {
  vmId: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
  instanceName: 'i-2-10-VM',
  hostname: 'web-1',
  zone: 'zone-1',
  serviceOffering: 'Small Instance',
  localIpv4: '10.1.1.5',
  userData: USER_DATA,
} satisfies VmFields;

const nicAt = (deviceId: number, more: Partial<NicInput> = {}): NicInput => ({
  deviceId,
  mac: `02:00:4c:5e:00:0${deviceId}`,
  ipv4: { address: `10.${deviceId}.1.5/24`, gateway: `10.${deviceId}.1.1`, dns: [`10.${deviceId}.1.1`] },
  ...more,
});

const profiles = ['portable', 'cloudstack'] as const;

interface Machine extends Partial<VmFields> {
  readonly nics?: readonly NicInput[];
}

const inputOf = ({ nics = [nicAt(0)], ...more }: Machine, profile: (typeof profiles)[number]): DriveInput => ({
  vmData: vmDataFrom({ ...fields, ...more }, { profile }),
  nics,
  profile,
});

describe.each(profiles)('a %s drive', (profile) => {
  const driveOf = (machine: Machine): ConfigDrive => planInput(inputOf(machine, profile), options);
  const metadataOf = (machine: Machine): Record<string, string> => filesBelow(driveOf(machine), 'cloudstack/metadata');

  it('has the user data exactly, in userdata and below openstack', () => {
    expect(fileOf(driveOf({}), 'cloudstack/userdata/user_data.txt')).toBe(USER_DATA);
    expect(fileOf(driveOf({}), 'openstack/latest/user_data')).toBe(USER_DATA);
  });

  it('has the name of the zone as availability-zone', () => {
    expect(metadataOf({})).toMatchObject({ 'availability-zone.txt': 'zone-1' });
  });

  it('has the name of the machine as local-hostname', () => {
    expect(metadataOf({})).toMatchObject({ 'local-hostname.txt': 'web-1' });
  });

  it('has the uuid as vm-id and as instance-id', () => {
    expect(metadataOf({})).toMatchObject({ 'vm-id.txt': fields.vmId, 'instance-id.txt': fields.vmId });
  });

  it('has the name of the service offering', () => {
    expect(metadataOf({})).toMatchObject({ 'service-offering.txt': 'Small Instance' });
  });

  it('has local-ipv4 and public-ipv4', () => {
    expect(metadataOf({})).toMatchObject({ 'local-ipv4.txt': '10.1.1.5', 'public-ipv4.txt': '10.1.1.5' });
  });

  it('has hypervisor-host-name where it may be exposed, and only there', () => {
    expect(metadataOf({ hypervisorHostName: 'kvm-1' })).toMatchObject({ 'hypervisor-host-name.txt': 'kvm-1' });
    expect(metadataOf({})).not.toHaveProperty(['hypervisor-host-name.txt']);
  });

  it('has after a migration the new host as hypervisor-host-name', () => {
    const { vmData } = inputOf({ hypervisorHostName: 'kvm-1' }, profile);
    const migrated = vmData?.map(
      ([directory, name, content]): Triple =>
        name === 'hypervisor-host-name' ? [directory, name, 'kvm-2'] : [directory, name, content],
    );
    const drive = planInput({ vmData: migrated, nics: [nicAt(0)], profile }, options);
    expect(filesBelow(drive, 'cloudstack/metadata')).toEqual(metadataOf({ hypervisorHostName: 'kvm-2' }));
  });

  it('has cloud-domain and cloud-domain-id where they may be exposed, and only there', () => {
    const domain = { cloudDomain: 'ROOT', cloudDomainId: 'b1a4-domain' };
    expect(metadataOf(domain)).toMatchObject({ 'cloud-domain.txt': 'ROOT', 'cloud-domain-id.txt': 'b1a4-domain' });
    expect(Object.keys(metadataOf({})).filter((name) => name.startsWith('cloud-domain'))).toEqual([]);
  });

  it('has meta_data.json, vendor_data.json and network_data.json', () => {
    for (const name of ['meta_data', 'vendor_data', 'network_data']) {
      expect(() => JSON.parse(fileOf(driveOf({}), `openstack/latest/${name}.json`) ?? '')).not.toThrow();
    }
  });

  it('has the password after deploying a password-enabled template', () => {
    const drive = driveOf({ password: 'Vp7kQz' });
    expect(fileOf(drive, 'cloudstack/password/vm_password.txt')).toBe('Vp7kQz');
    expect(fileOf(drive, 'openstack/latest/vendor_data.json')).toContain('Vp7kQz');
  });

  it('has the new password, and not the old one, after a reset', () => {
    const { bytes } = buildConfigDrive(inputOf({ password: 'Vp7kQz' }, profile), options);
    const reset = withPassword(readConfigDriveSync(bytes), 'n3wPass', { ...options, profile });
    expect(fileOf(reset, 'cloudstack/password/vm_password.txt')).toBe('n3wPass');
    const texts = Object.values({ ...filesBelow(reset, 'cloudstack'), ...filesBelow(reset, 'openstack') });
    expect(texts.some((text) => text.includes('Vp7kQz'))).toBe(false);
  });

  // CloudStack forgets a password with the start it was for; what is built afterwards has none.
  it.each<[string, Machine]>([
    ['the user data was updated', { userData: 'other' }],
    [
      'the SSH key was reset',
      { publicKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd'] },
    ],
    ['a plain stop and start', {}],
    ['a live migration', { hypervisorHostName: 'kvm-2' }],
    ['a NIC was plugged', { nics: [nicAt(0), nicAt(1)] }],
    ['it was deleted, recovered and started', { password: null }],
    ['a template that is not password enabled was deployed', { password: 'saved_password' }],
  ])('has no password after %s', (_, machine) => {
    const drive = driveOf(machine);
    expect(pathsOf(drive).filter((path) => path.includes('password'))).toEqual([]);
    expect(fileOf(drive, 'openstack/latest/vendor_data.json')).toBe('{}');
  });

  describe('and its network', () => {
    const gatewaysOf = (nics: readonly NicInput[]): unknown => {
      const text = fileOf(driveOf({ nics }), 'openstack/latest/network_data.json') ?? '';
      const { networks } = JSON.parse(text) as { networks: { id: string; routes: { gateway: string }[] }[] };
      return networks.map(({ id, routes }) => [id, ...routes.map(({ gateway }) => gateway)]);
    };

    it('is right after the default NIC was changed', () => {
      expect(gatewaysOf([nicAt(0), nicAt(1, { default: true })])).toEqual(
        profile === 'portable'
          ? [['eth0'], ['eth1', '10.1.1.1']]
          : [
              ['eth0', '10.0.1.1'],
              ['eth1', '10.1.1.1'],
            ],
      );
    });

    it('is right after a NIC was removed', () => {
      expect(gatewaysOf([nicAt(1)])).toEqual([['eth1', '10.1.1.1']]);
    });

    it('is right for several NICs', () => {
      const text =
        fileOf(driveOf({ nics: [nicAt(0), nicAt(1), nicAt(2)] }), 'openstack/latest/network_data.json') ?? '';
      const { links, services } = JSON.parse(text) as { links: { id: string }[]; services: { address: string }[] };
      expect(links.map(({ id }) => id)).toEqual(['eth0', 'eth1', 'eth2']);
      expect(services.map(({ address }) => address)).toEqual(['10.0.1.1', '10.1.1.1', '10.2.1.1']);
    });
  });

  it('has both after password and user data were changed in one stop', () => {
    const { bytes } = buildConfigDrive(inputOf({ password: 'Vp7kQz' }, profile), options);
    const changed = withUserData(
      withPassword(readConfigDriveSync(bytes), 'n3wPass', { ...options, profile }),
      'new user data',
      { ...options, profile },
    );
    expect(fileOf(changed, 'cloudstack/password/vm_password.txt')).toBe('n3wPass');
    expect(fileOf(changed, 'openstack/latest/vendor_data.json')).toContain('n3wPass');
    expect(fileOf(changed, 'cloudstack/userdata/user_data.txt')).toBe('new user data');
    expect(fileOf(changed, 'openstack/latest/user_data')).toBe('new user data');
  });
});

const directory = useTemporaryDirectory();

withForeign(['blkid'], 'a drive to blkid', () => {
  it('has the label config-2', () => {
    writeFileSync(directory('drive.iso'), buildConfigDrive(inputOf({}, 'cloudstack'), options).bytes);
    expect(probeWithBlkid(directory('drive.iso')).label).toBe('config-2');
  });
});

withForeign(['ssh-keygen', 'bsdtar'], 'a drive to ssh-keygen', () => {
  it.each(profiles)('has in public-keys.txt the fingerprint of the key pair: %s', (profile) => {
    const pair = directory(`pair-${profile}`);
    runOk(programPath('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-C', 'pair', '-f', pair]);
    const fingerprintOf = (path: string): string => textOf(programPath('ssh-keygen'), ['-l', '-f', path]);
    const publicKey = readFileSync(`${pair}.pub`, 'utf8').trim();
    const { bytes } = buildConfigDrive(inputOf({ publicKeys: [publicKey] }, profile), options);
    withTemporaryDirectory((tree) => {
      writeFileSync(`${tree}/drive.iso`, bytes);
      extractWithBsdtar(`${tree}/drive.iso`, tree);
      expect(fingerprintOf(`${tree}/cloudstack/metadata/public-keys.txt`)).toBe(fingerprintOf(`${pair}.pub`));
    });
  });
});
