/**
 * Whole guests that boot several times: what a reset makes of them by the script for guests. `npm run test:guest`; what came of it is kept
 * in last-boots.json.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { configdrive } from '../cli/command.ts';
import { describeUnless } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { bootGuest, cutGuest, type GuestOptions, type GuestReport, type Machine, makeMachine } from './boot.ts';
import { complaintsOn } from './expectations.ts';
import { guestImage, missingForGuest, recipeHash } from './image.ts';
import { packagesFor } from './packages.ts';
import { lastBoots, type ResetRecord, type ResetsReport, saveBoots, sha256Of, today, versionsOf } from './report.ts';
import { complaintsOfReset, keysOf, type ResetMachine, type ResetStep, resetMachines, titleOf } from './resets.ts';
import { passwordAnswersIn } from './router.ts';
import { otherDisc } from './scenarios.ts';

const MACHINE_MILLISECONDS = 120 * 60_000;

describeUnless(missingForGuest(), 'a guest that boots after resets', () => {
  const directory = useTemporaryDirectory();

  /** Does what a step does to the drive. */
  function changeDrive({ drive, update }: ResetStep, disc: string, keys: string): void {
    const bytes = drive?.();
    if (bytes !== undefined) rmSync(disc, { force: true });
    if (bytes instanceof Uint8Array) writeFileSync(disc, bytes);
    if (update === undefined) return;
    writeFileSync(keys, keysOf(update));
    const args = update.args.map((word) => (word === 'KEYS' ? keys : word));
    expect(configdrive(['update', disc, ...args], { input: update.input })).toMatchObject({ status: 0 });
  }

  /** A router of a machine, and what was said between them when the machine has been off again. */
  interface Router {
    readonly options: GuestOptions;
    readonly words: () => readonly string[];
  }

  /** A password server, which has forgotten what it was told before. */
  function passwordServerOf(machine: Machine, password = ''): Router {
    const router = join(machine.directory, 'router');
    const events = join(router, 'events');
    mkdirSync(router, { recursive: true });
    for (const name of ['password', 'events']) rmSync(join(router, name), { force: true });
    if (password !== '') writeFileSync(join(router, 'password'), password);
    return {
      options: { router },
      words: () => (existsSync(events) ? readFileSync(events, 'utf8').trimEnd().split('\n') : []),
    };
  }

  /** One that hands out what is on a drive, and remembers which passwords were taken. */
  function metadataRouterOf(machine: Machine, drive: string): Router {
    const [state, log] = [join(machine.directory, 'taken'), join(machine.directory, 'requests')];
    return { options: { metadata: { drive, state, log } }, words: () => passwordAnswersIn(log) };
  }

  /** One boot; the report, unless the power was cut. */
  async function boot(
    machine: Machine,
    { macs, provider, release }: ResetMachine,
    step: ResetStep,
  ): Promise<ResetRecord> {
    const [disc, other] = ['drive.iso', 'other.iso'].map((name) => join(machine.directory, name));
    if (disc === undefined || other === undefined) throw new Error('unreachable');
    changeDrive(step, disc, join(machine.directory, 'keys'));
    writeFileSync(other, otherDisc({ ...step.hand, ...packagesFor(machine.image, release, step.packages) }));
    const discs = [other, ...(existsSync(disc) && provider === undefined ? [disc] : [])];
    const sha256 = existsSync(disc) ? sha256Of(readFileSync(disc)) : null;
    if (step.cut !== undefined) {
      await cutGuest(machine, discs, macs, step.cut);
      return { name: step.name, sha256, complaints: [] };
    }
    const isServed = provider === 'VirtualRouter' && sha256 !== null;
    const { options, words } = isServed ? metadataRouterOf(machine, disc) : passwordServerOf(machine, step.router);
    const report = await bootGuest(machine, discs, macs, options);
    return { name: step.name, sha256, complaints: complaintsOf(report, step, words()) };
  }

  const complaintsOf = (report: GuestReport, step: ResetStep, asked: readonly string[]): readonly string[] => [
    ...(step.all === undefined ? [] : complaintsOn(report, step.all)),
    ...(step.became === undefined ? [] : complaintsOfReset(report, step.became, asked)),
    ...(step.told === undefined || report.hand === step.told ? [] : [`by hand: ${report.hand}`]),
  ];

  /** Each boot finds what the one before has left. */
  async function bootAll(resetMachine: ResetMachine, name: string): Promise<void> {
    const { release, steps, secrets } = resetMachine;
    const image = guestImage(release);
    // QEMU has a meaning for commas, and words end at blanks.
    const machine = makeMachine(image, directory(name.replaceAll(/[^a-z]+/g, '-')));
    const records: ResetRecord[] = [];
    for (const step of steps) {
      records.push(await boot(machine, resetMachine, step));
      expect(records.at(-1)).toMatchObject({ complaints: [] });
    }
    const disk = readFileSync(machine.disk);
    expect(secrets.filter((secret) => disk.includes(secret))).toEqual([]);
    saved = {
      versions: { ...saved.versions, [release]: versionsOf(image) },
      machines: { ...saved.machines, [name]: records },
    };
  }

  let saved: Pick<ResetsReport, 'versions' | 'machines'> = { versions: {}, machines: {} };

  /** Machines that were not booted now keep what was seen of them, in guests of the same recipe. */
  afterAll(() => {
    const recipe = recipeHash();
    const { resets } = lastBoots();
    const before = resets?.recipe === recipe ? resets : undefined;
    const versions = { ...before?.versions, ...saved.versions };
    saveBoots({ resets: { date: today(), recipe, versions, machines: { ...before?.machines, ...saved.machines } } });
  });

  it.each(resetMachines.map((machine) => [titleOf(machine), machine] as const))(
    '%s',
    { timeout: MACHINE_MILLISECONDS },
    (title, machine) => bootAll(machine, title),
  );
});
