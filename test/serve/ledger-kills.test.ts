/**
 * The service is killed again and again while guests take their passwords: a password that was acknowledged never comes back, and
 * one that nobody acknowledged is never lost.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildConfigDrive } from '@configdrive/core';
import { afterAll, expect, it } from 'vitest';
import { builtBin } from '../cli/command.ts';
import { randomFrom } from '../hostile/random.ts';
import { isLong } from '../support/long.ts';
import { inputOf, timestamp } from './machines.ts';
import { ask, bodyOf, statusOf } from './raw.ts';

const GUESTS = isLong ? 200 : 60;
const KILLS = isLong ? 25 : 8;
const SEEDS = Array.from({ length: isLong ? 4 : 1 }, () => Math.floor(Math.random() * 2 ** 31));

const directory = mkdtempSync(join(tmpdir(), 'serve-kills-'));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface Guest {
  readonly name: string;
  readonly address: string;
  password: string;
  /** Nobody knows whether an acknowledgement came through that was not answered. */
  state: 'waiting' | 'acknowledging' | 'acknowledged';
}

const counts = { returned: 0, lost: 0, foreign: 0, taken: 0, resets: 0 };

function putDrive(drives: string, { name, address, password }: Guest): void {
  const { bytes } = buildConfigDrive(inputOf(name, { address, password }), { timestamp });
  writeFileSync(join(drives, `.${name}.draft`), bytes);
  renameSync(join(drives, `.${name}.draft`), join(drives, `${name}.iso`));
}

interface Service {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Starts the command, and resolves when it says that it is ready. */
function started(drives: string, state: string): Promise<Service> {
  const places = ['--listen', '127.0.0.1:0', '--password-listen', '127.0.0.1:0'];
  const child = spawn(process.execPath, [builtBin(), 'serve', '--drives', drives, ...places, '--state', state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`the service ended with ${signal ?? code}`)));
    createInterface(child.stdout).once('line', (line) => {
      const port = Number(/:([0-9]+) \(passwords\)/.exec(line)?.[1]);
      resolve({ child, port });
    });
  });
}

function killed({ child }: Service): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
    child.kill('SIGKILL');
  });
}

/** One guest goes on as far as the service lives: asks, acknowledges, is reset. */
async function live(guest: Guest, port: number, drives: string, isReset: () => boolean): Promise<void> {
  const say = (word: string): Promise<string> =>
    ask('GET', '/', { port, source: guest.address }, [`DomU_Request: ${word}`]);
  const answer = await say('send_my_password');
  if (statusOf(answer) !== 200) return;
  const got = bodyOf(answer);
  if (got === guest.password) {
    if (guest.state === 'acknowledged') counts.returned += 1;
    guest.state = 'acknowledging';
    if (bodyOf(await say('saved_password')) !== 'saved_password') return;
    guest.state = 'acknowledged';
    counts.taken += 1;
  } else if (got !== 'saved_password') counts.foreign += 1;
  else if (guest.state === 'waiting') counts.lost += 1;
  else guest.state = 'acknowledged';
  if (guest.state === 'acknowledged' && isReset()) await reset(guest, port, drives);
}

/** A reset is served within a second or so: until then the password of before is taken still. */
async function reset(guest: Guest, port: number, drives: string): Promise<void> {
  guest.password = `${guest.name}-${counts.resets}`;
  counts.resets += 1;
  putDrive(drives, guest);
  guest.state = 'acknowledging';
  const endsAt = Date.now() + 10_000;
  while (Date.now() < endsAt) {
    const answer = await ask('GET', '/', { port, source: guest.address }, ['DomU_Request: send_my_password']);
    if (statusOf(answer) !== 200) break;
    if (bodyOf(answer) === guest.password) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // What is read at the next start is the new one.
  guest.state = 'waiting';
}

/** The kill comes in the middle of the work, however fast the machine is. */
async function whenMany(count: () => number, enough: number): Promise<void> {
  for (const endsAt = Date.now() + 10_000; count() < enough && Date.now() < endsAt; ) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it.each(SEEDS)(
  `${KILLS} kills while ${GUESTS} guests take passwords, seed %d`,
  {
    timeout: isLong ? 3_600_000 : 240_000,
  },
  async (seed) => {
    const random = randomFrom(seed);
    const [drives, state] = [join(directory, `${seed}/drives`), join(directory, `${seed}/state`)];
    mkdirSync(drives, { recursive: true });
    const guests = Array.from({ length: GUESTS }, (_, index): Guest => {
      const name = `i-${index}-VM`;
      return { name, address: `127.3.0.${index + 1}`, password: `first-${name}`, state: 'waiting' };
    });
    for (const guest of guests) putDrive(drives, guest);
    for (let kill = 0; kill <= KILLS; kill++) {
      const service = await started(drives, state);
      const isLast = kill === KILLS;
      let done = 0;
      const work = Promise.all(
        guests.map(async (guest) => {
          await live(guest, service.port, drives, () => random.below(3) === 0 && !isLast);
          done += 1;
        }),
      );
      if (isLast) await work;
      else await whenMany(() => done, 1 + random.below(GUESTS));
      await killed(service);
      await work;
    }
    expect(counts).toMatchObject({ returned: 0, lost: 0, foreign: 0 });
    expect(counts.taken).toBeGreaterThan(GUESTS / 2);
    expect(counts.resets).toBeGreaterThan(3);
  },
);
