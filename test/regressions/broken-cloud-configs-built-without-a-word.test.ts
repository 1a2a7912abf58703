/**
 * A cloud-config with a tab, of which cloud-init takes nothing, was built, stored and put on drives with exit code 0 and no word,
 * with `--strict`, too; `explain` called the same drive wrong, and exited 0.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, InvalidInputError, memoryBackend, openStore, withPassword, withUserData } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

const BROKEN = '#cloud-config\npackages:\n\t- vim\n';
const WHOLE = '#cloud-config\npackages: [vim]\n';
const timestamp = new Date('2026-03-01T12:00:00Z');
const input = { ...vm, vmData: vm.vmData.slice(1), userData: BROKEN } as const;
const found = expect.objectContaining({ code: 'cloud-config-unreadable', severity: 'warning' });

const refusedBy = (act: () => unknown): readonly string[] => {
  try {
    act();
  } catch (cause) {
    if (cause instanceof InvalidInputError) return cause.issues.map(({ code, severity }) => `${severity} ${code}`);
    throw cause;
  }
  return [];
};

describe('in the library, where guests are named', () => {
  const built = buildConfigDrive({ ...input, userData: WHOLE }, { timestamp, guests: 'likely' });
  const options = { timestamp, guests: 'likely' } as const;

  it('a build tells it, and is refused when it is strict', () => {
    expect(buildConfigDrive(input, options).issues).toContainEqual(found);
    expect(refusedBy(() => buildConfigDrive(input, { ...options, strict: true }))).toEqual([
      'error cloud-config-unreadable',
    ]);
    expect(buildConfigDrive(input, { timestamp }).issues).toEqual([]);
    expect(buildConfigDrive(input, { timestamp, guests: ['cloudstack-scripts-linux'] }).issues).toEqual([]);
  });

  it('a change tells it, and what mends it is not told of it any more', () => {
    expect(withUserData(built.drive, BROKEN, options).issues).toContainEqual(found);
    expect(refusedBy(() => withUserData(built.drive, BROKEN, { ...options, strict: true }))).toEqual([
      'error cloud-config-unreadable',
    ]);
    const mended = withUserData(buildConfigDrive(input, options).drive, WHOLE, options);
    expect(mended.issues.map(({ code }) => code)).not.toContain('cloud-config-unreadable');
  });

  it('a change judges what it changes only', () => {
    const { drive } = buildConfigDrive(input, { timestamp });
    const renewed = withPassword(drive, 'n3w', { ...options, strict: true });
    expect(renewed.issues.filter(({ severity }) => severity !== 'notice')).toEqual([]);
    expect(withUserData(drive, `${BROKEN}\t- curl\n`, options).issues).toContainEqual(found);
  });

  it('a store tells it when it builds and when it changes', async () => {
    const store = openStore({ secondary: memoryBackend(), now: () => timestamp, guests: 'likely' });
    const name = vm.instanceName;
    expect((await store.create(name, input)).issues).toContainEqual(found);
    expect((await store.setPassword(name, 'n3w')).issues.map(({ code }) => code)).not.toContain(
      'cloud-config-unreadable',
    );
    expect((await store.setUserData(name, WHOLE)).issues).not.toContainEqual(found);
    expect((await store.setUserData(name, BROKEN)).issues).toContainEqual(found);
    const strict = openStore({ secondary: memoryBackend(), guests: 'likely', drive: { strict: true } });
    await expect(strict.create(name, input)).rejects.toMatchObject({ code: 'cloud-config-unreadable' });
  });

  it('a name that is none is refused, with the one that was meant', () => {
    expect(() => buildConfigDrive(input, { timestamp, guests: JSON.parse('["cloudinit"]') })).toThrow(
      /guests\[0\]: .*did you mean cloud-init\?/,
    );
  });
});

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory({ CONFIGDRIVE_SECONDARY: 'store' });
  const NAME = vm.instanceName;
  const WARNED =
    /^warning\[cloud-config-unreadable\] \S*user\.yaml:3 \S+: cloud-init 22\.4 and 26: line 3, column 1: [^\n]+\n {2}help: [^\n]+\n$/;
  const REFUSED = /^error\[cloud-config-unreadable\] \S*user\.yaml:3 /;

  beforeEach(() => {
    mkdirSync(here('store'));
    writeFileSync(here('user.yaml'), BROKEN);
    writeFileSync(here('whole.yaml'), WHOLE);
    const { userData, ...others } = input;
    writeFileSync(here('vm.json'), JSON.stringify({ ...others, userDataFile: 'user.yaml' }));
    writeFileSync(here('whole.json'), JSON.stringify({ ...others, userDataFile: 'whole.yaml' }));
    writeFileSync(here('vms.ndjson'), `${JSON.stringify(input)}\n`);
  });

  const written = (): readonly string[] =>
    readdirSync(here(), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.iso'));

  it.each([
    ['build', ['build', 'vm.json', '-o', 'a.iso']],
    ['store create', ['store', 'create', NAME, 'vm.json']],
  ])('%s warns with the line of the file, and refuses with --strict', (_, args) => {
    expect(run([...args, '--strict'])).toMatchObject({ status: 2, stderr: expect.stringMatching(REFUSED) });
    expect(written()).toEqual([]);
    expect(run(args)).toMatchObject({ status: 0, stderr: expect.stringMatching(WARNED) });
    expect(written()).toHaveLength(1);
  });

  it('build asks whom it is told to ask, or nobody', () => {
    expect(run(['build', 'vm.json', '-o', 'a.iso', '--no-guest-check', '--strict'])).toMatchObject({
      status: 0,
      stderr: '',
    });
    const { stderr } = run(['build', '--guest', 'talos', 'vm.json', '-o', 'b.iso']);
    expect(stderr).toMatch(/^warning\[user-data-unhandled\] [^\n]*talos 2026-08: [^\n]+\n {2}help: [^\n]+\n$/);
    expect(run(['build', 'vm.json', '-o', 'c.iso', '-g', 'cloudinit'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean cloud-init?'),
    });
  });

  it('update warns of what it changes', () => {
    expect(run(['build', 'whole.json', '-o', 'a.iso'])).toMatchObject({ status: 0, stderr: '' });
    const before = readFileSync(here('a.iso'));
    const args = ['update', 'a.iso', '--user-data', 'user.yaml'];
    expect(run([...args, '--strict'])).toMatchObject({ status: 2, stderr: expect.stringMatching(REFUSED) });
    expect(readFileSync(here('a.iso')).equals(before)).toBe(true);
    const { status, stderr } = run(args);
    const lines = stderr.split('\n').filter((line) => !line.startsWith('  help: '));
    expect([status, lines.map((line) => line.split(' ')[0])]).toEqual([
      0,
      ['warning[cloud-config-unreadable]', 'notice[booted-guest-unchanged]', ''],
    ]);
    expect(run(['update', 'a.iso', '--password-stdin', '--strict'], { input: 'n3w' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('a change in a store warns of what it changes', () => {
    expect(run(['store', 'create', NAME, 'whole.json'])).toMatchObject({ status: 0, stderr: '' });
    const args = ['store', 'set-user-data', NAME, 'user.yaml'];
    expect(run([...args, '--strict'])).toMatchObject({ status: 2, stderr: expect.stringMatching(REFUSED) });
    expect(run(args)).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^warning\[cloud-config-unreadable\]/),
    });
  });

  it('batch says it once for all lines, and fails them with --strict', () => {
    const strict = run(['batch', 'vms.ndjson', '-d', 'drives', '--strict']);
    expect(strict).toMatchObject({ status: 2, stderr: expect.stringContaining('error[cloud-config-unreadable]') });
    expect(written()).toEqual([]);
    const { status, stdout, stderr } = run(['batch', 'vms.ndjson', '-d', 'drives', '--force']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/built, but:\n {2}1 {2}cloud-config-unreadable \(warning\), in line 1: [^\n]*cloud-init/);
    expect(existsSync(here('drives', `${NAME}.iso`))).toBe(true);
  });

  it('explain exits 1, though cloud-init goes on', () => {
    run(['build', 'vm.json', '-o', 'a.iso']);
    expect(run(['explain', 'a.iso'])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/cloud-init 22\.4, 26 +partly/),
    });
  });
});
