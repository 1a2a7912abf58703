/** Drives that others and we make, one of each kind, and which files of each a change touches. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildConfigDrive, type DriveOptions, type Triple } from '@configdrive/core';
import { type Entry, utf8Bytes } from 'iso9660-format';
import { planInput } from '../core/helpers.ts';
import { SAMPLE } from '../drive/sample.ts';
import type { CloudInitDrive } from '../support/cloud-init.ts';
import { samplePath } from '../support/data.ts';
import { type ForeignName, programPath } from '../support/foreign.ts';
import { makeWithGenisoimage, makeWithXorriso } from '../support/makers.ts';
import { runOk } from '../support/run.ts';
import { makeSampleTree, SAMPLE_TIME } from '../support/sample-tree.ts';
import type { ChangeName } from './change-table.ts';

/** Paths below the root; `+` before those that are new, `-` before those that are gone. */
export type Touched = Readonly<Record<ChangeName, readonly string[]>>;

export interface DriveKind {
  readonly name: string;
  readonly programs: readonly ForeignName[];
  /** Names before: of Rock Ridge, or of the plain tree only. */
  readonly names: 'rockRidge' | 'plain';
  /** Writes the image; `scratch` is an empty directory. */
  readonly make: (image: string, scratch: string) => void;
  readonly touched: Touched;
  /** Whether cloud-init takes the drive before and after any change. */
  readonly isForCloudInit: boolean;
  /** By which of its sources. Default: ConfigDrive. */
  readonly source?: CloudInitDrive['source'];
}

const CLOUDSTACK = 'cloudstack/metadata';
const PASSWORD = 'cloudstack/password/vm_password.txt';
const MD5 = 'cloudstack/password/vm-password-md5checksum.txt';
const MD5_ALIASES = ['cloudstack/password/vm_password_md5checksum', 'cloudstack/password/vm_password_md5checksum.txt'];
const USER_DATA = 'cloudstack/userdata/user_data.txt';
const LATEST = 'openstack/latest';

const without = (paths: readonly string[]): readonly string[] => paths.map((path) => `-${path}`);

const portableTouched: Touched = {
  password: [PASSWORD, MD5, ...MD5_ALIASES, `${LATEST}/vendor_data.json`],
  noPassword: [...without([PASSWORD, MD5, ...MD5_ALIASES]), `${LATEST}/vendor_data.json`],
  userData: [USER_DATA, 'cloudstack/user_data/user_data.txt', `${LATEST}/user_data`],
  publicKeys: [`${CLOUDSTACK}/public-keys.txt`, `${CLOUDSTACK}/public_keys.txt`, `${LATEST}/meta_data.json`],
  network: [`${LATEST}/network_data.json`],
  metadata: [
    `${CLOUDSTACK}/local-hostname.txt`,
    `${CLOUDSTACK}/local_hostname.txt`,
    `${CLOUDSTACK}/department.txt`,
    `${LATEST}/meta_data.json`,
  ],
};

/** CloudStack's own drive has no aliases; whether it has the md5 depends on the guest. */
const cloudStackTouched = (...md5: readonly string[]): Touched => ({
  password: [PASSWORD, ...md5, `${LATEST}/vendor_data.json`],
  noPassword: [...without([PASSWORD, ...md5]), `${LATEST}/vendor_data.json`],
  userData: [USER_DATA, `${LATEST}/user_data`],
  publicKeys: [`${CLOUDSTACK}/public-keys.txt`, `${LATEST}/meta_data.json`],
  network: [`${LATEST}/network_data.json`],
  metadata: [`${CLOUDSTACK}/local-hostname.txt`, `${CLOUDSTACK}/department.txt`, `${LATEST}/meta_data.json`],
});

const buildOurs =
  (options: DriveOptions) =>
  (image: string): void =>
    writeFileSync(image, buildConfigDrive(SAMPLE, { timestamp: SAMPLE_TIME, ...options }).bytes);

/** What nobody asked to change: bytes, several lines, a name with blanks. */
const strangers: readonly Entry[] = [
  { path: 'vendor/blob.bin', content: Uint8Array.from({ length: 5000 }, (_, at) => at % 251) },
  { path: 'vendor/two words.txt', content: 'one\r\ntwo\n\nthree' },
  { path: 'cloudstack/metadata/multi-line.txt', content: 'a\nb\n' },
];

/** What CloudStack masters for a Windows guest: hard-linked user data, the md5; and strangers. */
export function cloudStackEntries(): readonly Entry[] {
  const md5: Triple = ['password', 'vm-password-md5checksum', 'd41d8cd98f00b204e9800998ecf8427e'];
  const input = { ...SAMPLE, vmData: [...SAMPLE.vmData, md5] };
  return [...planInput(input, { timestamp: SAMPLE_TIME, profile: 'cloudstack' }).entries, ...strangers];
}

