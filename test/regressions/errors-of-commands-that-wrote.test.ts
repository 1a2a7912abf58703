/** A build said `error:` of a machine without an identity, wrote the file, and exited 0. */
import { existsSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, InvalidInputError, parseMachine, planConfigDrive } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const timestamp = new Date(0);
/** `vmid` is no `vm-id`, so the drive has no uuid, and cloud-init refuses it. */
const input = { vmData: [['metadata', 'vmid', 'a']] } as const;

describe('in the library', () => {
  const refusalOf = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return error;
    }
  };

  it.each<[string, () => unknown]>([
    ['buildConfigDrive', () => buildConfigDrive(input, { timestamp })],
    ['planConfigDrive', () => planConfigDrive(parseMachine(input), { timestamp })],
  ])('%s throws what it calls an error', (_, act) => {
    const refused = refusalOf(act);
    expect(refused).toBeInstanceOf(InvalidInputError);
    expect(refused).toMatchObject({ code: 'uuid-missing', issues: [{ severity: 'error' }] });
  });

  it('what is let through is a warning', () => {
    const { issues } = buildConfigDrive(input, { timestamp, allow: ['uuid-missing'] });
    const [own] = issues.filter(({ code }) => code === 'uuid-missing');
    expect([own?.severity, issues.filter(({ severity }) => severity === 'error')]).toEqual(['warning', []]);
  });
});

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory();

  beforeEach(() => writeFileSync(here('vm.json'), JSON.stringify(input)));

  it('build writes nothing where it says error', () => {
    const { status, stderr } = run(['build', 'vm.json', '-o', 'a.iso']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^error\[uuid-missing\] /)]);
    expect(existsSync(here('a.iso'))).toBe(false);
  });

  it('build says warning where it writes', () => {
    const { status, stderr } = run(['build', 'vm.json', '-o', 'a.iso', '--allow', 'uuid-missing']);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^warning\[uuid-missing\] /m)]);
    expect(stderr).not.toMatch(/^error/m);
    expect(existsSync(here('a.iso'))).toBe(true);
  });
});
