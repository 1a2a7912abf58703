/**
 * A process with a store dies before every call that changes a file system. What must hold is one sentence: the drive of before or
 * the drive of after, whole and private, and the next operation puts the rest right. Calls that fail: fault-matrix.test.ts.
 */

import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConfigDrive } from '@configdrive/core';
import { openStore, type Store } from 'configdrive';
import { ensureDirSync, removeSync } from 'fs-extra';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { breakerOf } from './breaker.ts';
import { ENUMERATION } from './enumeration.ts';
import { type Call, changesFiles, commandLine, type Fault, type Traced, toldOutcome, trace } from './faults.ts';
import { dataOf, filesBelow, INSTANCE, PASSWORD_FILE, textOn, timestamp } from './stores.ts';

const PROGRAM = fileURLToPath(new URL('store-job.mjs', import.meta.url));
const OLD = 'the-0ld-password';
const NEW = 'the-n3w-password';
const LONG = 'x'.repeat(20_000);

/** An operation on a drive with the old password, or on none. */
interface Variant {
  readonly title: string;
  readonly acts: readonly (readonly unknown[])[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly isFirst?: true;
  /** In the long form only: what differs from another in what publishing is tested for by itself. */
  readonly onlyLong?: true;
  /** What there may be on secondary and on primary storage, in the order in which it comes. */
  readonly states: readonly [before: string, ...string[]];
}

const variants: readonly Variant[] = [
  {
    title: 'create',
    acts: [['create', INSTANCE, dataOf(NEW)]],
    isFirst: true,
    states: ['- -', 'new -'],
  },
  {
    title: 'create once',
    onlyLong: true,
    acts: [['create', INSTANCE, dataOf(NEW), { ifAbsent: true }]],
    isFirst: true,
    states: ['- -', 'new -'],
  },
  { title: 'create again', onlyLong: true, acts: [['create', INSTANCE, dataOf(NEW)]], states: ['old -', 'new -'] },
  { title: 'setPassword', acts: [['setPassword', INSTANCE, NEW]], states: ['old -', 'new -'] },
  {
    title: 'create again over a drive that keeps its inode',
    onlyLong: true,
    acts: [['create', INSTANCE, [...dataOf(NEW), ['metadata', 'more', LONG]]]],
    options: { replace: 'keepInode' },
    states: ['old -', 'new -'],
  },
  {
    title: 'setPassword over a drive that keeps its inode',
    acts: [['setPassword', INSTANCE, NEW]],
    options: { replace: 'keepInode' },
    states: ['old -', 'new -'],
  },
  { title: 'migrate', acts: [['move', INSTANCE, { to: 'primary' }]], states: ['old -', 'old old', '- old'] },
  { title: 'remove', acts: [['remove', INSTANCE]], states: ['old -', '- -'] },
];

withForeign(['strace'], 'a store, one broken system call at a time', ({ strace }) => {
  const path = useTemporaryDirectory();
  const roots = () => ({ secondary: path('drives/secondary'), primary: path('drives/primary') });
  const store = (): Store => openStore(roots());
  const files = (): readonly string[] => filesBelow(path('drives'));

  const { record, playBroken } = breakerOf<Variant>((variant, faults: readonly Fault[]): Traced => {
    prepare(variant);
    const command = commandLine(PROGRAM, { roots: roots(), options: variant.options, acts: variant.acts });
    const play = { command, directory: path('drives'), outcomeOf: toldOutcome };
    return trace(strace, play, path('strace.log'), faults);
  });

  function prepare({ isFirst }: Variant): void {
    removeSync(path('drives'));
    for (const root of Object.values(roots())) ensureDirSync(root);
    if (isFirst === true) return;
    const directory = join(roots().secondary, 'configdrive');
    mkdirSync(directory);
    const { bytes } = buildConfigDrive({ instanceName: INSTANCE, vmData: dataOf(OLD) }, { timestamp });
    writeFileSync(join(directory, 'i-2-10-VM.iso'), bytes, { mode: 0o600 });
  }

  const positionsOf = (variant: Variant, isWanted: (call: Call) => boolean): readonly number[] =>
    [...record(variant).entries()].flatMap(([position, call]) => (isWanted(call) ? [position] : []));

  async function state(): Promise<string> {
    const words = [];
    for (const location of ['secondary', 'primary'] as const) words.push(await stateIn(location));
    return words.join(' ');
  }

  async function stateIn(location: 'secondary' | 'primary'): Promise<string> {
    if ((await store().stat(INSTANCE, { location })) === undefined) return '-';
    const { drive } = await store().read(INSTANCE, { location });
    const words: Readonly<Record<string, string>> = { [OLD]: 'old', [NEW]: 'new' };
    return words[textOn(drive, PASSWORD_FILE) ?? ''] ?? 'neither';
  }

  describe.each(variants.filter(({ onlyLong }) => isLong || onlyLong === undefined))(
    '$title',
    ENUMERATION,
    (variant) => {
      const [before] = variant.states;
      const after = variant.states.at(-1);

      it('leaves the drive of before or of after, whole and private, after a kill at every change', async () => {
        const states: string[] = [];
        for (const position of positionsOf(variant, changesFiles)) {
          const { call } = playBroken(variant, position, 'signal=KILL');
          for (const file of files()) expect(lstatSync(path('drives', file)).mode & 0o077, file).toBe(0);
          states.push(await state());
          await expectRecovery(call);
        }
        // In their order, none of them missing but perhaps the last: the last call may be the one that makes it.
        const seen = states.filter((each, index) => each !== states[index - 1]);
        expect([...seen, ...(seen.at(-1) === after ? [] : [after])]).toEqual(variant.states);
        expect(seen[0]).toBe(before);
      });
    },
  );

  /** The next operation, and the next collection, leave nothing but drives, and those as they were. */
  async function expectRecovery({ text }: Call): Promise<void> {
    const found = await state();
    for (const [index, location] of (['secondary', 'primary'] as const).entries()) {
      if (found.split(' ')[index] !== '-') await store().change(INSTANCE, (drive) => drive, { location });
    }
    await store().gc([INSTANCE]);
    expect(
      files().filter((file) => !file.endsWith('/configdrive/i-2-10-VM.iso')),
      text,
    ).toEqual([]);
    expect(await state(), text).toBe(found);
  }
});