/** nova's tree: every version has its own copy of everything; a number that no double holds, and keys out of order. */
export const NOVA_META_DATA =
  '{"uuid": "83679162-1378-4288-a2d4-70e13ec132aa", "meta": {"role": "web"}, "admin_pass": "An0ther", "public_keys": {"mykey": "ssh-rsa old"}, "keys": [{"name": "mykey", "type": "ssh", "data": "ssh-rsa old"}], "hostname": "test.novalocal", "name": "test", "10": "ten", "2": "two", "launch_index": 0, "random_seed": "bm90IHJhbmRvbQ==", "project_id": 12345678901234567890, "devices": []}';

const NOVA_VERSIONS = ['2012-08-10', '2018-08-27', '2020-10-14', 'latest'];
const EC2_VERSIONS = ['2009-04-04', 'latest'];
/** Ours has every version that nova writes today. */
const OUR_VERSIONS =
  '2012-08-10 2013-04-04 2013-10-17 2015-10-15 2016-06-30 2016-10-06 2017-02-22 2018-08-27 2020-10-14 2025-04-04 latest'.split(
    ' ',
  );
const inOurs = (file: string): readonly string[] => OUR_VERSIONS.map((version) => `openstack/${version}/${file}`);
const inNova = (file: string): readonly string[] => NOVA_VERSIONS.map((version) => `openstack/${version}/${file}`);
const inEc2 = (file: string): readonly string[] => EC2_VERSIONS.map((version) => `ec2/${version}/${file}`);
const withVendorData = inNova('vendor_data.json').filter((path) => !path.includes('2012'));

function writeNovaTree(directory: string): void {
  const file = (content: string) => (path: string) => ({ path, content });
  const ec2 =
    '{"ami-id": "None", "hostname": "test.novalocal", "local-hostname": "test.novalocal", "public-keys": {"0": {"openssh-key": "ssh-rsa old"}}, "placement": {"availability-zone": "nova"}}';
  makeSampleTree(directory, [
    ...inNova('meta_data.json').map(file(NOVA_META_DATA)),
    ...inNova('user_data').map(file('#!/bin/sh\n')),
    ...withVendorData.map(file('{"note": "kept", "cloud-init": "#!/bin/sh\\ntrue"}')),
    ...withVendorData.map((path) => file('{"static": {}}')(path.replace('data.', 'data2.'))),
    ...withVendorData.map((path) =>
      file('{"links": [], "networks": [], "services": []}')(path.replace('vendor', 'network')),
    ),
    ...inEc2('meta-data.json').map(file(ec2)),
    ...inEc2('user-data').map(file('#!/bin/sh\n')),
    file('auto lo\niface lo inet loopback\n')('openstack/content/0000'),
  ]);
}

/** nova/virt/configdrive.py */
function makeWithNovasOptions(directory: string, image: string): void {
  const options = '-ldots -allow-lowercase -allow-multidot -l -publisher'.split(' ');
  const volume = ['OpenStack Nova 29.0.1', '-quiet', '-J', '-r', '-V', 'config-2'];
  runOk(programPath('genisoimage'), ['-o', image, ...options, ...volume, directory]);
}

/** CitrixResourceBase: no openstack/, user data in base64, plain names of level 3. */
function makeOldDrive(image: string, directory: string): void {
  const metadata = {
    'local-hostname': 'web-1',
    'vm-id': '6f1f9a3e',
    'public-keys': 'ssh-rsa old',
    department: 'Sales',
  };
  makeSampleTree(directory, [
    ...Object.entries(metadata).map(([name, content]) => ({ path: `${CLOUDSTACK}/${name}.txt`, content })),
    { path: PASSWORD, content: 'old' },
    { path: MD5, content: '149603e6c03516362a8da23f624db945' },
    { path: USER_DATA, content: utf8Bytes('I2Nsb3VkLWNvbmZpZwo=') },
  ]);
  runOk(programPath('genisoimage'), ['-quiet', '-iso-level', '3', '-V', 'config-2', '-o', image, directory]);
}

export const OUR_DRIVE: DriveKind = {
  name: 'ours, portable',
  programs: [],
  names: 'rockRidge',
  make: buildOurs({}),
  touched: portableTouched,
  isForCloudInit: true,
};

