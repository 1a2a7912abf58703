/** `configdrive extract` as an operator runs it. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutImage, openImageSync, toBytes } from 'configdrive';
import { beforeAll, describe, expect, it } from 'vitest';
import { canMount, withTmpfs } from '../storage/tmpfs.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { CANARIES, type CommandResult, configdrive, vm } from './command.ts';

const path = useTemporaryDirectory();

const run = (args: readonly string[], options: Parameters<typeof configdrive>[1] = {}): CommandResult =>
  configdrive(args, { cwd: path(), ...options });

beforeAll(() => {
  expect(run(['build', '-', '-o', 'drive.iso'], { input: JSON.stringify(vm) }).status).toBe(0);
});

describe('configdrive extract', () => {
  it('writes all files into a private directory, and says in one line what', () => {
    expect(run(['extract', 'drive.iso', 'drive'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^drive: 14 files, 7 directories, \d+ bytes\n$/),
      stderr: '',
    });
    expect(lstatSync(path('drive')).mode & 0o777).toBe(0o700);
    expect(readFileSync(path('drive/cloudstack/password/vm_password.txt'), 'utf8')).toBe(CANARIES[0]);
    expect(readdirSync(path('drive/openstack/latest')).sort()).toEqual([
      'meta_data.json',
      'network_data.json',
      'user_data',
      'vendor_data.json',
    ]);
  });

  it('does the same from standard input', () => {
    const { status } = run(['extract', '-', 'piped/'], { input: readFileSync(path('drive.iso')) });
    expect([status, readdirSync(path('piped'))]).toEqual([0, ['cloudstack', 'openstack']]);
  });

  it('writes into no directory that is there', () => {
    mkdirSync(path('mine'));
    const { status, stdout, stderr } = run(['extract', 'drive.iso', 'mine']);
    expect([status, stdout, readdirSync(path('mine'))]).toEqual([3, '', []]);
    expect(stderr).toContain('mine: the file exists');
    expect(stderr).not.toContain('--force');
  });

  it.each([
    ['a directory without a length', 10, 0],
    ['a directory behind the image', 2, 1_000_000],
  ])('writes nothing of an image that lost %s, and names it', (_, field, value) => {
    const bytes = toBytes(
      layOutImage(
        [
          { path: 'a', content: 'x' },
          { path: 'lost/b', content: 'y' },
        ],
        { volumeIdentifier: 'DATA', timestamp: new Date(0), joliet: false },
      ),
    );
    const [record] = openImageSync(bytes)
      .records()
      .filter(({ path: name }) => name === 'lost');
    const view = new DataView(bytes.buffer, bytes.byteOffset + (record?.recordOffset ?? Number.NaN) + field);
    view.setUint32(0, value, true);
    view.setUint32(4, value, false);
    const { status, stdout, stderr } = run(['extract', '-', 'partly'], { input: bytes });
    expect([status, stdout, existsSync(path('partly'))]).toEqual([1, '', false]);
    expect(stderr).toContain('("lost")');
  });

  it('leaves out links unless told otherwise, and devices always', () => {
    const entries = [
      { path: 'a', content: 'x' },
      { path: 'in', target: 'a' },
      { path: 'out', target: '/etc/passwd' },
      { path: 'disk', device: { major: 8, minor: 0 }, mode: 0o060660 },
    ];
    const timestamp = new Date('2024-02-29T12:34:56Z');
    const input = toBytes(layOutImage(entries, { volumeIdentifier: 'DATA', timestamp }));
    const without = run(['extract', '-', 'without'], { input });
    expect([without.status, readdirSync(path('without'))]).toEqual([0, ['a']]);
    expect(without.stderr.trim().split('\n')).toEqual([
      'warning: disk: a block device, left out',
      'warning: in: a symbolic link, left out; --links makes links',
      'warning: out: a symbolic link, left out; --links makes links',
    ]);
    const links = run(['extract', '-', 'links', '--links'], { input });
    expect([links.status, readdirSync(path('links')).sort()]).toEqual([0, ['a', 'in']]);
    expect(readlinkSync(path('links/in'))).toBe('a');
    expect(links.stderr).toContain('out: a symbolic link, left out: the link leads outside');
  });

  it('writes nothing of an image that cannot be extracted whole', () => {
    const image = readFileSync(path('drive.iso'));
    const room = 8192;
    writeFileSync(path('short.iso'), image.subarray(0, image.byteLength - room - 8192));
    expect(run(['extract', 'short.iso', 'short'])).toMatchObject({ status: 1, stdout: '' });
    expect(existsSync(path('short'))).toBe(false);
  });

  it.skipIf(!canMount)('leaves nothing on a full disk [run as root: it mounts a tmpfs]', async () => {
    await withTmpfs(path(), 16 * 1024, async (directory) => {
      const { status, stdout, stderr } = run(['extract', 'drive.iso', join(directory, 'drive')]);
      expect([status, stdout, readdirSync(directory)]).toEqual([3, '', []]);
      expect(stderr).toMatch(/no space is left/);
    });
  });
});
