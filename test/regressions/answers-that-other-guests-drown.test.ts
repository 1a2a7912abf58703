/**
 * `explain` answered with fourteen rows and red lines of programs that nobody has, and one wrong label was said thirteen times:
 * what concerned the drive stood in between.
 */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, explain, guestIssues, likelyGuests } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory({ COLUMNS: '200' });

  beforeEach(() => writeFileSync(here('vm.json'), JSON.stringify(vm)));

  it.each([
    ['cloudstack', ['cloud-init', 'cloudstack-scripts-linux']],
    ['openstack', ['cloud-init']],
    ['nocloud', ['cloud-init-nocloud']],
  ])('of the tree %s only its guests are in the table, and nothing of others is red', (tree, guests) => {
    run(['build', 'vm.json', '-o', 'a.iso', '--tree', tree]);
    const { status, stdout } = run(['explain', 'a.iso']);
    const table = stdout.split('\n').slice(3);
    const rows = table.slice(0, table.indexOf(''));
    expect([status, rows.map((row) => row.split(' ')[0])]).toEqual([0, guests]);
    expect(stdout).not.toContain('error[');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^other programs: .*\(--all says why\)$/);
  });

  it('a wrong label is said once, of whoever looks for another', () => {
    run(['build', 'vm.json', '-o', 'odd.iso', '-l', 'ODD']);
    const linesOf = (...args: readonly string[]): readonly string[] =>
      run(['explain', 'odd.iso', ...args])
        .stdout.split('\n')
        .filter((line) => line.includes('label-unknown'));
    // cloud-init takes the label in capitals, too, so that it has words of its own.
    expect(linesOf()).toHaveLength(2);
    const all = linesOf('--all');
    expect([...new Set(all)]).toEqual(all);
    expect(all.length).toBeLessThan(8);
  });
});

it('in the library the likely guests are those of the drive, and a release that says the same says it once', () => {
  const { drive } = buildConfigDrive(vm, { timestamp: new Date(0), label: 'ODD' });
  const guests = likelyGuests(drive);
  expect(guests).toEqual(['cloud-init', 'cloudstack-scripts-linux']);
  expect(new Set(explain(drive, { guests }).map(({ guest }) => guest))).toEqual(new Set(guests));
  const told = guestIssues({ label: drive.label, entries: drive.entries }, guests);
  const labels = told.filter(({ code }) => code === 'label-unknown');
  expect(labels.map(({ message }) => message.split(':')[0])).toEqual([
    'cloud-init 22.4 and 26',
    'cloudstack-scripts-linux old and new',
  ]);
});
