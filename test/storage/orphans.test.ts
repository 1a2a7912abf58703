/** What killed writers leave is removed by the next writer, what living ones work on is not; one winner by hash. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { commandOf, type Job, type Outcome, outcomeOf } from './faults.ts';

const PROGRAM = fileURLToPath(new URL('kept-open.mjs', import.meta.url));
/** Long enough that comparing it takes several steps. */
const OLD = 'the old drive'.repeat(300_000);
const OTHER_BOOT = '00000000';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe.runIf(process.platform === 'linux')('what writers leave', () => {
  const path = useTemporaryDirectory();
  let count = 0;
  let directory = '';
  let target = '';
  const children: ChildProcess[] = [];

  beforeEach(() => {
    directory = path(`case-${count++}`);
    mkdirSync(directory);
    target = join(directory, 'drive.iso');
    writeFileSync(target, OLD, { mode: 0o600 });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await killed(child);
  });

  const names = (): readonly string[] => readdirSync(directory).sort();
  const others = (): readonly string[] => names().filter((name) => name !== 'drive.iso');

  /** A writer that has stopped half-way. */
  async function stoppedAt(stopAt: 'fill' | 'claim', options: Job['options'] = {}): Promise<ChildProcess> {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify({ path: target, stopAt, options })]);
    children.push(child);
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', () => reject(new Error('the writer ended before it stopped')));
    });
    return child;
  }

  function publish(options: Job['options'] = {}, byte = 0x41): Outcome {
    const [program, ...args] = commandOf({ path: target, byteLength: 10, byte, options });
    return outcomeOf(run(program, args).stdout);
  }

  it('is removed once they are dead, and not while they live', async () => {
    const child = await stoppedAt('fill');
    const [draft] = others();
    expect(draft).toMatch(/\.draft$/);
    expect(publish()).toEqual({ ok: true });
    expect(others()).toEqual([draft]);
    await killed(child);
    expect(publish()).toEqual({ ok: true });
    expect(names()).toEqual(['drive.iso']);
  });

  it('is removed when its process id is another process by now, or the machine has been started again', async () => {
    await killed(await stoppedAt('fill'));
    const [draft = ''] = others();
    const [machine, boot, scope, , start] = draft.slice(draft.lastIndexOf('-') + 1).split('.');
    const random = draft.slice(0, draft.lastIndexOf('-'));
    const ofReusedId = `${random}-${machine}.${boot}.${scope}.${process.pid}.${Number(start) - 1}.draft`;
    const ofEarlierBoot = `${random}-${machine}.${OTHER_BOOT}.${OTHER_BOOT}.${process.pid}.1.draft`;
    for (const name of [ofReusedId, ofEarlierBoot]) writeFileSync(join(directory, name), '');
    const beforeThisBoot = new Date('2020-01-01T00:00:00Z');
    utimesSync(join(directory, ofEarlierBoot), beforeThisBoot, beforeThisBoot);
    expect(publish()).toEqual({ ok: true });
    expect(names()).toEqual(['drive.iso']);
  });

  it.each([
    ['another host', (owner: string) => owner.replace(/^[0-9a-f]{8}\.[0-9a-f]{8}/, '00000001.00000001')],
    ['another container', (owner: string) => owner.replace(/^([^.]+\.[^.]+)\.[0-9a-f]{8}/, '$1.00000001')],
    ['somewhere without /proc', () => 'unknown'],
  ])('stays when it is from %s, where nobody here can tell', async (_where, elsewhere) => {
    await killed(await stoppedAt('fill'));
    const [draft = ''] = others();
    const at = draft.lastIndexOf('-') + 1;
    const foreign = `${draft.slice(0, at)}${elsewhere(draft.slice(at, -'.draft'.length))}.draft`;
    writeFileSync(join(directory, foreign), '');
    expect(publish()).toEqual({ ok: true });
    expect(others()).toEqual([foreign]);
  });

  it('leaves alone what only looks like its own', () => {
    const foreign = ['.configdrive-x.draft', '.configdrive-notes', 'a.draft', `.configdrive-${'0'.repeat(32)}.draft`];
    for (const name of foreign) writeFileSync(join(directory, name), '');
    publish();
    expect(others()).toEqual([...foreign].sort());
  });

  it('does not hold up the next one: claims of the dead do not count', async () => {
    await killed(await stoppedAt('claim', { ifMatch: sha256(OLD) }));
    expect(
      others()
        .map((name) => name.slice(name.lastIndexOf('.')))
        .sort(),
    ).toEqual(['.claim', '.draft']);
    expect(publish({ ifMatch: sha256(OLD) })).toEqual({ ok: true });
    expect(names()).toEqual(['drive.iso']);
  });

  it('makes a writer wait while the claim is of the living', async () => {
    const child = await stoppedAt('claim', { ifMatch: sha256(OLD) });
    const [program, ...args] = commandOf({
      path: target,
      byteLength: 10,
      byte: 0x42,
      options: { ifMatch: sha256(OLD) },
    });
    const waiting = spawn(program, args);
    children.push(waiting);
    const ended = new Promise((resolve) => waiting.once('exit', resolve));
    const first = await Promise.race([ended.then(() => 'ended'), pause(700).then(() => 'waits')]);
    expect([first, readFileSync(target, 'utf8') === OLD]).toEqual(['waits', true]);
    await killed(child);
    await ended;
    expect(readFileSync(target, 'utf8')).toBe('B'.repeat(10));
  });

  it('takes only the file that matches', () => {
    expect(publish({ ifMatch: sha256('another') })).toMatchObject({ ok: false, code: 'conflict', step: 'compare' });
    expect([names(), readFileSync(target, 'utf8') === OLD]).toEqual([['drive.iso'], true]);
    expect(publish({ ifMatch: sha256(OLD).toUpperCase() })).toEqual({ ok: true });
    expect(readFileSync(target, 'utf8')).toBe('A'.repeat(10));
  });

  it('of many that replace one file by its hash lets one win, every time', async () => {
    for (let round = 0; round < 5; round++) {
      const ifMatch = sha256(readFileSync(target));
      const bytes = Array.from({ length: 8 }, (_, index) => 0x61 + ((index + round) % 26));
      const outcomes = await Promise.all(bytes.map((byte) => publishLater(byte, round, ifMatch)));
      const codes = outcomes.map((outcome) => (outcome.ok ? 'won' : outcome.code)).sort();
      expect(codes).toEqual([...Array(7).fill('conflict'), 'won']);
      const winner = bytes[outcomes.findIndex(({ ok }) => ok)]!;
      expect(readFileSync(target)[0]).toBe(winner);
    }
    expect(names()).toEqual(['drive.iso']);
  });

  async function publishLater(byte: number, round: number, ifMatch: string): Promise<Outcome> {
    const [program, ...args] = commandOf({ path: target, byteLength: 100 + round, byte, options: { ifMatch } });
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const pieces: Buffer[] = [];
    for await (const piece of child.stdout) pieces.push(piece);
    return outcomeOf(Buffer.concat(pieces));
  }
});

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
