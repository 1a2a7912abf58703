/** npm run bench [-- --quick] [--only small,durable,…]: our figures beside the peers', in the same run. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { plotted } from './plot.mjs';
import { json, judged, machine, markdown } from './report.mjs';
import { targets } from './targets.mjs';
import { batch } from './workloads/batch.mjs';
import { durableDrives } from './workloads/durable.mjs';
import { growth } from './workloads/growth.mjs';
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
  growthFiles: 10_000,
  growthBytes: 2 ** 26,
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
  growthFiles: 1_000_000,
  growthBytes: 2 ** 32,
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
const names = [...Object.keys(suites), 'growth'];
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no suite ${unknown.join(', ')}; there are ${names.join(', ')}`);
if (!existsSync(new URL('node_modules', import.meta.url))) console.error('for node-genisoimage: npm ci --prefix bench');

const sizes = values.quick ? quick : full;
const workloads = {};
for (const name of wanted.filter((suite) => suite in suites)) {
  console.error(`${name} …`);
  Object.assign(workloads, await suites[name](sizes));
}
const panels = wanted.includes('growth') ? growth(sizes) : [];
const verdicts = judged(targets, workloads);
const on = machine();
const text = markdown(on, workloads, verdicts);
const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL('latest.md', results), text);
writeFileSync(new URL('latest.json', results), json(on, workloads, verdicts, panels));
const svg = panels.length === 0 ? undefined : await plotted(panels);
if (svg !== undefined) writeFileSync(new URL('growth.svg', results), svg);
console.log(text);
