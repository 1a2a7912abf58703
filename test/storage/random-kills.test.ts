/** A few kills at random moments with every commit, a thousand by night: `npm run kills` for as many as one likes. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { run } from '../support/run.ts';
import { ENUMERATION, isNightly } from './enumeration.ts';

const PROGRAM = fileURLToPath(new URL('random-kills.mjs', import.meta.url));
const KILLS = isNightly ? 1000 : 12;
const LIMIT_MILLISECONDS = isNightly ? 3_600_000 : ENUMERATION.timeout;

it(
  'processes that are killed at work leave whole drives, and nothing for good',
  () => {
    const { status, stdout, stderr } = run(process.execPath, [PROGRAM, String(KILLS)], {
      timeoutMilliseconds: LIMIT_MILLISECONDS,
    });
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
    const { kills, drivesSeen } = JSON.parse(stdout.toString());
    expect(kills).toBeGreaterThanOrEqual(KILLS);
    expect(drivesSeen).toBeGreaterThan(0);
  },
  LIMIT_MILLISECONDS,
);