export const CLOUDSTACK_DRIVE: DriveKind = {
  name: 'CloudStack’s own, by genisoimage',
  programs: ['genisoimage'],
  names: 'rockRidge',
  make: (image, scratch) => {
    makeSampleTree(scratch, cloudStackEntries());
    makeWithGenisoimage(scratch, image, 'config-2');
  },
  touched: cloudStackTouched(MD5),
  isForCloudInit: true,
};

export const DRIVE_KINDS: readonly DriveKind[] = [
  OUR_DRIVE,
  {
    name: 'ours, as CloudStack writes it',
    programs: [],
    names: 'rockRidge',
    make: buildOurs({ profile: 'cloudstack' }),
    touched: cloudStackTouched(),
    isForCloudInit: true,
  },
  CLOUDSTACK_DRIVE,
  {
    name: 'CloudStack’s own, by xorriso',
    programs: ['xorriso'],
    names: 'rockRidge',
    make: (image, scratch) => {
      makeSampleTree(scratch, cloudStackEntries());
      makeWithXorriso(scratch, image, 'config-2');
    },
    touched: cloudStackTouched(MD5),
    isForCloudInit: true,
  },
  {
    name: 'nova’s',
    programs: ['genisoimage'],
    names: 'rockRidge',
    make: (image, scratch) => {
      writeNovaTree(scratch);
      makeWithNovasOptions(scratch, image);
    },
    touched: {
      password: [...inNova('meta_data.json'), ...withVendorData],
      noPassword: inNova('meta_data.json'),
      userData: [...inNova('user_data'), ...inEc2('user-data')],
      publicKeys: [...inNova('meta_data.json'), ...inEc2('meta-data.json')],
      network: withVendorData.map((path) => path.replace('vendor', 'network')),
      metadata: [...inNova('meta_data.json'), ...inEc2('meta-data.json')],
    },
    isForCloudInit: true,
  },
  {
    name: 'ours, OpenStack’s tree, dated',
    programs: [],
    names: 'rockRidge',
    make: buildOurs({ tree: 'openstack', openstackVersions: 'dated' }),
    touched: {
      password: [...inOurs('meta_data.json'), ...inOurs('vendor_data.json')],
      noPassword: [...inOurs('meta_data.json'), ...inOurs('vendor_data.json')],
      userData: [...inOurs('user_data'), ...inEc2('user-data')],
      publicKeys: [...inOurs('meta_data.json'), ...inEc2('meta-data.json')],
      network: inOurs('network_data.json'),
      metadata: [...inOurs('meta_data.json'), ...inEc2('meta-data.json')],
    },
    isForCloudInit: true,
  },
  {
    name: 'ours, NoCloud',
    programs: [],
    names: 'rockRidge',
    make: buildOurs({ tree: 'nocloud' }),
    touched: {
      password: ['vendor-data'],
      noPassword: ['-vendor-data'],
      userData: ['user-data'],
      publicKeys: ['meta-data'],
      network: ['network-config'],
      metadata: ['meta-data'],
    },
    isForCloudInit: true,
    source: 'noCloud',
  },
  {
    name: 'CloudStack’s older builder’s, level 3',
    programs: ['genisoimage'],
    names: 'plain',
    make: makeOldDrive,
    touched: {
      password: [PASSWORD, MD5, 'cloudstack/password/vm_password_md5checksum.txt'],
      noPassword: without([PASSWORD, MD5, 'cloudstack/password/vm_password_md5checksum.txt']),
      userData: [USER_DATA],
      publicKeys: [`${CLOUDSTACK}/public-keys.txt`, `${CLOUDSTACK}/public_keys.txt`],
      network: [],
      metadata: [
        `${CLOUDSTACK}/local-hostname.txt`,
        `${CLOUDSTACK}/local_hostname.txt`,
        `${CLOUDSTACK}/department.txt`,
      ],
    },
    isForCloudInit: false,
  },
];

/** A drive out of Ironic's tests: no meta_data.json, but a meta-data.json that nobody reads. */
export const IRONIC_DRIVE: DriveKind = {
  name: 'Ironic’s',
  programs: [],
  names: 'rockRidge',
  make: (image) => {
    const text = readFileSync(samplePath('drives', 'ironic-config_drive.iso.gz.b64'), 'utf8');
    writeFileSync(image, gunzipSync(Buffer.from(text, 'base64')));
  },
  touched: {
    password: [`${LATEST}/vendor_data.json`],
    noPassword: [],
    userData: [`${LATEST}/user_data`],
    publicKeys: [`+${LATEST}/meta_data.json`],
    network: [`+${LATEST}/network_data.json`],
    metadata: [`+${LATEST}/meta_data.json`],
  },
  isForCloudInit: false,
};
