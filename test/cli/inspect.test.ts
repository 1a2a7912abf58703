import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { type Entry, layOutImage, toBytes } from 'configdrive';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { configdrive, vm } from './command.ts';

const path = useTemporaryDirectory();
const timestamp = new Date('2024-02-29T12:34:56Z');

beforeAll(() => {
  const args = ['build', '-', '-o', path('drive.iso')];
  expect(configdrive(args, { input: JSON.stringify(vm) }).status).toBe(0);
});

/** An image of any entries, inspected. */
function inspected(entries: readonly Entry[], args: readonly string[] = []): ReturnType<typeof configdrive> {
  const input = toBytes(layOutImage(entries, { volumeIdentifier: 'DATA', timestamp }));
  return configdrive(['inspect', '-', ...args], { input });
}

describe('configdrive inspect', () => {
  it('shows label, dates and the tree, with lengths where contents would be', () => {
    const { status, stdout, stderr } = configdrive(['inspect', 'drive.iso'], { cwd: path() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const guests = /^(?:taken|partly|refused) by .*\n(?: {13}.*\n)*/gm;
    expect(stdout.match(guests)?.[0]).toMatch(/^taken by +cloud-init, /);
    expect(stdout.replace(guests, '')).toMatchInlineSnapshot(`
      "image        drive.iso
      label        config-2 (primary and joliet)
      size         104448 bytes, 51 blocks
      trees        Rock Ridge, Joliet, plain ISO 9660
      created      2024-02-29T12:34:56.000Z
      system       LINUX
      application  CONFIGDRIVE

      /
      ├── cloudstack/
      │   ├── metadata/
      │   │   ├── availability-zone.txt         21 bytes
      │   │   ├── availability_zone.txt         21 bytes  alias of availability-zone.txt
      │   │   ├── vm-id.txt                     36 bytes
      │   │   └── vm_id.txt                     36 bytes  alias of vm-id.txt
      │   ├── password/
      │   │   ├── vm-password-md5checksum.txt   32 bytes
      │   │   ├── vm_password.txt               20 bytes
      │   │   ├── vm_password_md5checksum       32 bytes  alias of vm-password-md5checksum.txt
      │   │   └── vm_password_md5checksum.txt   32 bytes  alias of vm-password-md5checksum.txt
      │   ├── user_data/
      │   │   └── user_data.txt                 38 bytes  alias of /cloudstack/userdata/user_data.txt
      │   └── userdata/
      │       └── user_data.txt                 38 bytes  hard link with /openstack/latest/user_data
      └── openstack/
          └── latest/
              ├── meta_data.json                91 bytes
              ├── network_data.json            305 bytes
              ├── user_data                     38 bytes  hard link with /cloudstack/userdata/user_data.txt
              └── vendor_data.json              91 bytes
      "
    `);
  });

  it('shows the same of a drive that comes through a pipe', () => {
    const { stdout } = configdrive(['inspect', '-'], { input: readFileSync(path('drive.iso')) });
    const ofFile = configdrive(['inspect', 'drive.iso'], { cwd: path() }).stdout;
    expect(stdout).toBe(ofFile.replace('drive.iso', 'standard input'));
  });

  it('tells programs the same as data', () => {
    const { status, stdout } = configdrive(['inspect', path('drive.iso'), '--json']);
    const facts = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(facts).toMatchObject({
      schema: 'configdrive.inspect/1',
      label: 'config-2',
      labels: [
        { descriptor: 'primary', label: 'config-2' },
        { descriptor: 'joliet', label: 'config-2' },
      ],
      byteLength: readFileSync(path('drive.iso')).byteLength,
      namespaces: ['rockRidge', 'joliet', 'plain'],
      issues: [],
    });
    const entryAt = (wanted: string): unknown => facts.entries.find((entry: { path: string }) => entry.path === wanted);
    expect(entryAt('openstack/latest')).toMatchObject({ kind: 'directory', mode: '0555' });
    expect(entryAt('openstack/latest/user_data')).toMatchObject({
      kind: 'file',
      mode: '0444',
      linkCount: 2,
      hardLinks: ['cloudstack/userdata/user_data.txt'],
    });
    expect(entryAt('cloudstack/metadata/vm_id.txt')).toMatchObject({
      byteLength: 36,
      linkCount: 1,
      aliasOf: 'cloudstack/metadata/vm-id.txt',
    });
  });

  it('shows what is unusual: modes, owners, links, devices', () => {
    const { stdout } = inspected([
      { path: 'run.sh', content: 'x', mode: 0o4755, uid: 1000, gid: 100 },
      { path: 'link', target: '../elsewhere' },
      { path: 'disk', device: { major: 8, minor: 0 }, mode: 0o060660 },
      { path: 'empty', content: '' },
      { path: 'nothing' },
    ]);
    const tree = stdout
      .slice(stdout.indexOf('\n/\n') + 1)
      .split('\n')
      .map((line) => line.trimEnd());
    expect(tree).toEqual([
      '/',
      '├── disk                  block device  mode 0660',
      '├── empty                      0 bytes',
      '├── link -> ../elsewhere',
      '├── nothing/',
      '└── run.sh                     1 byte   mode 4755, owner 1000:100',
      '',
    ]);
  });

  it('lets no control character of an image through', () => {
    const { stdout } = inspected([
      { path: 'red\u001b[31m\u202e/bell\u0007', content: 'x' },
      { path: 'title', target: '\u001b]0;owned\u0007' },
    ]);
    expect(stdout).toContain('red\\u001b[31m\\u202e/');
    expect(stdout).toContain('title -> \\u001b]0;owned\\u0007');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('shows both labels where they differ', () => {
    const image = readFileSync(path('drive.iso'));
    image.write('CONFIG-9', 16 * 2048 + 40, 'latin1');
    const { stdout } = configdrive(['inspect', '-'], { input: image });
    expect(stdout).toMatch(/^label +CONFIG-9 \(primary\), config-2 \(joliet\)$/m);
  });

  it('shows when a part of the image is missing', () => {
    const image = readFileSync(path('drive.iso'));
    const { status, stdout } = configdrive(['inspect', '-'], { input: image.subarray(0, image.byteLength - 2048) });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^size +[0-9]+ bytes, .* that should be [0-9]+ bytes$/m);
  });

  it('has colours on request only', () => {
    const args = ['inspect', path('drive.iso')];
    expect(configdrive(args).stdout).not.toContain('\u001b');
    expect(configdrive(args, { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b[1mconfig-2');
  });

  it('exits 1 for what is no image, and says what is wrong with it', () => {
    writeFileSync(path('text'), 'just a text');
    writeFileSync(path('zeros'), '');
    truncateSync(path('zeros'), 1_000_000);
    const outcomes = ['text', 'zeros'].map((name) => configdrive(['inspect', name], { cwd: path() }));
    expect(outcomes.map(({ status, stdout }) => [status, stdout])).toEqual([
      [1, ''],
      [1, ''],
    ]);
    expect(outcomes.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^error\[[a-z-]+\] .*the image ends before/),
      expect.stringMatching(/^error\[[a-z-]+\] .*no volume descriptor/),
    ]);
  });

  it('exits 3 for what cannot be read', () => {
    mkdirSync(path('sub'), { recursive: true });
    const outcomes = ['missing.iso', 'sub'].map((name) => configdrive(['inspect', name], { cwd: path() }));
    expect(outcomes.map(({ status, stdout }) => [status, stdout])).toEqual([
      [3, ''],
      [3, ''],
    ]);
    expect(outcomes.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('missing.iso: the file does not exist'),
      expect.stringMatching(/sub: .* not a file/),
    ]);
  });
});
