/** Debian's real cloud-init on OpenStack's tree (DataSourceConfigDrive) and NoCloud's (DataSourceNoCloud), from the image on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, type DriveInput, type DriveOptions } from '@configdrive/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileOf } from '../core/helpers.ts';
import { HOSTNAME, KEYS, PASSWORD, SAMPLE, STATIC_MAC, TIMESTAMP, USER_DATA, VM_ID } from '../drive/sample.ts';
import { type AcceptedVerdict, type CloudInitDrive, gatewaysOf, judgeWithCloudInit } from '../support/cloud-init.ts';
import { vendorDataToCloudInit } from '../support/cloud-init-vendor-data.ts';
import { withForeign } from '../support/foreign.ts';
import { extractWithBsdtar } from '../support/readers/bsdtar.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

/** What cloud-init's YAML could take for something else. */
const TRICKY = { owner: 'yes', '0123': '12:30:45', 'key: b': '- "x"\n', empty: '~', control: 'a\u0085b\u007f' };

const INPUT: DriveInput = {
  ...SAMPLE,
  customParameters: TRICKY,
  vendorData: '#cloud-config\nbootcmd: [true]\n',
};

const extras: Partial<DriveInput> = {
  files: [
    { path: '/etc/motd', content: 'Hallö\n' },
    { path: '/opt/blob.bin', base64: 'AP8A' },
    { path: '/opt/empty', content: '' },
  ],
  vendorData2: { static: { site: 'north' } },
  randomSeed: 'AAECAwQ=',
  devices: [{ type: 'nic', bus: 'pci', address: '0000:00:02.0', mac: STATIC_MAC, tags: ['public'] }],
  projectId: 'd7a5',
  launchIndex: 0,
};

interface Case {
  readonly name: string;
  readonly options: DriveOptions;
  readonly source: NonNullable<CloudInitDrive['source']>;
  readonly input: DriveInput;
  /** The files with the vendor data. */
  readonly vendorData: string;
}

const openStack = { source: 'configDrive', input: { ...INPUT, ...extras } } as const;
const CASES: readonly Case[] = [
  {
    name: 'openstack, latest',
    options: { tree: 'openstack' },
    ...openStack,
    vendorData: 'openstack/latest/vendor_data.json',
  },
  {
    name: 'openstack, dated',
    options: { tree: 'openstack', openstackVersions: 'dated' },
    ...openStack,
    vendorData: 'openstack/2018-08-27/vendor_data.json',
  },
  { name: 'nocloud', options: { tree: 'nocloud' }, source: 'noCloud', input: INPUT, vendorData: 'vendor-data' },
];

withForeign(['cloudinit', 'bsdtar'], 'cloud-init on other trees', () => {
  const verdicts = new Map<string, AcceptedVerdict>();
  const vendorTexts = new Map<string, string>();

  beforeAll(() => {
    const trees = CASES.map(({ name, options, source, input, vendorData }): CloudInitDrive => {
      const { bytes, drive } = buildConfigDrive(input, { timestamp: TIMESTAMP, ...options });
      writeFileSync(directory(`${name}.iso`), bytes);
      mkdirSync(directory(name));
      extractWithBsdtar(directory(`${name}.iso`), directory(name));
      const text = fileOf(drive, vendorData) ?? '';
      // One text is vendor data, too.
      vendorTexts.set(name, source === 'noCloud' ? JSON.stringify(text) : text);
      return { directory: directory(name), source };
    });
    for (const [index, verdict] of judgeWithCloudInit(trees).entries()) {
      if (!verdict.accepted) throw new Error(`refused: ${verdict.error}`);
      verdicts.set(CASES[index]!.name, verdict);
    }
  });

  describe.each(CASES)('$name', ({ name }) => {
    const verdictOf = (): AcceptedVerdict => verdicts.get(name)!;

    it('is taken without a warning', () => {
      expect(verdictOf().warnings).toEqual([]);
      expect(verdictOf().networkError).toBeNull();
    });

    it('gives identity, host name, zone, keys and user data', () => {
      expect(verdictOf()).toMatchObject({
        instanceId: VM_ID,
        hostname: HOSTNAME,
        availabilityZone: 'zone-1',
        publicKeys: KEYS,
      });
      expect(new TextDecoder().decode(verdictOf().userData)).toBe(USER_DATA);
    });

    it('sets the password, and keeps the vendor data beside it', () => {
      const [vendor] = vendorDataToCloudInit([vendorTexts.get(name)!]);
      expect(vendor!.warnings).toEqual([]);
      expect(vendor!.passwords.map(({ password }) => password === PASSWORD)).toEqual([true]);
      expect(vendor!.config).toMatchObject({ bootcmd: [true], chpasswd: { expire: false } });
    });

    it('brings the network up in every renderer', () => {
      const { rendered } = verdictOf();
      for (const { error } of Object.values(rendered)) expect(error).toBeNull();
      const { eth0, eth1 } = rendered.netplan!.netplan!.network.ethernets;
      expect([...eth0!.addresses!].sort()).toEqual(['10.1.1.5/24', '2001:db8::5/64']);
      expect([...gatewaysOf(eth0!)].sort()).toEqual(['10.1.1.1', '2001:db8::1']);
      expect(eth0!.routes).toContainEqual({ to: '10.9.0.0/16', via: '10.1.1.254' });
      expect(eth0!.nameservers!.addresses).toEqual(['10.1.1.1', '8.8.8.8', '2001:db8::1']);
      expect(eth1).toMatchObject({ dhcp4: true });
    });
  });

  it.each(['openstack, latest', 'openstack, dated'])('%s: all files for the guest are found', (name) => {
    expect(verdicts.get(name)!.injectedFiles).toEqual(['/etc/motd', '/opt/blob.bin', '/opt/empty']);
  });

  it('nocloud: every value of the metadata is the text that it was', () => {
    expect(verdicts.get('nocloud')!.metadata).toMatchObject(TRICKY);
  });

  it('openstack: users’ data are in meta', () => {
    expect(verdicts.get('openstack, latest')!.metadata).toMatchObject({
      meta: TRICKY,
      launch_index: 0,
      project_id: 'd7a5',
    });
  });
});
