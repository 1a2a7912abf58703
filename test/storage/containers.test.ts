/**
 * Containers that cannot see each other change one drive, and are killed at random moments: no change that was said to be done is
 * lost, no two write at a time, and what the killed left goes; also where their wall clocks jump.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withUserData } from '@configdrive/core';
import { openStore } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type Container, canContain, startContainer } from './containers.ts';
import { ENUMERATION } from './enumeration.ts';
import { type JumpingClock, jumpingClock } from './jumping-clock.ts';
import { dataOf, INSTANCE, textOn, USER_DATA_FILE } from './stores.ts';

const PROGRAM = fileURLToPath(new URL('container-job.mjs', import.meta.url));
const KILLS = isLong ? 200 : 4;
/** Longer than any pause of a process that lives on a busy machine. */
const TIMING = { takeOverAfterMilliseconds: 1500, maxWaitMilliseconds: 20_000 };
const MOST_MILLISECONDS_ALIVE = 400;
/** Two hundred kills take their time, the more so on a busy machine. */
const LIMIT = isLong ? { timeout: 3_600_000 } : ENUMERATION;

interface Told {
  readonly worker: string;
  readonly round: number;
  readonly count?: number;
  readonly code?: string;
  readonly message?: string;
}

const all = [2, 4].flatMap((containers) =>
  (['equal', 'own'] as const).flatMap((bootIds) =>
    (['rename', 'keepInode'] as const).map((replace): Variant => ({ containers, bootIds, replace })),
  ),
);
const some = all.filter(
  ({ containers, bootIds, replace }) => (containers === 2) === (replace === 'rename') || bootIds === 'own',
);

interface Variant {
  readonly containers: number;
  readonly bootIds: 'equal' | 'own';
  readonly replace: 'rename' | 'keepInode';
}

/** Lets containers change one drive, kills them at random moments, and looks at what is left. */
async function expectNothingLost(
  path: (name: string) => string,
  variant: Variant,
  clock?: JumpingClock,
): Promise<void> {
  const { containers, bootIds, replace } = variant;
  const root = path(`root-${randomUUID()}`);
  mkdirSync(root);
  const store = openStore({ secondary: root, replace, ...TIMING });
  await store.create(INSTANCE, dataOf());
  await store.setUserData(INSTANCE, JSON.stringify({ count: 0 }));

  const told: Told[] = [];
  let started = 0;
  const start = (): Container => {
    const worker = `w${started++}`;
    const job = { root, worker, options: { replace, ...TIMING }, instance: INSTANCE, userDataFile: USER_DATA_FILE };
    const bootId = bootIds === 'own' ? path(`boot-${started}`) : undefined;
    const container = startContainer([process.execPath, PROGRAM, JSON.stringify(job)], { bootId, env: clock?.env });
    let rest = '';
    container.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) told.push(JSON.parse(line));
    });
    return container;
  };
  const moreThan = async (count: number): Promise<void> => {
    while (told.length <= count) {
      if (running.some((container) => container.hasEnded())) throw new Error('a container ended by itself');
      await pause(10);
    }
  };

  const running = Array.from({ length: containers }, start);
  await moreThan(containers);
  for (let kill = 0; kill < KILLS; kill++) {
    const position = kill % containers;
    await pause(Math.random() * MOST_MILLISECONDS_ALIVE);
    clock?.jump();
    await running[position]?.kill();
    running[position] = start();
    await moreThan(told.length);
  }
  for (const each of running) await each.kill();

  const drive = await store.change(INSTANCE, (each, options) =>
    withUserData(each, `${textOn(each, USER_DATA_FILE)} `, options),
  );
  expect(drive.isChanged).toBe(true);
  const counts: Record<string, number> = JSON.parse(textOn((await store.read(INSTANCE)).drive, USER_DATA_FILE) ?? '');
  const done = told.filter(({ count }) => count !== undefined);
  expect(done.length).toBeGreaterThan(KILLS);
  expect(new Set(done.map(({ count }) => count)).size, 'no two made the same change of the same drive').toBe(
    done.length,
  );
  for (const { worker, round, count = 0 } of done) {
    expect(counts[worker] ?? 0, 'what was done is on the drive').toBeGreaterThanOrEqual(round);
    expect(counts.count).toBeGreaterThanOrEqual(count);
  }
  // Who was slower than its lock says so; there is nothing else to say.
  expect(told.filter(({ code }) => code !== undefined && code !== 'lock-lost' && code !== 'busy')).toEqual([]);

  await store.gc([INSTANCE], { unseen: true });
  expect(readdirSync(`${root}/configdrive`)).toEqual([`${INSTANCE}.iso`]);
  const image = `${root}/configdrive/${INSTANCE}.iso`;
  expect(run('sh', ['-c', `head -c 32774 '${image}' | tail -c 5`]).stdout.toString()).toBe('CD001');
}

describe.runIf(canContain).each(isLong ? all : some)(
  '$containers containers with $bootIds boot ids',
  LIMIT,
  (variant) => {
    const path = useTemporaryDirectory();

    it(`lose nothing by ${KILLS} kills with ${variant.replace}`, () => expectNothingLost(path, variant));
  },
);

withForeign(['faketime'], 'containers whose wall clocks jump by hours', ({ faketime }) => {
  const path = useTemporaryDirectory();

  it.runIf(canContain).each(isLong ? (['rename', 'keepInode'] as const) : (['keepInode'] as const))(
    `lose nothing by ${KILLS} kills with %s`,
    LIMIT,
    async (replace) => {
      const clock = jumpingClock(faketime, path(`clock-${replace}`));
      await expectNothingLost(path, { containers: 2, bootIds: 'own', replace }, clock);
    },
  );
});

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
