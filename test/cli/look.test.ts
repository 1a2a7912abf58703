/** explain, verify, map, cat and diff as an operator runs them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { CANARIES, type CommandResult, configdrive, vm } from './command.ts';

const path = useTemporaryDirectory();
const [password, userData] = CANARIES;

const run = (args: readonly string[], options: Parameters<typeof configdrive>[1] = {}): CommandResult =>
  configdrive(args, { cwd: path(), ...options });

beforeAll(() => {
  expect(run(['build', '-', '-o', 'drive.iso'], { input: JSON.stringify(vm) }).status).toBe(0);
  const args = ['update', 'drive.iso', '--password-stdin', '-o', 'reset.iso'];
  const env = { SOURCE_DATE_EPOCH: '1782864000' };
  expect(run(args, { input: `${password}-2\n`, env }).status).toBe(0);
  writeFileSync(path('text'), 'just a text');
  const broken = readFileSync(path('drive.iso'));
  broken.writeUInt8(0xff, 16 * 2048 + 80); // in the size of the volume, little-endian
  writeFileSync(path('broken.iso'), broken);
});

describe('configdrive explain', () => {
  it('tells at once which guests take a drive, and why not', () => {
    const { status, stdout, stderr } = run(['explain', 'drive.iso', '--all'], { env: { COLUMNS: '110' } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [head, blank, header, ...rows] = stdout.split('\n');
    expect([head, blank]).toEqual(['drive.iso, label config-2', '']);
    expect(header).toMatch(/^guest +verdict +what it sees$/);
    const rowOf = (guest: string): string => rows.find((row) => row.startsWith(guest)) ?? '';
    expect(rowOf('cloud-init 22.4, 26')).toMatch(/ taken +10\.1\.1\.5\/24, password, user data \(text\/cloud-config\)/);
    expect(rowOf('ignition-openstack')).toMatch(/ refused$/);
    expect(stdout).toMatch(/\nignition-openstack [^\n]+\n {2}error\[[a-z-]+\] openstack\/latest\/user_data: not JSON/);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(110);
    const column = header?.indexOf('what') ?? 0;
    const table = rows.slice(0, rows.indexOf(''));
    expect(table.length).toBeGreaterThan(5);
    expect(table.every((row) => (row[column - 1] ?? ' ') === ' ')).toBe(true);
  });

  it('answers first what concerns this drive, and all others in one line', () => {
    const { status, stdout } = run(['explain', 'drive.iso'], { env: { COLUMNS: '200' } });
    expect(status).toBe(0);
    const [, , , ...lines] = stdout.split('\n');
    const rows = lines.slice(0, lines.indexOf(''));
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['cloud-init', 'cloudstack-scripts-linux']);
    expect(stdout).toContain('\n\ncloud-init 22.4, 26 sees\n');
    expect(stdout).not.toContain('error[');
    expect(lines.at(-2)).toMatch(/^other programs: .* take it; .* refused; .* \(--all says why\)$/);
  });

  it('says a reason once that several have', () => {
    run(['build', '-', '-o', 'odd.iso', '-l', 'ODD'], { input: JSON.stringify(vm) });
    const { stdout } = run(['explain', 'odd.iso', '--all'], { env: { COLUMNS: '400' } });
    const reasons = stdout.split('\n').filter((line) => line.includes('label-unknown'));
    expect(new Set(reasons).size).toBe(reasons.length);
    expect(stdout).toMatch(/\ncloud-init [^\n]*, ignition-openstack [^\n]*\n {2}error\[label-unknown\]/);
  });

  it('exits 1 where a likely guest loses something by an error, though its verdict is partly', () => {
    const input = JSON.stringify({ ...vm, vmData: vm.vmData.slice(1), userData: '#cloud-config\n\t- a\n' });
    run(['build', '-', '-o', 'partly.iso'], { input });
    const { status, stdout } = run(['explain', 'partly.iso']);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/cloud-init 22\.4, 26 +partly/)]);
    expect(run(['explain', 'partly.iso', '-g', 'cloudstack-scripts-linux']).status).toBe(0);
  });

  it('asks for more with --require taken', () => {
    const require = (...args: readonly string[]): number | null =>
      run(['explain', 'drive.iso', '--require', 'taken', ...args]).status;
    expect(run(['explain', 'drive.iso', '-g', 'talos']).status).toBe(0);
    expect([require(), require('-g', 'cloud-init'), require('-g', 'talos')]).toEqual([0, 0, 1]);
  });

  it('tells all of one guest', () => {
    const { status, stdout } = run(['explain', 'drive.iso', '--guest', 'cloud-init']);
    expect(status).toBe(0);
    const seen = stdout.split('\n\n').find((section) => section.startsWith('cloud-init 22.4, 26 sees\n'));
    expect(seen).toMatchInlineSnapshot(`
      "cloud-init 22.4, 26 sees
      folder       openstack/latest
      instance id  6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11
      password     openstack/latest/vendor_data.json, 70 bytes
      user data    openstack/latest/user_data, 38 bytes, text/cloud-config
      vendor data  openstack/latest/vendor_data.json, 70 bytes, text/cloud-config
      network      network_data.json
      NIC          02:00:4c:5e:00:05 (must exist), 10.1.1.5/24, via 10.1.1.1, mtu 1500"
    `);
    expect(stdout).toMatch(
      /\n {2}notice\[[a-z-]+\] openstack\/latest\/vendor_data\.json: a new password is not set while/,
    );
  });

  it('exits 1 when a guest that is asked for refuses the drive, and only then', () => {
    const statusOf = (...args: readonly string[]): number | null => run(['explain', 'drive.iso', ...args]).status;
    expect(statusOf('-g', 'ignition-openstack')).toBe(1);
    expect(statusOf('-g', 'cloudbase-init')).toBe(0);
    expect(statusOf('-g', 'cloud-init', 'ignition-openstack')).toBe(1);
  });

  it('takes --guest again and again, and knows no --reader any more', () => {
    const { status, stdout } = run(['explain', 'drive.iso', '-g', 'cloud-init', '--guest', 'talos', '--json']);
    const { schema, explanations } = JSON.parse(stdout) as { schema: string; explanations: { guest: string }[] };
    expect([status, schema]).toEqual([0, 'configdrive.explain/2']);
    expect(new Set(explanations.map(({ guest }) => guest))).toEqual(new Set(['cloud-init', 'talos']));
    expect(run(['explain', 'drive.iso', '--reader', 'cloud-init'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining("unknown option '--reader'"),
    });
  });

  it('exits 0 for a seed that the other source of cloud-init takes', () => {
    run(['build', '-', '--tree', 'nocloud', '-o', 'seed.iso'], { input: JSON.stringify(vm) });
    expect(run(['explain', 'seed.iso'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['explain', 'seed.iso', '-g', 'cloud-init']).status).toBe(1);
  });

  it('exits 1 for a drive that cloud-init does not find, 2 for an unknown guest', () => {
    run(['build', '-', '-o', 'other.iso', '-l', 'OTHER'], { input: JSON.stringify(vm) });
    expect(run(['explain', 'other.iso'])).toMatchObject({ status: 1, stdout: expect.stringContaining('ignored') });
    expect(run(['explain', 'drive.iso', '-g', 'cloudinit'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean cloud-init?'),
    });
  });

  it('reads a drive from standard input', () => {
    const { status, stdout } = run(['explain', '-'], { input: readFileSync(path('drive.iso')) });
    expect([status, stdout]).toEqual([0, run(['explain', 'drive.iso']).stdout.replace('drive.iso', 'standard input')]);
  });
});

describe('configdrive verify', () => {
  it('says that a drive is sound', () => {
    expect(run(['verify', 'drive.iso'])).toMatchObject({
      status: 0,
      stdout: 'drive.iso: sound, 0 errors, 0 warnings, 0 notices\n',
      stderr: '',
    });
  });

  it('names every finding with place and rule, and exits 1 for errors', () => {
    const { status, stdout, stderr } = run(['verify', 'broken.iso']);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^error\[[a-z-]+\] block\[16\]\.byte\[80\]: .*\(R\d+\)$/m);
    expect(stdout).toMatch(/broken\.iso: not sound, [1-9]\d* errors?, /);
  });

  it('tells deviations on purpose only when strict', () => {
    const { status, stdout } = run(['verify', 'drive.iso', '--strict']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('(R47)')]);
  });

  it('finds what is no image not sound', () => {
    expect(run(['verify', 'text'])).toMatchObject({ status: 1, stderr: '' });
    expect(run(['verify', 'missing.iso'])).toMatchObject({ status: 3, stdout: '' });
  });
});

describe('configdrive map', () => {
  it('shows every block and field, contents as lengths', () => {
    const { status, stdout, stderr } = run(['map', 'drive.iso']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^block 16: descriptor \(primary\), 2048 bytes$/m);
    expect(stdout).toMatch(/^ {4}81-88 +volumeSpaceSize +51 {2}\[ECMA-119 8\.4\.8\]$/m);
    expect(stdout).toMatch(/^block \d+: file.*, 20 bytes \/cloudstack\/password\/vm_password\.txt$/m);
  });

  it('shows a damaged image as far as it holds together', () => {
    const { status, stdout } = run(['map', 'text']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('11 bytes')]);
  });
});

describe('configdrive cat', () => {
  /** The only command whose output is a content: not to be checked for canaries. */
  const cat = (...args: readonly string[]): CommandResult =>
    run(['cat', 'drive.iso', ...args], { mayTellSecrets: true });

  it('writes contents as they are, one after another', () => {
    const wanted = Buffer.from(`#cloud-config\n# ${userData}\n${password}`);
    const { status, bytes, stderr } = cat('openstack/latest/user_data', '/cloudstack/password//vm_password.txt');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(bytes).toEqual(wanted);
  });

  it('follows an alias to the bytes', () => {
    expect(cat('cloudstack/user_data/user_data.txt').stdout).toBe(`#cloud-config\n# ${userData}\n`);
  });

  it('tells all that is wrong with the paths, and what was meant', () => {
    const { status, stdout, stderr } = cat('vm_password.txt', 'openstack', 'nothing', 'cloudstack/metadata/vm-id.txt');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toEqual([
      'error[path-missing] vm_password.txt: is not on the image; did you mean cloudstack/password/vm_password.txt?',
      '  help: Look for the path with `configdrive inspect`.',
      'error[path-not-file] openstack: is a directory, not a file',
      '  help: Name a file; `configdrive inspect` lists them, `extract` takes a whole tree.',
      'error[path-missing] nothing: is not on the image; configdrive inspect shows what is',
    ]);
  });
});

