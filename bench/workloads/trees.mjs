/** L1 to L6: images of many files and of large ones, each made by a process of its own, ours and the peers'. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeChild, processRounds, workloadOf } from '../processes.mjs';

const MEMORY_DIRECTORY = '/dev/shm';
const MKISOFS_OPTIONS = ['-J', '-joliet-long', '-r', '-iso-level', '3', '-V', 'BIG', '-quiet'];

const makers = {
  ours: (tree, image) => nodeChild('tree.mjs', tree, image),
  floor: (tree, image) => nodeChild('tree-floor.mjs', tree, image),
  genisoimage: (tree, image) => ['genisoimage', ...MKISOFS_OPTIONS, '-o', image, tree],
  xorriso: (tree, image) => ['xorriso', '-as', 'mkisofs', ...MKISOFS_OPTIONS, '-o', image, tree],
  bsdtar: (tree, image) => ['bsdtar', '-cf', image, '--format=iso9660', '--options=iso-level=3', '-C', tree, '.'],
};
const { genisoimage: _refuses, ...makersOfLarge } = makers;

const count = (number) => number.toLocaleString('en');

export function trees({ files, middleFiles, largeBytes, hugeBytes, entries, treeRounds }) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  const image = join(directory, 'image.iso');
  const measure = (title, makersOfTree, fill, more = {}) => {
    const tree = join(directory, 'tree');
    mkdirSync(tree);
    fill(tree);
    const commands = Object.entries({ ...makersOfTree, ...more });
    const candidates = Object.fromEntries(commands.map(([name, command]) => [name, () => command(tree, image)]));
    const result = processRounds(candidates, treeRounds, () => rmSync(image, { force: true }));
    rmSync(tree, { recursive: true });
    return bothOf(result, title);
  };
  const large = (byteLength) => (tree) => {
    writeFileSync(join(tree, 'big.bin'), '');
    truncateSync(join(tree, 'big.bin'), byteLength);
  };
  const copying = { cp: (tree, to) => ['cp', '--sparse=never', '--reflink=never', join(tree, 'big.bin'), to] };
  const streaming = { ours: (tree, to) => nodeChild('stream.mjs', tree, to), floor: makers.floor };
  const mebibytes = (byteLength) => count(byteLength / 2 ** 20);
  try {
    return {
      ...measure(`${count(files)} files`, makers, (tree) => fillTree(tree, files, (index) => 1024 * (1 + (index % 8)))),
      ...measure(`${count(middleFiles)} files of 64 KiB`, makers, (tree) => fillTree(tree, middleFiles, () => 65_536)),
      ...measure(`one file of ${mebibytes(largeBytes)} MiB`, makers, large(largeBytes), copying),
      ...measure(`one file of ${mebibytes(largeBytes)} MiB, streamed`, streaming, large(largeBytes)),
      ...(hugeBytes === undefined
        ? {}
        : measure(`one file of ${mebibytes(hugeBytes)} MiB`, makersOfLarge, large(hugeBytes), copying)),
      ...layoutOf(entries),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Named by what was measured: a quick run has no say on the targets of the full one. */
const bothOf = (result, title) => ({
  [title]: workloadOf(result, `an image of ${title}`, 's CPU', ({ cpu }) => cpu),
  [`memory of ${title}`]: workloadOf(result, `an image of ${title}`, 'MiB', ({ mebibytes }) => mebibytes),
});

function layoutOf(entries) {
  const result = processRounds({ ours: () => nodeChild('layout.mjs', entries) }, 1);
  const title = `a layout of ${count(entries)} entries`;
  return { [`memory of ${title}`]: workloadOf(result, title, 'MiB', ({ mebibytes }) => mebibytes) };
}

export function fillTree(tree, files, byteLengthOf) {
  const content = new Uint8Array(65_536).fill(1);
  for (let index = 0; index < files; index++) {
    const parent = join(tree, `d${Math.floor(index / 1000)}`);
    if (index % 1000 === 0) mkdirSync(parent);
    writeFileSync(join(parent, `file-${index}.bin`), content.subarray(0, byteLengthOf(index)));
  }
}
