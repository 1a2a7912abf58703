/** The suites, and how much of each there is to measure. */
import { batch } from './workloads/batch.mjs';
import { durableDrives } from './workloads/durable.mjs';
import { growth } from './workloads/growth.mjs';
import { guests } from './workloads/guests.mjs';
import { metadata } from './workloads/metadata.mjs';
import { reading } from './workloads/reading.mjs';
import { smallDrives } from './workloads/small-drives.mjs';
import { startUp } from './workloads/start-up.mjs';
import { trees } from './workloads/trees.mjs';
import { updates } from './workloads/updates.mjs';

const quick = {
  rounds: 3,
  times: 400,
  treeRounds: 1,
  startRounds: 5,
  serveRounds: 3,
  requests: 8000,
  manyRequests: 50_000,
  batchDrives: 200,
  files: 10_000,
  middleFiles: 2000,
  largeBytes: 2 ** 28,
  hugeBytes: undefined,
  growthFiles: 10_000,
  growthBytes: 2 ** 26,
  entries: 200_000,
};
const full = {
  rounds: 15,
  times: 2000,
  treeRounds: 5,
  startRounds: 25,
  serveRounds: 9,
  requests: 20_000,
  manyRequests: 1_000_000,
  batchDrives: 10_000,
  files: 100_000,
  middleFiles: 20_000,
  largeBytes: 2 ** 31,
  hugeBytes: 4.5 * 2 ** 30,
  growthFiles: 1_000_000,
  growthBytes: 2 ** 32,
  entries: 1_000_000,
};

export const sizes = { quick, full };

export const suites = {
  small: smallDrives,
  durable: durableDrives,
  updates,
  guests,
  metadata,
  start: startUp,
  batch,
  reading,
  trees,
  growth,
};
