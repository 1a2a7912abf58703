/** C1: what starting the command costs beside Node alone, and importing the library beside a module that imports nothing. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, timed } from '../measure.mjs';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/configdrive.js', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const EMPTY = new URL('../children/empty.mjs', import.meta.url).href;
const TIMES = 10;

const commands = {
  ours: [BIN, '--version'],
  'node -e 0': ['-e', '0'],
  'configdrive --help': [BIN, '--help'],
};
const LIBRARIES = ['iso9660-writer', 'iso9660-reader', '@configdrive/core', '@configdrive/files', '@configdrive/store'];

const run = (args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: HERE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
};

/** Milliseconds of CPU of an import, told by the process itself: the kernel counts the children's by ticks of ten. */
function importMilliseconds(specifier) {
  const source = `const before = process.cpuUsage(); await import(${JSON.stringify(specifier)});
    const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);`;
  return Number(run(['--input-type=module', '-e', source]));
}

export function startUp({ startRounds }) {
  const starts = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  const imports = Object.fromEntries(LIBRARIES.map((name) => [name, []]));
  for (let round = 0; round < startRounds; round++) {
    for (const [name, args] of Object.entries(commands)) starts[name].push(timed(() => run(args), TIMES).cpu / 1000);
    const empty = importMilliseconds(EMPTY);
    for (const name of LIBRARIES) imports[name].push(importMilliseconds(name) - empty);
  }
  const importing = (name) => [
    `import of ${name}`,
    {
      title: `importing ${name}, over an empty module`,
      unit: 'ms CPU',
      rounds: { ours: [median(imports[name])] },
      missing: [],
    },
  ];
  return {
    'start-up': { title: 'start-up: --version', unit: 'ms CPU', rounds: starts, missing: [] },
    ...Object.fromEntries(LIBRARIES.map(importing)),
  };
}