describe('configdrive diff', () => {
  it('shows what a password reset changed without showing it', () => {
    const { status, stdout, stderr } = run(['diff', 'drive.iso', 'reset.iso']);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "drive.iso and reset.iso: 6 differences
        changed  volume: modified (2024-02-29T12:34:56.000Z to 2026-07-01T00:00:00.000Z)
        changed  cloudstack/password/vm-password-md5checksum.txt (content changed, same size)
        changed  cloudstack/password/vm_password.txt (20 to 22 bytes)
        changed  cloudstack/password/vm_password_md5checksum (content changed, same size)
        changed  cloudstack/password/vm_password_md5checksum.txt (content changed, same size)
        changed  openstack/latest/vendor_data.json (91 to 93 bytes)
      "
    `);
  });

  it('exits 0 for two drives that are the same', () => {
    expect(run(['diff', 'drive.iso', '-'], { input: readFileSync(path('drive.iso')) })).toMatchObject({
      status: 0,
      stdout: 'drive.iso and standard input: no difference\n',
    });
  });

  it('refuses standard input twice, and what is no drive', () => {
    expect(run(['diff', '-', '-'])).toMatchObject({ status: 2, stdout: '' });
    expect(run(['diff', 'drive.iso', 'text'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error\[[a-z-]+\] /),
    });
  });
});
