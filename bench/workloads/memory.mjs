/** L6: the largest resident set of a process of its own, ours and the peers', in MiB. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY_DIRECTORY = '/dev/shm';
const children = new URL('../children/', import.meta.url).pathname;
const MKISOFS_OPTIONS = ['-J', '-joliet-long', '-r', '-iso-level', '3', '-V', 'BIG', '-quiet'];

const peers = {
  genisoimage: (tree, image) => ['genisoimage', ...MKISOFS_OPTIONS, '-o', image, tree],
  xorriso: (tree, image) => ['xorriso', '-as', 'mkisofs', ...MKISOFS_OPTIONS, '-o', image, tree],
  bsdtar: (tree, image) => ['bsdtar', '-cf', image, '--format=iso9660', '-C', tree, '.'],
};

/** MiB, or undefined when the program is not installed. */
function largestResidentSet([program, ...args]) {
  const { status, stderr, error } = spawnSync('/usr/bin/time', ['-f', '%M', program, ...args], { encoding: 'utf8' });
  if (error !== undefined || status === 127) return undefined;
  if (status !== 0) throw new Error(`${program}: exit ${status}: ${stderr}`);
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
}

const count = (number) => number.toLocaleString('en');

const node = (child, ...args) => [process.execPath, join(children, child), ...args];

export function memory({ files, entries, largeBytes }) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  try {
    return {
      // Named by what was measured: a quick run has no say on the targets of the full one.
      [`memory of ${count(files)} files`]: treeOfFiles(directory, files),
      [`memory of a layout of ${count(entries)} entries`]: {
        title: `a layout of ${count(entries)} entries`,
        unit: 'MiB',
        rounds: { ours: [largestResidentSet(node('layout.mjs', String(entries)))] },
        missing: [],
      },
      [`memory of one file of ${largeBytes / 2 ** 20} MiB`]: oneFile(directory, largeBytes),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function beside(tree, image, title) {
  const rounds = { ours: [largestResidentSet(node('tree.mjs', tree, image))] };
  const missing = [];
  for (const [name, commandOf] of Object.entries(peers)) {
    const mebibytes = largestResidentSet(commandOf(tree, image));
    if (mebibytes === undefined) missing.push(name);
    else rounds[name] = [mebibytes];
    rmSync(image, { force: true });
  }
  return { title, unit: 'MiB', rounds, missing };
}

function treeOfFiles(directory, files) {
  const tree = join(directory, 'tree');
  const content = new Uint8Array(8192).fill(1);
  for (let index = 0; index < files; index++) {
    const parent = join(tree, `d${Math.floor(index / 1000)}`);
    if (index % 1000 === 0) mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, `file-${index}.bin`), content.subarray(0, 1024 + (index % 8) * 1024));
  }
  const result = beside(tree, join(directory, 'tree.iso'), `an image of ${count(files)} files`);
  rmSync(tree, { recursive: true });
  return result;
}

function oneFile(directory, byteLength) {
  const tree = join(directory, 'one');
  mkdirSync(tree);
  writeFileSync(join(tree, 'big.bin'), '');
  truncateSync(join(tree, 'big.bin'), byteLength);
  return beside(tree, join(directory, 'one.iso'), `an image of one file of ${byteLength / 2 ** 20} MiB`);
}
