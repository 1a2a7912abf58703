/**
 * A whole guest boots from each drive: Debian with systemd and cloud-init, our drive in the second CD drive beside another
 * disc. `npm run test:guest`: a minute or two a boot, so not a part of `npm test`. What came of it is kept in
 * last-boots.json, which last-boots.test.ts holds to the code.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configdrive } from '../cli/command.ts';
import { DHCP_MAC, PASSWORD, STATIC_MAC } from '../drive/sample.ts';
import { describeUnless } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { bootGuest, type GuestReport, type Machine, makeMachine } from './boot.ts';
import { complaintsOn, type Expected } from './expectations.ts';
import { type GuestImage, guestImage, missingForGuest, recipeHash } from './image.ts';
import { type BootRecord, saveBoots, sha256Of, today, versionsOf } from './report.ts';
import { imageOf, NEW_PASSWORD, otherDisc, outcomeOf, RESET, type Scenario, scenarios, sourceOf } from './scenarios.ts';

const BOOT_MILLISECONDS = 45 * 60_000;
const MACS = [STATIC_MAC, DHCP_MAC];

describeUnless(missingForGuest(), 'a guest that boots', () => {
  const directory = useTemporaryDirectory();
  const records = new Map<string, BootRecord>();
  let image: GuestImage;

  beforeAll(() => {
    image = guestImage();
    writeFileSync(directory('other.iso'), otherDisc());
  }, BOOT_MILLISECONDS);

  afterAll(() => {
    const names = [...scenarios.map(({ name }) => name), RESET];
    const boots = names.flatMap((name) => records.get(name) ?? []);
    if (boots.length === names.length)
      saveBoots({ date: today(), recipe: recipeHash(), versions: versionsOf(image), boots });
  });

  async function boot(name: string, machine: Machine, disc: string, expected: Expected): Promise<GuestReport> {
    const report = await bootGuest(machine, [directory('other.iso'), disc], MACS);
    const complaints = complaintsOn(report, expected);
    records.set(name, {
      name,
      sha256: sha256Of(readFileSync(disc)),
      outcome: outcomeOf(report, complaints),
      complaints,
    });
    return report;
  }

  async function bootScenario(scenario: Scenario): Promise<BootRecord | undefined> {
    const machine = makeMachine(image, directory(`machine ${scenarios.indexOf(scenario)}`));
    const disc = `${machine.directory}/drive.iso`;
    writeFileSync(disc, imageOf(scenario));
    await boot(scenario.name, machine, disc, expectedOf(scenario));
    return records.get(scenario.name);
  }

  const [first, ...others] = scenarios;

  it('takes a drive, and after a password reset root has the new one', {
    timeout: BOOT_MILLISECONDS,
  }, async () => {
    if (first === undefined) throw new Error('no scenario');
    expect(await bootScenario(first)).toMatchObject({ outcome: 'taken', complaints: [] });

    const machine = { image, directory: directory('machine 0'), disk: directory('machine 0', 'disk.qcow2') };
    const disc = directory('machine 0', 'reset.iso');
    cpSync(directory('machine 0', 'drive.iso'), disc);
    const reset = configdrive(['update', disc, '--password-stdin'], { input: `${NEW_PASSWORD}\n` });
    expect(reset).toMatchObject({ status: 0 });
    // The instance is the same, so cloud-init leaves its user's password as it was.
    const report = await boot(RESET, machine, disc, { ...expectedOf(first), rootPassword: NEW_PASSWORD });
    expect(records.get(RESET)).toMatchObject({ outcome: 'taken', complaints: [] });
    expect(report.cloudstack).toBe('password set');
  });

  for (const scenario of others)
    it(`${scenario.name}: ${scenario.outcome}`, { timeout: BOOT_MILLISECONDS }, async () => {
      const record = await bootScenario(scenario);
      expect(record?.outcome, record?.complaints.join('\n')).toBe(scenario.outcome);
      if (scenario.outcome === 'taken') expect(record?.complaints).toEqual([]);
      else expect(record?.complaints).not.toEqual([]);
    });
});

const expectedOf = (scenario: Scenario): Expected => ({
  source: sourceOf(scenario),
  device: 'sr1',
  label: scenario.options.tree === 'nocloud' ? 'cidata' : 'config-2',
  userPassword: PASSWORD,
  rootPassword: scenario.options.tree === 'nocloud' ? undefined : PASSWORD,
});
