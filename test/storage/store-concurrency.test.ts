/** Many processes rebuild one drive while others read it: every image that anybody sees is one of those that were built. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildConfigDrive } from '@configdrive/core';
import { openStore, type Store } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { ENUMERATION } from './enumeration.ts';
import { commandLine, type Outcome } from './faults.ts';
import { dataOf, filesBelow, INSTANCE, timestamp } from './stores.ts';

const PROGRAM = fileURLToPath(new URL('store-job.mjs', import.meta.url));
const WRITERS = 8;
const REBUILDS_EACH = isLong ? 125 : 13;
const GENERATIONS = isLong ? 50 : 2;
const PASSWORDS = Array.from({ length: WRITERS }, (_, index) => `Passw0rd-${index}`);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same data at the same time are the same bytes, in every process. */
const LEGAL = new Set(
  PASSWORDS.map((password) => {
    const { bytes } = buildConfigDrive({ instanceName: INSTANCE, vmData: dataOf(password) }, { timestamp });
    return sha256(bytes);
  }),
);

async function play(job: object): Promise<Outcome> {
  const [program, ...args] = commandLine(PROGRAM, job);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  for await (const text of child.stdout.setEncoding('utf8')) stdout += text;
  return JSON.parse(stdout);
}

describe('eight processes at one drive', ENUMERATION, () => {
  const path = useTemporaryDirectory();
  let count = 0;

  async function started(): Promise<{ store: Store; roots: { secondary: string }; file: string }> {
    const roots = { secondary: path(`store-${count++}`) };
    mkdirSync(roots.secondary);
    const store = openStore({ ...roots, now: () => timestamp });
    const { path: file } = await store.create(INSTANCE, dataOf(PASSWORDS[0]));
    return { store, roots, file };
  }

  /** Reads again and again while something runs, and answers how often. */
  async function watching(running: Promise<unknown>, read: () => Promise<string> | string): Promise<number> {
    let isRunning = true;
    const done = running.finally(() => {
      isRunning = false;
    });
    let observations = 0;
    while (isRunning) {
      expect(LEGAL, 'what a reader sees').toContain(await read());
      observations++;
      await setImmediate();
    }
    await done;
    return observations;
  }

  it.each(['rename', 'keepInode'] as const)(
    'with %s show readers whole drives only, and leave nothing behind',
    async (replace) => {
      const { store, roots, file } = await started();
      const rounds = Array.from({ length: REBUILDS_EACH });
      const writers = PASSWORDS.map((password) =>
        play({ roots, options: { replace }, acts: rounds.map(() => ['create', INSTANCE, dataOf(password)]) }),
      );
      const outcomes = Promise.all(writers);
      const byStore = watching(outcomes, async () => (await store.stat(INSTANCE))?.sha256 ?? 'none');
      // Whoever reads the file by other means sees mixtures while it is written over.
      const byFile =
        replace === 'rename' ? watching(outcomes, () => sha256(readFileSync(file))) : Promise.resolve(WRITERS);
      expect(Math.min(await byStore, await byFile)).toBeGreaterThanOrEqual(WRITERS);
      expect((await outcomes).map(({ ok }) => ok)).toEqual(PASSWORDS.map(() => true));
      expect(filesBelow(roots.secondary)).toEqual(['configdrive/i-2-10-VM.iso']);
    },
  );

  it('with ifMatch let exactly one win, each time', async () => {
    const { store, roots } = await started();
    for (let generation = 0; generation < GENERATIONS; generation++) {
      const ifMatch = (await store.stat(INSTANCE))?.sha256;
      const outcomes = await Promise.all(
        PASSWORDS.map((password) =>
          play({ roots, acts: [['create', INSTANCE, dataOf(`${password}-${generation}`), { ifMatch }]] }),
        ),
      );
      const words = outcomes.map((outcome) => (outcome.ok ? 'won' : outcome.code)).sort();
      expect(words).toEqual([...Array(WRITERS - 1).fill('conflict'), 'won']);
    }
    expect(filesBelow(join(roots.secondary))).toEqual(['configdrive/i-2-10-VM.iso']);
  });

  it('let one create what must not be there yet', async () => {
    const { store, roots } = await started();
    await store.remove(INSTANCE);
    const outcomes = await Promise.all(
      PASSWORDS.map((password) => play({ roots, acts: [['create', INSTANCE, dataOf(password), { ifAbsent: true }]] })),
    );
    const words = outcomes.map((outcome) => (outcome.ok ? 'won' : outcome.code)).sort();
    expect(words).toEqual([...Array(WRITERS - 1).fill('already-exists'), 'won']);
  });
});
