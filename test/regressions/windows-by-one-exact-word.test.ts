/**
 * Only the exact word `Windows` was Windows: `guestOs: 'Windows Server 2022'` had no `admin_pass`, no issue, and the readers of
 * Linux.
 */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, explain, likelyGuests, parseMachine, withPassword } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const PASSWORD = 'canary-7f3a-password';
const inputOf = (guestOs: string) =>
  ({
    instanceName: 'i-2-10-VM',
    guestOs,
    vmData: [
      ['metadata', 'vm-id', '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11'],
      ['password', 'vm_password', PASSWORD],
    ],
  }) as const;
const timestamp = new Date(0);
const ON_WINDOWS = ['cloudbase-init', 'cloudstack-script-windows'];
const NAMES = ['Windows', 'windows', 'Windows Server 2022', 'Windows Server 2022 (64-bit)', 'Microsoft Windows 11'];

describe.each(NAMES)('%s in the library', (guestOs) => {
  it('has the guests of Windows, asked by name or as the likely ones', () => {
    expect(likelyGuests(parseMachine(inputOf(guestOs)))).toEqual(ON_WINDOWS);
    const { drive, issues } = buildConfigDrive(inputOf(guestOs), { timestamp, guests: 'likely' });
    expect(issues.filter(({ message }) => /cloud-init|linux/i.test(message))).toEqual([]);
    expect(likelyGuests(drive)).toEqual(ON_WINDOWS);
  });

  it('gets its password', () => {
    const { drive } = buildConfigDrive(inputOf(guestOs), { timestamp });
    const [seen] = explain(drive, { guests: ['cloudbase-init'] });
    expect(seen).toMatchObject({ verdict: 'taken', view: { password: { byteLength: PASSWORD.length } } });
    const changed = withPassword(drive, 'n3w', { timestamp, guestOs });
    expect(explain(changed, { guests: ['cloudbase-init'] })[0]?.view.password?.byteLength).toBe(3);
  });
});

it.each(['Ubuntu 24.04', 'linux', 'Darwin'])('%s is none', (guestOs) => {
  expect(likelyGuests(parseMachine(inputOf(guestOs)))).toEqual(['cloud-init', 'cloudstack-scripts-linux']);
});

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory();

  it('build asks the guests of Windows, and explain finds them on the drive', () => {
    writeFileSync(
      here('vm.json'),
      JSON.stringify({ ...inputOf('Windows Server 2022'), userData: '#cloud-config\n\t- a\n' }),
    );
    const { status, stderr } = run(['build', 'vm.json', '-o', 'a.iso']);
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/: cloud-init [0-9]/)]);
    const { stdout } = run(['explain', 'a.iso'], { env: { COLUMNS: '200' } });
    const rows = stdout.split('\n').slice(3, 5);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(ON_WINDOWS);
    expect(rows[0]).toMatch(/ password/);
  });
});
