/** npm run bench [-- --quick] [--only small,durable,…]: our figures beside the peers', in the same run. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { json, judged, machine, markdown } from './report.mjs';
import { targets } from './targets.mjs';
import { batch } from './workloads/batch.mjs';
import { durableDrives } from './workloads/durable.mjs';
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
  batchDrives: 200,
  files: 10_000,
  middleFiles: 2000,
  largeBytes: 2 ** 28,
  hugeBytes: undefined,
  entries: 200_000,
};
const full = {
  rounds: 15,
  times: 2000,
  treeRounds: 5,
  startRounds: 25,
  batchDrives: 10_000,
  files: 100_000,
  middleFiles: 20_000,
  largeBytes: 2 ** 31,
  hugeBytes: 4.5 * 2 ** 30,
  entries: 1_000_000,
};

const suites = {
  small: smallDrives,
  durable: durableDrives,
  updates,
  start: startUp,
  batch,
  reading,
  trees,
};

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(suites);
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) throw new Error(`no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}`);
if (!existsSync(new URL('node_modules', import.meta.url))) console.error('for node-genisoimage: npm ci --prefix bench');

const workloads = {};
for (const name of wanted) {
  console.error(`${name} …`);
  Object.assign(workloads, await suites[name](values.quick ? quick : full));
}
const verdicts = judged(targets, workloads);
const on = machine();
const text = markdown(on, workloads, verdicts);
const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL('latest.md', results), text);
writeFileSync(new URL('latest.json', results), json(on, workloads, verdicts));
console.log(text);
