/** A fault of an input was told by its place in the data, and whoever had written a file had to count: no issue named a line. */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const { here, run } = useCaseDirectory();

const YAML = `vmData:
  - [metadata, vm-id, vm-1]
  - [metadata, local-hostname, 123456]
# a remark
nics:
  - mac: 02:00:4c:5e:00
    gw: 10.1.1.1
`;

it('a fault of a YAML file is told with file and line, a wrong key at the key', () => {
  writeFileSync(here('vm.yaml'), YAML);
  const { stderr, status } = run(['build', 'vm.yaml', '--check']);
  expect([status, stderr.split('\n').filter((line) => line.startsWith('error'))]).toEqual([
    2,
    [
      'error[wrong-type] vm.yaml:3 vmData[1][2]: must be a text or null: put this number in quotes',
      'error[unknown-key] vm.yaml:7 nics[0]: unknown key "gw"',
    ],
  ]);
});

it('a fault of a JSON file has file, line, column and length in JSON', () => {
  writeFileSync(here('vm.json'), '{\n  "vmData": [],\n  "nics": [{"mac": "zz"}]\n}');
  const { stdout } = run(['build', 'vm.json', '--check', '--json']);
  const { issues } = JSON.parse(stdout) as { issues: readonly unknown[] };
  expect(issues).toEqual([
    expect.objectContaining({ code: 'mac-invalid', file: 'vm.json', at: { line: 3, column: 20, length: 4 } }),
  ]);
});

it('a text that is no YAML has its place as data, too', () => {
  writeFileSync(here('vm.yaml'), 'vmData:\n\t- a\n');
  const { stdout } = run(['build', 'vm.yaml', '--check', '--json']);
  const { issues } = JSON.parse(stdout) as { issues: readonly unknown[] };
  expect(issues).toEqual([
    expect.objectContaining({ code: 'input-not-yaml', file: 'vm.yaml', at: expect.objectContaining({ line: 2 }) }),
  ]);
});

it('NICs of a file of their own are told at their place in that file', () => {
  writeFileSync(here('vm.json'), '{"vmData": []}');
  writeFileSync(here('nics.yaml'), '- mac: 02:00:4c:5e:00:05\n- mac: zz\n');
  expect(run(['build', 'vm.json', '--nics', 'nics.yaml', '--check']).stderr).toContain(
    'error[mac-invalid] nics.yaml:2 nics[1].mac: ',
  );
});

it('a warning of a drive that was built names the line, too', () => {
  writeFileSync(here('vm.yaml'), 'vmData:\n  - [metadata, vm-id, vm-1]\n  - [odd, name, x]\n');
  const { stderr, stdout } = run(['build', 'vm.yaml', '--check']);
  expect(stderr).toContain('warning[directory-unknown] vm.yaml:3 vmData[1][0]: ');
  expect(stdout).not.toBe('');
});

it('a line of a batch gives its issues the line and the column, as buildMany has them', () => {
  const lines = '{"instanceName": "a", "vmData": []}\n{"instanceName": "b", "nics": [{"mac": "zz"}], "vmData": []}\n';
  const { stdout } = run(['batch', '-', '-d', 'out', '--json'], { input: lines });
  const results = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { line?: number; issues?: unknown });
  expect(results.find(({ line }) => line === 2)?.issues).toEqual([
    expect.objectContaining({ code: 'mac-invalid', at: { line: 2, column: 40, length: 4 } }),
  ]);
});

describe('a fault of user data or vendor data', () => {
  const TAB = '#cloud-config\npackages:\n\t- a\n';
  const block = TAB.replaceAll(/^/gm, '  ').trimEnd();
  const told = (name: string, ...args: readonly string[]) =>
    run(['build', name, '--check', ...args]).stderr.match(/^warning\[cloud-config-unreadable\] \S+/gm);

  it.each([
    ['cloudstack', 'openstack/latest/user_data.line[3]:', 'openstack/latest/vendor_data.json.cloud-init.line[3]:'],
    ['nocloud', 'user-data.line[3]:', 'vendor-data.line[3]:'],
  ])('in a block of a YAML file has its own line there, for the tree %s', (tree, user, vendor) => {
    writeFileSync(here('vm.yaml'), `instanceName: i\nuserData: |\n${block}\nvendorData: |-\n${block}\n`);
    const lines = run(['build', 'vm.yaml', '--check', '--tree', tree]).stderr.match(/^warning\[[^\n]*? line /gm);
    expect(lines?.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
      `vm.yaml:5 ${user}`,
      `vm.yaml:9 ${vendor}`,
    ]);
  });

  it('in a JSON file has the place of the text', () => {
    writeFileSync(here('vm.json'), JSON.stringify({ instanceName: 'i', userData: TAB, vendorData: TAB }, null, 2));
    expect(told('vm.json')).toEqual([
      'warning[cloud-config-unreadable] vm.json:3',
      'warning[cloud-config-unreadable] vm.json:4',
    ]);
  });

  it('in a file of its own has its line in that file', () => {
    writeFileSync(here('user.yaml'), TAB);
    writeFileSync(here('vm.json'), JSON.stringify({ instanceName: 'i', userDataFile: 'user.yaml' }));
    expect(told('vm.json')).toEqual([expect.stringMatching(/^warning\[cloud-config-unreadable\] \S*user\.yaml:3$/)]);
    writeFileSync(here('vm.json'), JSON.stringify({ instanceName: 'i', vmData: [] }));
    expect(told('vm.json', '--user-data', 'user.yaml')).toEqual(['warning[cloud-config-unreadable] user.yaml:3']);
  });

  it('has its line as data in the library', () => {
    const { issues } = buildConfigDrive(
      { instanceName: 'i', userData: TAB, vendorData: TAB },
      { timestamp: new Date(0), guests: 'likely' },
    );
    const unreadable = issues.filter(({ code }) => code === 'cloud-config-unreadable');
    expect(unreadable.map(({ place, at }) => [place[0], at?.line])).toEqual([
      ['openstack/latest/user_data', 3],
      ['openstack/latest/vendor_data.json', 3],
    ]);
  });
});
