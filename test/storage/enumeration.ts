/**
 * Every system call of a process that publishes a drive is broken once; what must hold is one sentence: the old file or the
 * new one, whole, private, and nothing else.
 */

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finishInterrupted } from '@configdrive/files';
import { expect } from 'vitest';
import { removeIfStale } from '../../packages/files/src/lock/stale-files.ts';
import { closeTarget, openTarget } from '../../packages/files/src/target.ts';
import { isLong } from '../support/long.ts';
import { type Call, changesFiles, type Outcome } from './faults.ts';
import { NAME, type Stage, type Variant } from './stage.ts';

/** All of them in the long form, the two that disks are known for with every commit. */
export const ERRNOS = isLong ? ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE'] : ['ENOSPC', 'EIO'];

export const touchesDraft = ({ text }: Call): boolean => text.includes('.draft>');
const listsDirectory = ({ name, text }: Call): boolean =>
  name === 'openat' && /"\/proc\/self\/fd\/[0-9]+", /.test(text);

/** A look at a directory on the way from the root: as many as there are. */
export const looksAtDirectory = ({ name, text }: Call): boolean =>
  name === 'statx' && /"\/proc\/self\/fd\/[0-9]+(?:\/\.\.)*"|AT_SYMLINK_NOFOLLOW.*S_IFDIR/.test(text);

/** Closing what was never written through; looking for what dead processes left. */
const mayFailInSilence = (call: Call, calls: readonly Call[]): boolean =>
  (call.name === 'close' && !touchesDraft(call)) || call === calls.find(listsDirectory);

/** Longer than any enumeration takes on a busy machine. */
export const ENUMERATION = { timeout: 600_000 };

/** No look fails for want of room; a network file system tells of a full disk when a file is closed. */
const needsRoom = (call: Call): boolean => changesFiles(call) || (call.name === 'close' && touchesDraft(call));

/** In the long form all of them; with every commit those of which something new can come. */
const positionsOf = (calls: readonly Call[], isWorthIt: (call: Call) => boolean): readonly number[] =>
  [...calls.keys()].filter((position) => isLong || isWorthIt(calls[position]!));

/** Every call fails once: the process says so, and nothing is lost. */
export function breakEveryCall(stage: Stage, variant: Variant, errno: string): void {
  for (const position of positionsOf(stage.record(variant), (call) => errno !== 'ENOSPC' || needsRoom(call))) {
    const { outcome, call } = stage.playBroken(variant, position, `error=${errno}`);
    const maySucceed = mayFailInSilence(call, stage.record(variant));
    expect(outcome, call.text).toMatchObject(maySucceed ? { ok: true } : { ok: false, name: 'StorageError' });
    expectHonest(variant, stage, outcome!, call);
  }
}

/** The process dies at every call: whoever comes next has the old drive up to some moment, and the new one from then on. */
export async function killAtEveryCall(stage: Stage, variant: Variant): Promise<void> {
  const states: string[] = [];
  for (const position of positionsOf(stage.record(variant), changesFiles)) {
    const { call } = stage.playBroken(variant, position, 'signal=KILL');
    expect(stage.drafts().length, call.text).toBeLessThanOrEqual(1);
    expect(stage.claims().length, call.text).toBeLessThanOrEqual(1);
    expect(stage.copies().length, call.text).toBeLessThanOrEqual(1);
    const state = stage.state();
    states.push(state);
    await expectCleared(stage, variant, call);
    expect(stage.state(), call.text).toBe(state);
  }
  const first = variant.before === undefined ? 'absent' : 'old';
  expect(states.join(' ')).toMatch(new RegExp(`^(${first} )+new( new)*$`));
}

/** What holds after a failure, by what the message says of it. */
const SAYS_NEW = /the new file is in place|what was to be done to the file is done|the file is a mixture now/;
const SAYS_COPY = /the file is a mixture now|removing the copy beside the file/;
const SAYS_CLAIM = /taking back the claim/;

/** What is on the disk is what the process says. */
function expectHonest({ before }: Variant, stage: Stage, outcome: Outcome, { text }: Call): void {
  const says = (words: RegExp): boolean => !outcome.ok && words.test(outcome.message);
  const isNew = outcome.ok || says(SAYS_NEW);
  expect(stage.state(), text).toBe(isNew ? 'new' : before === undefined ? 'absent' : 'old');
  expect(stage.drafts(), text).toEqual([]);
  expect(stage.copies(), text).toHaveLength(says(SAYS_COPY) ? 1 : 0);
  expect(stage.claims(), text).toHaveLength(says(SAYS_CLAIM) ? 1 : 0);
  expectNowhere(stage, stage.copies());
  if (!outcome.ok) expect(outcome.message).not.toContain(stage.secret());
}

/** What the next operation finds it finishes and removes: then there is the drive, private, and nothing else. */
async function expectCleared(stage: Stage, variant: Variant, { text }: Call): Promise<void> {
  const copies = stage.copies();
  expectNowhere(stage, [...stage.drafts(), ...copies]);
  const isThere = stage.state() !== 'absent';
  expect(await finishInterrupted(join(stage.directory(), NAME)), text).toBe(copies.length > 0);
  removeOfTheDead(stage.directory());
  expect(readdirSync(stage.directory()), text).toEqual(isThere ? [NAME] : []);
  if (!isThere) return;
  const file = lstatSync(join(stage.directory(), NAME));
  expect(file.isFile(), text).toBe(true);
  const isNew = readFileSync(join(stage.directory(), NAME)).equals(variant.after);
  expect(file.mode & 0o7777, text).toBe(isNew ? (variant.mode ?? 0o600) : 0o600);
}

/** As the next writer of the directory does, in a process that has not looked there yet. */
function removeOfTheDead(directory: string): void {
  const target = openTarget(join(directory, NAME), {});
  try {
    for (const name of readdirSync(directory)) removeIfStale(target, name);
  } finally {
    closeTarget(target);
  }
}

/** No file holds the secret but the drive itself and those, in the directory or in one for temporary files. */
function expectNowhere(stage: Stage, asides: readonly string[]): void {
  const holders = stage.holdersOfSecret().filter((path) => path !== NAME && !asides.includes(path));
  expect(holders).toEqual([]);
}
