/** G1: what it costs to ask the likely guests about a drive when it is built or changed, beside the same without asking. */

import { buildConfigDrive as buildWithCheck } from '@configdrive/core';
import { guestCheck } from '@configdrive/guests';
import { buildConfigDrive, withPassword } from 'configdrive';
import { collected, timed, WARM_UP } from '../measure.mjs';
import { TIMESTAMP, usualInputOf } from './drive.mjs';

const VARIANTS = 64;
const NOBODY = 'nobody asked';
const inputs = Array.from({ length: VARIANTS }, (_, number) => usualInputOf(number));
const [shared] = inputs;
const drives = inputs.map((input) => buildConfigDrive(input, { timestamp: TIMESTAMP }).drive);
const plain = { timestamp: TIMESTAMP };
const asking = { timestamp: TIMESTAMP, guests: 'likely' };

/** As a batch does: one check for all drives, which share their user data. */
const check = guestCheck('likely');
const inputOfFleet = (number) => ({ ...inputs[number % VARIANTS], userData: shared.userData });

/** Workload → what is done with these options, without and with guests. */
const acts = {
  'asked build': {
    title: 'a drive of its own user data: buildConfigDrive',
    act: (options) => (number) => buildConfigDrive(inputs[number % VARIANTS], options),
    without: plain,
    asked: asking,
  },
  'asked fleet': {
    title: 'a drive of a fleet, which shares its user data: buildConfigDrive',
    act: (options) => (number) => buildWithCheck(inputOfFleet(number), options),
    without: plain,
    asked: { ...plain, check },
  },
  'asked reset': {
    title: 'the reset of a password: withPassword',
    act: (options) => (number) => withPassword(drives[number % VARIANTS], `n3w-${number}`, options),
    without: plain,
    asked: asking,
  },
};

/** @returns workloads, as the other suites give them */
export function guests({ rounds, times }) {
  const { measured, add } = collected(Object.keys(acts));
  for (const { act, without, asked } of Object.values(acts)) {
    for (const options of [without, asked]) timed(act(options), WARM_UP);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, { act, without, asked }] of Object.entries(acts)) {
      add(name, 'ours', timed(act(asked), times).cpu);
      add(name, NOBODY, timed(act(without), times).cpu);
    }
  }
  return Object.fromEntries(
    Object.entries(acts).map(([name, { title }]) => [
      name,
      { title: `${title}, its likely guests asked`, unit: 'µs CPU', rounds: measured[name], missing: [] },
    ]),
  );
}
