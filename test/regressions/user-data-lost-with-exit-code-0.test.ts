/** `explain` exited 0 where a guest lost all of its user data: its verdict was `partly`, with an error for the reason. */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, explain, likelyGuests } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

/** All of it is lost to cloud-init. */
const LOST: readonly (readonly [string, string])[] = [
  ['a tab', '#cloud-config\npackages:\n\t- vim\n'],
  ['a list', '#cloud-config\n- vim\n'],
  ['an open bracket', '#cloud-config\npackages: [vim\n'],
];
const inputOf = (userData: string) => ({ ...vm, vmData: vm.vmData.slice(1), userData });

it.each(LOST)('in the library the drive is partly taken, with an error: %s', (_, userData) => {
  const { drive } = buildConfigDrive(inputOf(userData), { timestamp: new Date(0) });
  const found = explain(drive, { guests: likelyGuests(drive) }).filter(({ guest }) => guest === 'cloud-init');
  expect(found.map(({ verdict }) => verdict)).toEqual(['partly', 'partly']);
  for (const { issues } of found)
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'cloud-config-unreadable' }]);
});

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory();
  const explained = (...args: readonly string[]): number | null => run(['explain', 'a.iso', ...args]).status;

  it.each(LOST)('explain exits 1, unless guests are asked that lose nothing: %s', (_, userData) => {
    writeFileSync(here('vm.json'), JSON.stringify(inputOf(userData)));
    expect(run(['build', 'vm.json', '-o', 'a.iso']).status).toBe(0);
    expect([explained(), explained('--json'), explained('--all'), explained('-g', 'cloud-init')]).toEqual([1, 1, 1, 1]);
    expect(explained('-g', 'cloudstack-scripts-linux')).toBe(0);
  });

  it('what is taken but for a warning is content, unless --require taken', () => {
    writeFileSync(here('vm.json'), JSON.stringify(inputOf('#cloud-config\nhostname: 0123\n')));
    run(['build', 'vm.json', '-o', 'a.iso']);
    const { stdout } = run(['explain', 'a.iso']);
    expect(stdout).toMatch(/^ {2}warning\[/m);
    expect([explained(), explained('--require', 'taken')]).toEqual([0, 1]);
  });
});
