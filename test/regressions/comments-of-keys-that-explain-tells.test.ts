/**
 * `explain --json` and `explain --guest` printed the comment of every SSH key, names of people and hosts, while the help said
 * that keys are only said to be there.
 */
import { expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const COMMENT = 'ops@example.org';
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ${COMMENT}`;
const input = JSON.stringify({
  vmData: [
    ['metadata', 'vm-id', 'vm-1'],
    ['metadata', 'public-keys', KEY],
  ],
});
const { run } = useCaseDirectory();

it.each([
  ['as JSON', ['--json']],
  ['of one guest', ['--guest', 'cloudbase-init']],
  ['of one guest as JSON', ['--guest', 'cloud-init', '--json']],
])('the comment of a key is told %s only with --reveal', (_, words) => {
  expect(run(['build', '-', '-o', 'drive.iso'], { input }).status).toBe(0);
  const hidden = run(['explain', 'drive.iso', ...words]).stdout;
  expect(hidden).toMatch(/"?key/);
  expect(hidden).not.toContain(COMMENT);
  expect(run(['explain', 'drive.iso', ...words, '--reveal']).stdout).toContain(COMMENT);
});
