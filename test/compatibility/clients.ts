/** Which program asks the metadata service in which form: by the rows of docs/serve-clients.md, which a test holds to other tests. */
import { readFileSync } from 'node:fs';
import type { FormName } from '@configdrive/core';

export const forms = ['cloudstack', 'openstack', 'ec2', 'nocloud'] as const satisfies readonly FormName[];

export interface ClientRow {
  readonly name: string;
  readonly cells: readonly string[];
}

const PAGE = new URL('../../docs/serve-clients.md', import.meta.url);

/** A program a row, all its sources together. */
export function clientRows(): readonly ClientRow[] {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| client |'))
    .map((line) => line.slice(2, -2).split(' | '));
  const programs = new Map<string, Map<string, boolean>>();
  for (const [client = '', form = '', , , judges = ''] of rows) {
    const program = programOf(client);
    const cells = programs.get(program) ?? new Map<string, boolean>();
    // Its requests are judged under its own name; another test runs the program.
    const isRun = judges
      .split('), [')
      .some((judge) => !judge.includes(`[${client}]`) && !judge.startsWith(`${client}]`));
    cells.set(form, isRun || cells.get(form) === true);
    programs.set(program, cells);
  }
  return Array.from(programs, ([name, cells]) => ({
    name,
    cells: forms.map((form) => (cells.has(form) ? (cells.get(form) === true ? 'answered ✓' : 'answered') : '–')),
  }));
}

/** `cloud-init, source OpenStack` is cloud-init; `wget, curl and BusyBox` are three. */
function programOf(client: string): string {
  const [program = '', ...others] = client.split(', ');
  if (others.length !== 1 || client.includes(' and ')) return client;
  return program === 'CloudStack' ? "CloudStack's guest scripts" : program;
}
