/** Every file in examples/ does what it is an example of. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { buildConfigDrive } from '@configdrive/core';
import { afterEach, describe, expect, it } from 'vitest';
import { fileOf, filesBelow, pathsOf } from '../core/helpers.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const examples = new URL('../../examples/', import.meta.url);
const timestamp = new Date('2026-03-01T12:00:00Z');

const built = (name: string) =>
  buildConfigDrive(JSON.parse(readFileSync(new URL(name, examples), 'utf8')), { timestamp });

it.each(readdirSync(examples).filter((name) => name.endsWith('.json')))('%s builds without an issue', (name) => {
  expect(built(name).issues).toEqual([]);
});

describe('linux-dual-stack.json', () => {
  const { drive } = built('linux-dual-stack.json');

  it('holds the cloud-config under every name', () => {
    const userData = fileOf(drive, 'openstack/latest/user_data') ?? '';
    expect(userData).toMatch(/^#cloud-config\n/);
    expect(fileOf(drive, 'cloudstack/userdata/user_data.txt')).toBe(userData);
  });

  it('gives both families addresses, routes and name servers, and one default route each', () => {
    const { networks, services } = JSON.parse(fileOf(drive, 'openstack/latest/network_data.json') ?? '') as {
      networks: readonly { ip_address: string; routes: readonly { network: string }[] }[];
      services: readonly { address: string }[];
    };
    expect(networks.map(({ ip_address, routes }) => [ip_address, ...routes.map(({ network }) => network)])).toEqual([
      ['10.1.1.5', '0.0.0.0', '10.9.0.0'],
      ['2001:db8:1::5/64', '::', '2001:db8:9::'],
      ['192.168.77.10'],
    ]);
    expect(services.map(({ address }) => address)).toEqual(['10.1.1.1', '9.9.9.9', '2620:fe::fe']);
  });
});

describe('windows-md5.json', () => {
  const { drive } = built('windows-md5.json');

  it('has the password wherever a Windows guest looks for it, and its md5 under three names', () => {
    expect(filesBelow(drive, 'cloudstack/password')).toEqual({
      'vm_password.txt': 'jk8ssl',
      'vm-password-md5checksum.txt': '0000000018e6137ac2caab16074784a6',
    });
    expect(drive.entries.filter(({ sameAs }) => sameAs?.includes('md5')).map(({ path }) => path)).toEqual([
      'cloudstack/password/vm_password_md5checksum.txt',
      'cloudstack/password/vm_password_md5checksum',
    ]);
    expect(JSON.parse(fileOf(drive, 'openstack/latest/meta_data.json') ?? '')).toHaveProperty('admin_pass');
  });
});

describe('many-keys.json', () => {
  const { drive } = built('many-keys.json');

  it('has an entry per key, and names and values in every script', () => {
    const metaData = fileOf(drive, 'openstack/latest/meta_data.json') ?? '';
    const { keys, public_keys: publicKeys } = JSON.parse(metaData) as { keys: unknown[]; public_keys: object };
    expect(keys).toHaveLength(7);
    expect(Object.keys(publicKeys)).toHaveLength(7);
    expect(metaData).toContain('"10":"zehn","__proto__":"a name like any other","部署":"基盤チーム"');
    expect(metaData).toContain('"owner":"Zoë","tier":"gold"');
    expect(pathsOf(drive)).toEqual(
      expect.arrayContaining(['cloudstack/metadata/部署.txt', 'cloudstack/metadata/10.txt']),
    );
  });
});

describe('openstack.json', () => {
  const { drive } = built('openstack.json');

  it('has every version’s folder, and the files for the guest', () => {
    const metaData = JSON.parse(fileOf(drive, 'openstack/2018-08-27/meta_data.json') ?? '') as Record<string, unknown>;
    expect(metaData).toMatchObject({ hostname: 'db-1.example.org', meta: { role: 'database' }, launch_index: 0 });
    expect(metaData.files).toHaveLength(2);
    expect(fileOf(drive, 'openstack/content/0000')).toBe('Built by the fleet.\n');
    expect(pathsOf(drive)).toContain('ec2/2009-04-04/user-data');
  });
});

describe('nocloud.json', () => {
  const { drive } = built('nocloud.json');

  it('is a seed with a label of its own', () => {
    expect(drive.label).toBe('cidata');
    expect(pathsOf(drive)).toEqual(['meta-data', 'user-data', 'vendor-data', 'network-config']);
    expect(JSON.parse(fileOf(drive, 'meta-data') ?? '')).toEqual({
      'instance-id': 'lab-vm-3',
      'local-hostname': 'lab-3',
      'public-keys': [expect.stringMatching(/^ssh-/)],
    });
  });
});

describe('library.ts', () => {
  const directory = useTemporaryDirectory();
  const { argv } = process;
  afterEach(() => {
    process.argv = argv;
  });

  it('writes the image of an example, for its owner only', async () => {
    const target = directory('drive.iso');
    process.argv = [...argv.slice(0, 2), new URL('linux-dual-stack.json', examples).pathname, target];
    await import('../../examples/library.ts');
    expect(readFileSync(target)).toEqual(Buffer.from(built('linux-dual-stack.json').bytes));
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });
});
