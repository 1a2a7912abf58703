/**
 * Faults at every call to the file system of every operation: a seeded sample with every commit, all of them in the long form.
 * CONFIGDRIVE_FAULT_SEED repeats a sample.
 */
import childProcess from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { removeTree } from '../support/temporary.ts';
import { BrokenCalls, install } from './broken-calls.ts';
import { commandOperations } from './fault-commands.ts';
import { type BrokenCall, faultsOf, problemsWith, recorded } from './fault-matrix.ts';
import { storeOperations } from './fault-operations.ts';

/** In memory where there is such a place: thousands of flushes take their time. */
const base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'configdrive-test-'));
const place = join(base, 'place');
const watch = new BrokenCalls(place);
install(watch);
afterAll(() => removeTree(base));

// Whether storage answers is asked by another process each second: what is tested elsewhere, and no call of this one.
childProcess.spawn = () => {
  throw new Error('no process is to be had');
};
syncBuiltinESMExports();

const SEED = Number(process.env.CONFIGDRIVE_FAULT_SEED ?? Math.floor(Math.random() * 1000));
const FAULTS = 24;
const FAULTS_OF_PROCESSES = 4;
/** All faults of a batch are half an hour of processes. */
const LIMIT_MILLISECONDS = 4 * 3_600_000;

/** The same for the same seed: a step through all faults that meets each of their kinds. */
function sampleOf(faults: readonly BrokenCall[], count: number, seed: number): readonly BrokenCall[] {
  if (isLong || faults.length <= count) return faults;
  const step = faults.length / count;
  const start = (seed % 1000) / 1000;
  return Array.from({ length: count }, (_, index) => faults[Math.floor((index + start) * step)]!);
}

describe(`a call that fails, seed ${SEED}`, () => {
  it.each([...storeOperations(watch), ...commandOperations(watch)])(
    'of $title loses nothing and is said',
    { timeout: LIMIT_MILLISECONDS },
    async (operation) => {
      const record = await recorded(operation, place);
      const count = operation.isProcess === true ? FAULTS_OF_PROCESSES : FAULTS;
      const problems: string[] = [];
      for (const broken of sampleOf(faultsOf(record), count, SEED))
        problems.push(...(await problemsWith(record, broken, place)));
      expect(problems).toEqual([]);
    },
  );
});
