/** A few kills at random moments with every commit, a thousand in the long form: `npm run kills -- 5000` for as many as one likes. */

import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { run } from '../support/run.ts';
import { ENUMERATION } from './enumeration.ts';

const PROGRAM = fileURLToPath(new URL('random-kills.mjs', import.meta.url));
const KILLS = isLong ? 1000 : 12;
const LIMIT_MILLISECONDS = isLong ? 3_600_000 : ENUMERATION.timeout;

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
