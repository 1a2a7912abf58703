/**
 * 60,000 operations in one process, 20,000 rounds of build, explain and update, leave nothing behind: what the heap holds after
 * a collection stays within 5 % once the first 15,000 have warmed it up. CONFIGDRIVE_ROUNDS says how many rounds (333,334 in the
 * long form: a million operations).
 */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { textOf } from '../support/run.ts';

const ROUNDS = Number(process.env.CONFIGDRIVE_ROUNDS ?? (isLong ? 333_340 : 20_000));
const PARTS = 20;
const WARM_ROUNDS = 5000;
const MOST_GROWTH = 1.05;

it(`${ROUNDS} rounds of build, explain and update leave nothing in the heap`, { timeout: 24 * 3_600_000 }, () => {
  const script = fileURLToPath(new URL('../support/rounds.mjs', import.meta.url));
  const words = ['--expose-gc', script, String(ROUNDS), String(PARTS)];
  const said = textOf(process.execPath, words, { timeoutMilliseconds: 12 * 3_600_000 });
  const { good, heaps } = JSON.parse(said) as { readonly good: number; readonly heaps: readonly number[] };
  expect(good).toBe(ROUNDS);
  const warm = heaps.slice(Math.ceil((WARM_ROUNDS / ROUNDS) * PARTS) - 1);
  expect(warm.length).toBeGreaterThan(5);
  expect(Math.max(...warm) / (warm[0] ?? 0)).toBeLessThan(MOST_GROWTH);
});
