/** An input is checked once, whoever takes it: the check is the dearest part of a small drive. */
import { answersOf, buildConfigDrive, type DriveInput, parseMachine, planConfigDrive } from '@configdrive/core';
import { buildConfigDrive as buildWithGuests, openStore } from 'configdrive';
import { ensureDirSync } from 'fs-extra';
import { afterEach, expect, it, vi } from 'vitest';
import { driveShape } from '../../packages/core/src/input/shape.ts';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const input = SAMPLE as DriveInput;
const options = { timestamp: TIMESTAMP };
const instance = input.instanceName ?? '';

afterEach(() => vi.restoreAllMocks());

function store() {
  ensureDirSync(path('secondary'));
  return openStore({ secondary: path('secondary') });
}

it.each<[string, number, () => unknown]>([
  ['parsing', 1, () => parseMachine(input)],
  ['building', 1, () => buildConfigDrive(input, options)],
  ['building with guests', 1, () => buildWithGuests(input, { ...options, guests: ['cloud-init'] })],
  ['parsing, then all renderings', 1, () => renderings()],
  ['a store that makes a drive', 1, () => store().create(instance, input)],
  ['a store that makes a drive of a machine', 1, () => store().create(instance, parseMachine(input))],
  ['a store that changes a password', 1, () => changed()],
])('%s checks an input %i time', async (_, times, act) => {
  const checks = vi.spyOn(driveShape, 'safeParse');
  await act();
  expect(checks).toHaveBeenCalledTimes(times);
});

function renderings(): void {
  const machine = parseMachine(input);
  planConfigDrive(machine, options);
  buildConfigDrive(machine, options);
  answersOf(machine, { form: 'cloudstack' });
}

async function changed(): Promise<void> {
  const drives = store();
  await drives.create(instance, input);
  await drives.setPassword(instance, 'n3w-password');
}
