/** npm run bench [-- --quick] [--only small,durable,…]: our figures beside the peers', in the same run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { plotted } from './plot.mjs';
import { json, judged, machine, markdown } from './report.mjs';
import { suites } from './suites.mjs';
import { targets } from './targets.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const names = Object.keys(suites);
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no suite ${unknown.join(', ')}; there are ${names.join(', ')}`);
if (!existsSync(new URL('node_modules', import.meta.url))) console.error('for node-genisoimage: npm ci --prefix bench');

const SUITE = fileURLToPath(new URL('suite.mjs', import.meta.url));

function measured(name) {
  console.error(`${name} …`);
  const directory = mkdtempSync(join(tmpdir(), 'configdrive-bench-'));
  try {
    const results = join(directory, 'results.json');
    execFileSync(process.execPath, [SUITE, name, values.quick ? 'quick' : 'full', results], { stdio: 'inherit' });
    return JSON.parse(readFileSync(results, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const { growth: panels = [], ...others } = Object.fromEntries(wanted.map((name) => [name, measured(name)]));
const workloads = Object.assign({}, ...Object.values(others));
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
