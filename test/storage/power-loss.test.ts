/** Power cuts at any moment: what is on the disk afterwards is the old drive or the new one, and once acknowledged the new. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource, finishInterrupted } from '@configdrive/files';
import { StorageError } from '@configdrive/issues';
import { emptyDirSync } from 'fs-extra';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { commandOf, type Job } from './faults.ts';
import { type CrashState, crashStates, type Disk, RECORDING_FLAGS, type Recording, stepsOf } from './power-loss.ts';

const NAME = 'drive.iso';
const ASIDE = /\.(?:draft|next)$/;
const OLD = Buffer.alloc(5000, 'the old drive');
/** Three pages: any of them may be on the disk without the others. */
const NEW = Buffer.alloc(9000, 'A');
const SHORT = Buffer.alloc(3000, 'A');

interface Variant {
  readonly title: string;
  readonly job: Omit<Job, 'path' | 'byte' | 'byteLength'>;
  readonly old?: Buffer;
  readonly next?: Buffer;
}

const sha256 = createHash('sha256').update(OLD).digest('hex');
const keeping = { options: { replace: 'keepInode' } };
const variants: readonly Variant[] = [
  { title: 'replacing', job: {}, old: OLD },
  { title: 'creating once', job: { options: { ifAbsent: true } } },
  { title: 'replacing what matches', job: { options: { ifMatch: sha256 } }, old: OLD },
  { title: 'keeping the inode of a shorter file', job: keeping, old: OLD },
  { title: 'keeping the inode of a longer file', job: keeping, old: OLD, next: SHORT },
  {
    title: 'keeping the inode of what matches',
    job: { options: { ...keeping.options, ifMatch: sha256 } },
    old: OLD,
    next: SHORT,
  },
];

withForeign(['strace'], 'a power cut while', ({ strace }) => {
  const path = useTemporaryDirectory();
  const directory = (): string => path('drives');

  /** What the disk has for the library, and what is wrong with that. */
  function problemOf({ disk, isAcknowledged }: CrashState, old: Buffer | undefined, next: Buffer): string | undefined {
    layOut(disk);
    const content = readDrive();
    if (typeof content === 'string') return content;
    const isNew = content?.equals(next) ?? false;
    const isOld = content === undefined ? old === undefined : (old?.equals(content) ?? false);
    if (!isNew && !isOld) return 'neither the old nor the new drive';
    if (!isAcknowledged) return undefined;
    if (!isNew) return 'the old drive, when the new one was acknowledged';
    return [...disk.keys()].some((name) => ASIDE.test(name)) ? 'a copy left beside the new drive' : undefined;
  }

  function layOut(disk: Disk): void {
    emptyDirSync(directory());
    for (const [name, bytes] of disk) writeFileSync(join(directory(), name), bytes, { mode: 0o600 });
  }

  /** A text is a complaint of the library. */
  function readDrive(): Buffer | string | undefined {
    try {
      const source = fileSource(join(directory(), NAME));
      const content = Buffer.from(source.read(0, source.byteLength));
      source.close();
      return content;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return error.code === 'file-missing' ? undefined : error.code;
    }
  }

  function recordingOf(start: Disk, job: Variant['job'], next: Buffer): Recording {
    layOut(start);
    const command = commandOf({ path: join(directory(), NAME), byteLength: next.byteLength, byte: 0x41, ...job });
    const log = path('strace.log');
    runOk(strace, [...RECORDING_FLAGS.split(' '), '-o', log, ...command], { env: { UV_THREADPOOL_SIZE: '1' } });
    const recording = { start, steps: stepsOf(readFileSync(log, 'utf8'), directory(), start) };
    // Nothing was overlooked: the replay ends with what is there.
    const real = readdirSync(directory()).map((name) => [name, readFileSync(join(directory(), name))] as const);
    expect(real).toEqual([[NAME, next]]);
    const ends = [...crashStates(recording)].filter(({ isAcknowledged }) => isAcknowledged);
    expect(ends.map(({ disk }) => [...disk])).toContainEqual(real);
    return recording;
  }

  function expectSafe(recording: Recording, old: Buffer | undefined, next: Buffer): void {
    let count = 0;
    for (const state of crashStates(recording)) {
      expect(problemOf(state, old, next)).toBeUndefined();
      count++;
    }
    expect(count).toBeGreaterThan(10);
  }

  function expectEveryFlushNeeded({ start, steps }: Recording, old: Buffer | undefined, next: Buffer): void {
    const flushes = steps.filter(({ kind }) => kind === 'flush');
    expect(flushes.length).toBeGreaterThan(1);
    for (const flush of flushes) {
      const without = crashStates({ start, steps: steps.filter((step) => step !== flush) });
      const problem = firstProblem(without, (state) => problemOf(state, old, next));
      expect(problem, `without the flush of ${(flush as { text: string }).text}`).toEqual(expect.any(String));
    }
  }

  describe.each(variants)('$title', ({ job, old, next = NEW }) => {
    const start: Disk = new Map(old === undefined ? [] : [[NAME, old]]);
    let recording: Recording;

    it('leaves the old drive or the new one whole, and the new one once it is acknowledged', () => {
      recording = recordingOf(start, job, next);
      expectSafe(recording, old, next);
    });

    it('would not, were any one flush left out', () => {
      expectEveryFlushNeeded(recording, old, next);
    });
  });

  describe('finishing what another power cut interrupted', () => {
    let recording: Recording;

    it('leaves the new drive whole, at whatever moment', async () => {
      const keepingInode = recordingOf(new Map([[NAME, OLD]]), keeping, NEW);
      const interrupted = [...crashStates(keepingInode)].filter(({ disk }) => isMixture(disk));
      expect(interrupted.length).toBeGreaterThan(3);
      for (const { disk } of interrupted) {
        layOut(disk);
        expect(await finishInterrupted(join(directory(), NAME))).toBe(true);
        expect(readFileSync(join(directory(), NAME)).equals(NEW)).toBe(true);
      }
      recording = recordingOf(interrupted[0]!.disk, { repeat: 0 }, NEW);
      expectSafe(recording, undefined, NEW);
    });

    it('would not, were any one flush left out', () => {
      expectEveryFlushNeeded(recording, undefined, NEW);
    });
  });
});

function isMixture(disk: Disk): boolean {
  const content = disk.get(NAME);
  return [...disk.keys()].some((name) => name.endsWith('.next')) && !content?.equals(OLD) && !content?.equals(NEW);
}

function firstProblem(
  states: Iterable<CrashState>,
  problemOf: (state: CrashState) => string | undefined,
): string | undefined {
  for (const state of states) {
    const problem = problemOf(state);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
