/** `configdrive batch` as a process, start-up and all, beside a shell loop that calls genisoimage. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timed } from '../measure.mjs';
import { hasGenisoimage, OPTIONS, writeTree } from '../peers/genisoimage.mjs';
import { driveOf, inputOf, profile } from './drive.mjs';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/configdrive.js', import.meta.url));
const MEMORY = '/dev/shm';

/** A process a drive: as many as give a figure, not as many as there are drives. */
const LOOPED = 100;

/** Trees that are there already, which is a favour: nothing is read, parsed or planned. */
const LOOP = `for tree in "$1"/*; do genisoimage -o "$2/\${tree##*/}.iso" ${OPTIONS.join(' ')} -V config-2 "$tree"; done`;

export function batch({ rounds, batchDrives }) {
  const parent = existsSync(MEMORY) ? MEMORY : tmpdir();
  const memory = mkdtempSync(join(parent, 'configdrive-bench-'));
  const disk = mkdtempSync(join(tmpdir(), 'configdrive-bench-'));
  try {
    const input = join(memory, 'vms.ndjson');
    writeFileSync(
      input,
      Array.from({ length: batchDrives }, (_, number) => `${JSON.stringify(inputOf(number))}\n`).join(''),
    );
    const loop = hasGenisoimage() ? loopOver(memory) : undefined;
    return measuredIn({ memory, disk, input, loop, batchDrives, rounds: Math.ceil(rounds / 3) });
  } finally {
    for (const directory of [memory, disk]) rmSync(directory, { recursive: true });
  }
}

/** Answers what runs the loop once, to where it is told. */
function loopOver(parent) {
  const trees = join(parent, 'trees');
  for (let number = 0; number < LOOPED; number++) {
    const { files, links } = driveOf(number, profile);
    const tree = join(trees, String(number));
    mkdirSync(tree, { recursive: true });
    writeTree(tree, files, links);
  }
  return (out) => execFileSync('sh', ['-c', LOOP, 'sh', trees, out], { stdio: 'ignore' });
}

function measuredIn({ memory, disk, input, loop, batchDrives, rounds }) {
  const candidates = {
    'batch-memory': [
      ['ours', memory, batchDrives, (out) => run(input, out, ['-j', '1', '--skip-flush'])],
      ['ours, 2 threads', memory, batchDrives, (out) => run(input, out, ['-j', '2', '--skip-flush'])],
      ['genisoimage in a shell loop', memory, LOOPED, loop],
    ],
    'batch-durable': [
      ['ours', disk, batchDrives, (out) => run(input, out, ['-j', '1'])],
      ['ours, 2 threads', disk, batchDrives, (out) => run(input, out, ['-j', '2'])],
      ['genisoimage in a shell loop, not durable', disk, LOOPED, loop],
    ],
  };
  const measured = Object.entries(candidates).map(([name, row]) => [name, inTurn(row, rounds)]);
  const missing = loop === undefined ? ['genisoimage'] : [];
  return Object.fromEntries(measured.flatMap(([name, times]) => workloadsOf(name, times, missing)));
}

const run = (input, out, options) =>
  execFileSync(process.execPath, [BIN, 'batch', input, '-d', out, ...options], { stdio: 'ignore' });

/** Microseconds a drive, of each candidate in each round. */
function inTurn(row, rounds) {
  const times = { cpu: {}, wall: {} };
  for (let round = 0; round < rounds; round++) {
    for (const [who, directory, drives, act] of row) {
      if (act === undefined) continue;
      const out = mkdtempSync(join(directory, 'out-'));
      const { cpu, wall } = timed(() => act(out), 1);
      rmSync(out, { recursive: true });
      for (const [kind, value] of Object.entries({ cpu, wall })) {
        times[kind][who] ??= [];
        times[kind][who].push(value / drives);
      }
    }
  }
  return times;
}

const titles = { 'batch-memory': 'to memory, no flushes', 'batch-durable': 'to the disk, durable' };

const workloadsOf = (name, { cpu, wall }, missing) => [
  [name, { title: `many drives by the command, ${titles[name]}`, unit: 'µs wall a drive', rounds: wall, missing }],
  [
    `${name}-cpu`,
    { title: `many drives by the command, ${titles[name]}`, unit: 'µs CPU a drive', rounds: cpu, missing },
  ],
];
