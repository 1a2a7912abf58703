/**
 * What CloudStack's own unit tests (ConfigDriveBuilderTest, ConfigDriveTest) assert of what is on its config drives, one by
 * one, of ours. What they assert of the tools that it runs is not ours: no program is run.
 */
import {
  buildConfigDrive,
  type ConfigDrive,
  layOutConfigDrive,
  type NicInput,
  parseMachine,
  type Triple,
  vmDataFrom,
} from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { fileOf, pathsOf, planInput, planOf, refusalsOf, TIMESTAMP } from './helpers.ts';

const options = { timestamp: TIMESTAMP };
const fields = { instanceName: 'i-2-10-VM', hostname: 'web-1', zone: 'zone-1', serviceOffering: 'Small' };
const nic: NicInput = { mac: '02:00:4c:5e:00:00', ipv4: { address: '10.1.1.5/24' } };

describe('the builder', () => {
  const upstream = (...vmData: readonly Triple[]): ConfigDrive =>
    planInput({ vmData, nics: [nic], profile: 'cloudstack' }, options);

  it('writes a file in UTF-8, and a later one over it', () => {
    const drive = upstream(['metadata', 'cloud-name', 'first, longer'], ['metadata', 'cloud-name', 'zweite ä😀']);
    const { bytes } = buildConfigDrive(
      { instanceName: 'i-2-10-VM', vmData: [['metadata', 'cloud-name', 'ä😀']] },
      options,
    );
    expect(fileOf(drive, 'cloudstack/metadata/cloud-name.txt')).toBe('zweite ä😀');
    expect(Buffer.from(bytes).includes(Buffer.from('c3a4f09f9880', 'hex'))).toBe(true);
  });

  it('has user data in base64 outside and as it is inside', () => {
    const [triple] = vmDataFrom({ ...fields, userData: 'content' });
    expect(triple).toEqual(['userdata', 'user_data', 'Y29udGVudA==']);
    expect(fileOf(upstream(['userdata', 'user_data', 'Y29udGVudA==']), 'openstack/latest/user_data')).toBe('content');
  });

  it('refuses an input with neither metadata nor NICs', () => {
    expect(refusalsOf(() => parseMachine({}))).toEqual(['wrong-type at vmData']);
    expect(refusalsOf(() => parseMachine({ vmData: null, nics: null }))).toEqual([
      'wrong-type at vmData',
      'wrong-type at nics',
    ]);
  });

  it('writes {} as vendor data when there is no password', () => {
    expect(fileOf(upstream(), 'openstack/latest/vendor_data.json')).toBe('{}');
  });

  it('makes no link when there is no user data', () => {
    expect(pathsOf(upstream(['userdata', 'user_data', '']))).not.toContain('openstack/latest/user_data');
    const { entries } = upstream(['userdata', 'user_data', 'YQ==']);
    const contents = entries.filter(({ path }) => path.includes('user_data')).map(({ content }) => content);
    expect(contents).toHaveLength(2);
    expect(contents[0]).toBe(contents[1]);
  });

  it('refuses an image over 64 MiB and takes one of exactly 64 MiB', () => {
    const MOST = 64 * 1024 * 1024;
    const drive = upstream();
    const withBulk = (byteLength: number): ConfigDrive => ({
      ...drive,
      entries: [...drive.entries, { path: 'bulk', content: { byteLength, open: () => [] } }],
    });
    const rest = layOutConfigDrive(withBulk(2048)).byteLength - 2048;
    expect(layOutConfigDrive(withBulk(MOST - rest)).byteLength).toBe(MOST);
    expect(refusalsOf(() => layOutConfigDrive(withBulk(MOST - rest + 1)))).toEqual(['image-too-large at the input']);
  });

  it('copies a custom parameter to meta_data.json with a content and in the directory metadata only', () => {
    const drive = upstream(
      ['metadata', 'tier', 'gold'],
      ['metadata', 'empty', ''],
      ['metadata', 'nothing', null],
      ['other', 'elsewhere', 'x'],
    );
    expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe('{"tier":"gold"}');
  });

  const dualStack: NicInput = {
    deviceId: 1,
    mac: '00:00:00:00:00:02',
    mtu: 2000,
    uuid: 'nic-uuid',
    ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['8.8.8.8', '1.1.1.1'] },
    ipv6: { address: '2001:db8::5/64', gateway: '2001:db8::1', dns: ['2001:db8::53', '2001:db8::54'] },
  };
  const networkOf = (...nics: readonly NicInput[]): Record<string, unknown> =>
    JSON.parse(
      fileOf(planOf({ nics, options: { profile: 'cloudstack' } }), 'openstack/latest/network_data.json') ?? '',
    ) as Record<string, unknown>;

  it('describes one dual-stack NIC with an MTU of 2000', () => {
    expect(networkOf(dualStack)).toEqual({
      links: [{ ethernet_mac_address: '00:00:00:00:00:02', id: 'eth1', mtu: 2000, type: 'phy' }],
      networks: [
        {
          id: 'eth1',
          ip_address: '10.1.1.5',
          link: 'eth1',
          netmask: '255.255.255.0',
          network_id: 'nic-uuid',
          type: 'ipv4',
          routes: [{ gateway: '10.1.1.1', netmask: '0.0.0.0', network: '0.0.0.0' }],
        },
        {
          id: 'eth1',
          ip_address: '2001:db8::5',
          link: 'eth1',
          netmask: '64',
          network_id: 'nic-uuid',
          type: 'ipv6',
          routes: [{ gateway: '2001:db8::1', netmask: '0', network: '::' }],
        },
      ],
      services: ['8.8.8.8', '1.1.1.1', '2001:db8::53', '2001:db8::54'].map((address) => ({ address, type: 'dns' })),
    });
  });

  it('writes {} as network data when no NIC has a service for it', () => {
    expect(networkOf({ ...dualStack, services: ['UserData'] })).toEqual({});
  });

  describe('merging what the NICs have', () => {
    const bare = (deviceId: number, dns?: readonly string[]): NicInput => {
      const mac = `02:00:4c:5e:00:0${deviceId}`;
      return { deviceId, mac, ipv4: dns === undefined ? null : { address: `10.${deviceId}.1.5/24`, dns } };
    };
    const dnsOf = (...nics: readonly NicInput[]): unknown =>
      (networkOf(...nics).services as { address: string }[] | undefined)?.map(({ address }) => address);

    it('adds nothing for nothing and nothing', () => expect(dnsOf(bare(0), bare(1))).toBeUndefined());

    it('leaves out what an earlier one has', () => {
      expect(dnsOf(bare(0, ['8.8.8.8', '1.1.1.1']), bare(1, ['1.1.1.1', '8.8.8.8']))).toEqual(['8.8.8.8', '1.1.1.1']);
    });

    it('keeps what is different', () => {
      expect(dnsOf(bare(0, ['8.8.8.8']), bare(1), bare(2, ['9.9.9.9']))).toEqual(['8.8.8.8', '9.9.9.9']);
    });
  });
});
