/** Many processes publish one name while others read it: every read finds one whole image. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { commandOf, type Job, type Outcome } from './faults.ts';

const WRITERS = 4;
const ROUNDS = 25;
const BYTE_LENGTH = 200_000;
const ON_A_BUSY_MACHINE = { timeout: 300_000 };

async function publish(job: Job): Promise<Outcome> {
  const [program, ...args] = commandOf(job);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  for await (const text of child.stdout.setEncoding('utf8')) stdout += text;
  return JSON.parse(stdout);
}

describe('concurrent writers of one name', () => {
  const path = useTemporaryDirectory();

  it('never show a reader a mixture, and leave nothing behind', ON_A_BUSY_MACHINE, async () => {
    const target = path('drive.iso');
    let running = WRITERS;
    const writers = Array.from({ length: WRITERS }, async (_, index) => {
      const outcome = await publish({ path: target, byteLength: BYTE_LENGTH, byte: 0x41 + index, repeat: ROUNDS });
      running--;
      return outcome;
    });
    let observations = 0;
    while (running > 0) {
      if (isWhole(target)) observations++;
      await setImmediate();
    }
    expect(await Promise.all(writers)).toEqual(Array(WRITERS).fill({ ok: true }));
    expect(observations).toBeGreaterThan(WRITERS);
    expect(readdirSync(path())).toEqual(['drive.iso']);
  });

  /** False while there is no file yet; throws at a mixture. */
  function isWhole(target: string): boolean {
    if (!readdirSync(path()).includes('drive.iso')) return false;
    const content = readFileSync(target);
    expect(content.byteLength).toBe(BYTE_LENGTH);
    expect(content.equals(Buffer.alloc(BYTE_LENGTH, content[0]))).toBe(true);
    return true;
  }
});
