/** init, YAML inputs and --reveal: how an operator starts, and looks. */
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from './case-directory.ts';
import { CANARIES, vm } from './command.ts';

const { here, run } = useCaseDirectory();

describe('configdrive init', () => {
  it.each(['vm.yaml', 'web-1.json'])('writes %s, private, which builds as it is without a complaint', (name) => {
    expect(run(['init', name])).toMatchObject({ status: 0, stderr: '' });
    expect(lstatSync(here(name)).mode & 0o777).toBe(0o600);
    expect(run(['build', name, '-o', 'drive.iso', '--strict'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['explain', 'drive.iso'])).toMatchObject({ status: 0 });
  });

  it('writes the same to standard output', () => {
    const { stdout, status } = run(['init', '-']);
    expect(run(['init']).status).toBe(0);
    expect([status, stdout]).toEqual([0, readFileSync(here('vm.yaml'), 'utf8')]);
  });

  it('replaces an existing file only with --force', () => {
    writeFileSync(here('vm.yaml'), 'mine');
    expect(run(['init'])).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('--force') });
    expect(readFileSync(here('vm.yaml'), 'utf8')).toBe('mine');
    expect(run(['init', '-f']).status).toBe(0);
  });
});

describe('an input in YAML', () => {
  const yaml = `
instanceName: i-2-10-VM
vmData:
  - [metadata, vm-id, 6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11]
  - [metadata, availability-zone, ${CANARIES[2]}]
  - [password, vm_password, ${CANARIES[0]}]
userDataFile: user.yaml
nics:
  - {mac: 02:00:4c:5e:00:05, default: true, ipv4: {address: 10.1.1.5/24, gateway: 10.1.1.1}}
`;

  beforeEach(() => {
    writeFileSync(here('user.yaml'), `#cloud-config\n# ${CANARIES[1]}\n`);
    writeFileSync(here('vm.json'), JSON.stringify(vm));
    expect(run(['build', 'vm.json', '-o', 'json.iso']).status).toBe(0);
  });

  it('makes the same image as in JSON, from a file and from standard input', () => {
    writeFileSync(here('vm.yml'), yaml);
    expect(run(['build', 'vm.yml', '-o', 'yaml.iso'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['build', '-', '--allow-files', '-o', 'stdin.iso'], { input: yaml }).status).toBe(0);
    const [json, ...others] = ['json.iso', 'yaml.iso', 'stdin.iso'].map((name) => readFileSync(here(name)));
    for (const other of others) expect(other.equals(json!)).toBe(true);
  });

  it('may hold only the NICs', () => {
    const nics = '- mac: 02:00:4c:5e:00:07\n  ipv4: dhcp\n';
    expect(run(['update', 'json.iso', '--nics', '-'], { input: nics })).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^notice\[booted-guest-unchanged\] [^\n]* keeps its network: cloud-init [^\n]*\n$/),
    });
  });

  it('is refused with the place, never with what is there', () => {
    const input = yaml.replace('userDataFile:', `  bad: ${CANARIES[1]}\nuserDataFile:`);
    const { status, stderr } = run(['build', '-', '-o', 'drive.iso'], { input });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^error\[[a-z-]+\] standard input: line \d+, column \d+: /),
    ]);
    expect(readdirSync(here())).not.toContain('drive.iso');
  });
});

describe('several problems', () => {
  it('are told at once, each with place and hint', () => {
    const input = JSON.stringify({
      ...vm,
      lable: 'config-2',
      nics: [{ mac: '02:00:4c:5e:00:05' }, { mac: 'x', ipv4: { address: '10.1.1.5/24', gateway: '10.2.1.1' } }],
    });
    const { status, stdout, stderr } = run(['build', '-', '--check'], { input });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/unknown key "lable"; did you mean "label"\?/);
    expect(stderr).toMatch(/nics\[1\]\.mac: /);
    expect(stderr.trim().split('\n').length).toBeGreaterThanOrEqual(2);
  });
});

describe('configdrive inspect --reveal', () => {
  it('shows a content where it is asked for one, and lets no terminal obey it', () => {
    const userData = `#cloud-config\n# ${CANARIES[1]}\u001b]0;owned\u0007\n`;
    writeFileSync(here('user.yaml'), userData);
    writeFileSync(here('vm.json'), JSON.stringify({ vmData: vm.vmData.slice(1), userDataFile: 'user.yaml' }));
    run(['build', 'vm.json', '-o', 'drive.iso']);
    const { status, stdout } = run(['inspect', 'drive.iso', '--reveal', 'openstack/latest/user_data'], {
      mayTellSecrets: true,
    });
    expect(status).toBe(0);
    const shown = `    #cloud-config\n    # ${CANARIES[1]}\\u001b]0;owned\\u0007\n`;
    expect(stdout.endsWith(`\n/openstack/latest/user_data, ${userData.length} bytes\n${shown}`)).toBe(true);
    expect(stdout).not.toContain(CANARIES[0]);
    expect(run(['inspect', 'drive.iso', '--reveal', 'nowhere'])).toMatchObject({ status: 2, stdout: '' });
    const refused = run(['inspect', 'drive.iso', '--reveal', 'x', '--json']);
    expect([refused.status, JSON.parse(refused.stdout)]).toEqual([
      2,
      expect.objectContaining({ schema: 'configdrive.error/1' }),
    ]);
  });
});
