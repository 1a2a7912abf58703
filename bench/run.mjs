/** npm run bench [-- --quick] [--only small|memory|reading|start|batch]: our figures beside the peers', in the same run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { json, judged, markdown } from './report.mjs';
import { targets } from './targets.mjs';
import { batch } from './workloads/batch.mjs';
import { memory } from './workloads/memory.mjs';
import { reading } from './workloads/reading.mjs';
import { smallDrives } from './workloads/small-drives.mjs';
import { startUp } from './workloads/start-up.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });

const sizes = values.quick
  ? { rounds: 5, times: 1000, files: 20_000, entries: 1_000_000, batchDrives: 1000, largeBytes: 2 ** 29 }
  : { rounds: 15, times: 4000, files: 100_000, entries: 1_000_000, batchDrives: 5000, largeBytes: 2 ** 31 };

const suites = {
  small: () => smallDrives(sizes),
  memory: () => memory(sizes),
  reading: () => reading(sizes),
  start: () => startUp(sizes),
  batch: () => batch(sizes),
};

const workloads = {};
for (const [name, suite] of Object.entries(suites)) {
  if (values.only === undefined || values.only === name) Object.assign(workloads, await suite());
}
const verdicts = judged(targets, workloads);
const text = markdown(workloads, verdicts);
const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL('latest.md', results), text);
writeFileSync(new URL('latest.json', results), json(workloads, verdicts));
console.log(text);
