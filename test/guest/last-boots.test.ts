/** What the last boots saw still speaks of the drives that the code makes today. */
import { release } from 'node:os';
import { readConfigDriveSync } from '@configdrive/core';
import { explain, type Verdict } from '@configdrive/guests';
import { describe, expect, it } from 'vitest';
import { recipeHash } from './image.ts';
import { lastBoots, sha256Of } from './report.ts';
import { resetMachines, titleOf } from './resets.ts';
import { imageOf, type Outcome, RESET, type Scenario, scenarios } from './scenarios.ts';

const REPAIR = 'the guest has not booted from this drive yet: npm run test:guest';

describe('the report of the last boots', () => {
  const { boots, recipe, versions } = lastBoots();
  const recorded = new Map(boots.map((boot) => [boot.name, boot]));

  it('names every boot', () => {
    expect(boots.map(({ name }) => name)).toEqual([...scenarios.map(({ name }) => name), RESET]);
  });

  it('names programs, and no machine', () => {
    const others = Object.keys(versions).filter((name) => !name.startsWith('linux-image-'));
    expect(others).toEqual(['cloud-init', 'systemd', 'netplan.io', 'base-files', 'qemu']);
    expect(JSON.stringify(versions)).not.toContain(release());
  });

  it('is of the guest that the recipe makes', () => {
    expect(recipe, REPAIR).toBe(recipeHash());
  });

  for (const scenario of scenarios)
    it(`is of ${scenario.name} as it is built now: ${scenario.outcome}`, () => {
      const record = recorded.get(scenario.name);
      expect(record?.sha256, REPAIR).toBe(sha256Of(imageOf(scenario)));
      expect(record?.outcome).toBe(scenario.outcome);
      expect(explainedBefore(scenario)).toBe(VERDICTS[scenario.outcome]);
    });
});

describe('the report of the last boots after resets', () => {
  const { resets } = lastBoots();
  const repair = 'a guest has not booted after these resets yet: npm run test:guest';

  it('is of the guests that the recipe makes', () => {
    expect(resets?.recipe, repair).toBe(recipeHash());
  });

  it.each(resetMachines)('names every boot of $name, in $release, which was right', (machine) => {
    const records = resets?.machines[titleOf(machine)] ?? [];
    expect(
      records.map(({ name, complaints }) => [name, complaints]),
      repair,
    ).toEqual(machine.steps.map(({ name }) => [name, []]));
    expect(Object.keys(resets?.versions[machine.release] ?? {})).toContain('cloud-init');
  });

  it.each(resetMachines)('is of the drives of $name, in $release, as they are built now', (machine) => {
    const records = new Map(resets?.machines[titleOf(machine)]?.map((record) => [record.name, record.sha256]));
    for (const { name, drive } of machine.steps) {
      if (drive === undefined) continue;
      const bytes = drive();
      expect(records.get(name), `${name}: ${repair}`).toBe(bytes === null ? null : sha256Of(bytes));
    }
  });
});

/** What `explain` has to say of a drive before a guest boots from it. */
const VERDICTS: Readonly<Record<Outcome, Verdict>> = {
  taken: 'taken',
  partly: 'partly',
  'no network': 'partly',
  refused: 'refused',
  ignored: 'ignored',
};

/** By the source that the drive is made for, in the release that the guest has. */
function explainedBefore(scenario: Scenario): Verdict | undefined {
  const reader = scenario.options.tree === 'nocloud' ? 'cloud-init-nocloud' : 'cloud-init';
  const explanations = explain(readConfigDriveSync(imageOf(scenario)), { guests: [reader] });
  return explanations.find(({ version }) => version === '22.4')?.verdict;
}
