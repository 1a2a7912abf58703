/** How long the command takes to start, beside Node alone: processes in turn, ten of each per round. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { timed } from '../measure.mjs';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/configdrive.js', import.meta.url));
const TIMES = 10;

const candidates = {
  ours: [BIN, '--version'],
  'node -e 0': ['-e', '0'],
  'configdrive --help': [BIN, '--help'],
};

export function startUp({ rounds }) {
  const measured = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(candidates)) {
      measured[name].push(timed(() => started(args), TIMES).cpu);
    }
  }
  return { 'start-up': { title: 'start-up: --version', unit: 'µs CPU', rounds: measured, missing: [] } };
}

function started(args) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
}
