import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { openImageSync } from 'iso9660-reader';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from './case-directory.ts';
import { CANARIES, isImage, vm } from './command.ts';

const { here, run } = useCaseDirectory();

const writeJson = (name: string, value: unknown): void => writeFileSync(here(name), JSON.stringify(value));

const textIn = (image: string, name: string): string =>
  Buffer.from(openImageSync(readFileSync(here(image))).readSync(name)).toString('utf8');

describe('configdrive build', () => {
  it('writes the image, private, and says one line about it', () => {
    writeJson('vm.json', vm);
    const { status, stdout, stderr } = run(['build', 'vm.json', '-o', 'drive.iso']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { size, mode } = lstatSync(here('drive.iso'));
    expect(stdout).toBe(
      `drive.iso: ${size} bytes, label config-2, 14 files, profile portable, 2024-02-29T12:34:56.000Z\n`,
    );
    expect(mode & 0o7777).toBe(0o600);
    expect(readdirSync(here()).sort()).toEqual(['drive.iso', 'vm.json']);
    expect(textIn('drive.iso', 'openstack/latest/user_data')).toContain(CANARIES[1]);
  });

  it('writes the same bytes to a file and to standard output, from a file and from standard input', () => {
    writeJson('vm.json', vm);
    expect(run(['build', 'vm.json', '-o', 'drive.iso']).status).toBe(0);
    const { status, bytes, stderr } = run(['build', '-', '-o', '-'], {
      input: JSON.stringify(vm),
      env: { TZ: 'Pacific/Kiritimati' },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(isImage(bytes)).toBe(true);
    expect(bytes.equals(readFileSync(here('drive.iso')))).toBe(true);
  });

  it('takes the present where SOURCE_DATE_EPOCH is not set', () => {
    const { stdout } = run(['build', '-', '--check', '--json'], {
      input: JSON.stringify(vm),
      env: { SOURCE_DATE_EPOCH: '' },
    });
    expect(Math.abs(Date.parse(JSON.parse(stdout).timestamp) - Date.now())).toBeLessThan(60_000);
  });

  it('takes a bare list of triples, and a byte order mark', () => {
    const { status } = run(['build', '-', '-o', 'drive.iso'], { input: `\ufeff${JSON.stringify(vm.vmData)}` });
    expect(status).toBe(0);
    expect(textIn('drive.iso', 'cloudstack/metadata/vm-id.txt')).toBe(vm.vmData[1][2]);
  });

  it('reads user data from the file that the input names, relative to the input', () => {
    mkdirSync(here('sub'));
    writeFileSync(here('sub/user.yaml'), `#cloud-config\n# ${CANARIES[1]}\n`);
    writeJson('sub/vm.json', { ...vm, vmData: vm.vmData.slice(1), userDataFile: 'user.yaml' });
    expect(run(['build', 'sub/vm.json', '-o', 'drive.iso'])).toMatchObject({ status: 0, stderr: '' });
    expect(textIn('drive.iso', 'openstack/latest/user_data')).toBe(`#cloud-config\n# ${CANARIES[1]}\n`);
  });

  it('takes user data as raw bytes, and NICs, from files of their own', () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0, 0xff, 0xfe, 10]);
    writeFileSync(here('user.bin'), bytes);
    writeJson('nics.json', vm.nics);
    const input = JSON.stringify(vm.vmData.slice(1));
    expect(
      run(['build', '-', '--user-data', 'user.bin', '--nics', 'nics.json', '-o', 'drive.iso'], { input }),
    ).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^warning\[user-data-unreadable\] .*cloud-init .*gzip[^\n]*\n {2}help: [^\n]*\n$/),
    });
    const image = openImageSync(readFileSync(here('drive.iso')));
    expect(Buffer.from(image.readSync('openstack/latest/user_data'))).toEqual(bytes);
    expect(JSON.parse(Buffer.from(image.readSync('openstack/latest/network_data.json')).toString())).toHaveProperty(
      'networks',
    );
  });

  it('lets an input from standard input name files only when told so', () => {
    writeFileSync(here('user.yaml'), 'x');
    const input = JSON.stringify({ ...vm, vmData: vm.vmData.slice(1), userDataFile: 'user.yaml' });
    expect(run(['build', '-', '-o', 'drive.iso'], { input })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--allow-files'),
    });
    expect(run(['build', '-', '-o', 'drive.iso', '--allow-files'], { input }).status).toBe(0);
  });

  it('lets options win over the input', () => {
    const input = JSON.stringify({ ...vm, label: 'cidata', profile: 'cloudstack' });
    const { stdout } = run(
      ['build', '-', '--check', '--json', '-l', 'CONFIG-2', '--profile', 'portable', '-g', 'cloud-init'],
      { input },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'configdrive.build/1',
      label: 'CONFIG-2',
      profile: 'portable',
      issues: [],
    });
  });

  it('writes the tree that is asked for, under the label of that tree', () => {
    const input = JSON.stringify(vm);
    const made = (tree: string) => run(['build', '-', '--check', '--json', '--tree', tree], { input });
    expect(JSON.parse(made('nocloud').stdout)).toMatchObject({ label: 'cidata' });
    expect(JSON.parse(made('openstack').stdout)).toMatchObject({ label: 'config-2' });
    expect(made('openstak').status).toBe(2);
  });

  it.each(['base64', 'gzip-base64'])('writes and updates the image in %s', (format) => {
    const input = JSON.stringify(vm);
    run(['build', '-', '-o', 'drive.iso'], { input });
    expect(run(['build', '-', '-o', 'drive.txt', '--format', format], { input }).status).toBe(0);
    const bytes = Buffer.from(readFileSync(here('drive.txt'), 'latin1'), 'base64');
    const image = format === 'base64' ? bytes : gunzipSync(bytes);
    expect(image.equals(readFileSync(here('drive.iso')))).toBe(true);
    expect(run(['update', 'drive.txt', '--without-password']).status).toBe(0);
    expect(readFileSync(here('drive.txt'), 'latin1')).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  it('builds what some guest will not like, and says so; not with --strict', () => {
    const input = JSON.stringify([['metadata', 'local-hostname', 'web1']]);
    const profile = ['--profile', 'cloudstack'];
    const built = run(['build', '-', '-o', 'drive.iso', ...profile], { input });
    expect([built.status, built.stderr]).toEqual([
      0,
      expect.stringMatching(/^warning\[uuid-absent\] .*uuid.*\n {2}help: .*\n/),
    ]);
    const refused = run(['build', '-', '-o', 'strict.iso', '--strict', ...profile], { input });
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(readdirSync(here())).toEqual(['drive.iso']);
  });

  it('tells issues as data with --json', () => {
    const { stdout, stderr } = run(['build', '-', '-o', 'drive.iso', '--json'], { input: JSON.stringify(vm.vmData) });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      path: 'drive.iso',
      byteLength: lstatSync(here('drive.iso')).size,
      issues: [{ code: 'network-data-absent', severity: 'notice' }],
    });
  });

  it('writes nothing with --check', () => {
    const { status, stdout } = run(['build', '-', '--check'], { input: JSON.stringify(vm) });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^nothing written; the image would have [0-9]+ bytes/)]);
    expect(readdirSync(here())).toEqual([]);
  });

  it('replaces an existing image only with --force, a link and not what it points to', () => {
    writeFileSync(here('elsewhere'), 'untouched');
    symlinkSync('elsewhere', here('drive.iso'));
    const args = ['build', '-', '-o', 'drive.iso'];
    const refused = run(args, { input: JSON.stringify(vm) });
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('drive.iso: the file exists')]);
    expect(refused.stderr).toContain('--force replaces it');
    expect(run([...args, '--force'], { input: JSON.stringify(vm) }).status).toBe(0);
    expect([lstatSync(here('drive.iso')).isFile(), readFileSync(here('elsewhere'), 'utf8')]).toEqual([
      true,
      'untouched',
    ]);
  });

  it('sets the mode it is told', () => {
    expect(run(['build', '-', '-o', 'drive.iso', '--mode', '640'], { input: JSON.stringify(vm) }).status).toBe(0);
    expect(lstatSync(here('drive.iso')).mode & 0o7777).toBe(0o640);
  });

  it.skipIf(process.getuid?.() !== 0)('gives the image to the group it is told [run as root]', () => {
    const args = ['build', '-', '-o', 'drive.iso', '--mode', '640', '--group', 'daemon'];
    expect(run(args, { input: JSON.stringify(vm) }).status).toBe(0);
    const gid = Number(/^daemon:[^:]*:([0-9]+)/m.exec(readFileSync('/etc/group', 'utf8'))?.[1]);
    expect(lstatSync(here('drive.iso')).gid).toBe(gid);
  });
});
