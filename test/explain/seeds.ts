/**
 * Ten seeds for the generated texts of one run, others in each; CONFIGDRIVE_EXPLAIN_SEED is the first of them. What fails names
 * its seed.
 */
import { randomInt } from 'node:crypto';

const COUNT = 10;
/** Between two seeds, so that what is added to one is none of the others. */
const STEP = 1000;

const MOST = 2 ** 31;

const FIRST = Number(process.env.CONFIGDRIVE_EXPLAIN_SEED ?? randomInt(MOST));

export const seedsOfRun = (): readonly number[] => Array.from({ length: COUNT }, (_, index) => FIRST + index * STEP);
