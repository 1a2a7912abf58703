/** R1, R2 and R3: listing and extracting a large image in a process of its own, and reading a small drive in a warm one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portable } from '@configdrive/core';
import { fileSource } from '@configdrive/files';
import { openImage } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { timed, timedAsync, WARM_UP } from '../measure.mjs';
import { PYTHON, readingPycdlib } from '../peers/pycdlib.mjs';
import { driveOf, TIMESTAMP } from './drive.mjs';

const MEMORY_DIRECTORY = '/dev/shm';
const children = new URL('../children/', import.meta.url).pathname;
const node = (child, ...args) => [process.execPath, join(children, child), ...args];
const count = (number) => number.toLocaleString('en');

/** Rounds of a second each are enough for a median. */
const MOST_ROUNDS = 7;

const LIST_WITH_PYCDLIB = [
  'import pycdlib, sys',
  'iso = pycdlib.PyCdlib()',
  'iso.open(sys.argv[1])',
  "print(sum(len(files) for _, _, files in iso.walk(rr_path='/')))",
].join('\n');

const listers = {
  ours: (image) => node('list.mjs', image),
  bsdtar: (image) => ['bsdtar', '-tf', image],
  '7z': (image) => ['7z', 'l', image],
  isoinfo: (image) => ['isoinfo', '-R', '-l', '-i', image],
  pycdlib: (image) => [PYTHON ?? 'python3-pycdlib', '-c', LIST_WITH_PYCDLIB, image],
  floor: (image) => node('list-floor.mjs', image),
};

const extractors = {
  ours: (image, directory) => node('extract.mjs', image, directory),
  bsdtar: (image, directory) => ['bsdtar', '-xf', image, '-C', directory],
  '7z': (image, directory) => ['7z', 'x', '-y', '-bd', `-o${directory}`, image],
  floor: (_, directory, files) => node('extract-floor.mjs', directory, String(files)),
};

export async function reading({ files, rounds, times }) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  const image = join(directory, 'large.iso');
  const few = Math.min(rounds, MOST_ROUNDS);
  try {
    execFileSync(process.execPath, [join(children, 'image.mjs'), image, String(files)]);
    return {
      [`list ${count(files)} files`]: inTurn(`listing an image of ${count(files)} files`, listers, few, (command) =>
        cpuOf(command(image)),
      ),
      [`extract ${count(files)} files`]: inTurn(`extracting ${count(files)} files`, extractors, few, (command, name) =>
        cpuOfExtraction((target) => command(image, target, files), directory, name),
      ),
      'list a small drive': await smallDrive(directory, rounds, times),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Milliseconds of CPU of each command, round by round; undefined: it is not installed. */
function inTurn(title, commands, rounds, measure) {
  const measured = {};
  const missing = new Set();
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const milliseconds = measure(command, name);
      if (milliseconds === undefined) missing.add(name);
      else measured[name] = [...(measured[name] ?? []), milliseconds];
    }
  }
  return { title, unit: 'ms CPU', rounds: measured, missing: [...missing] };
}

function cpuOf([program, ...args]) {
  let outcome;
  const { cpu } = timed(() => {
    outcome = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  }, 1);
  if (outcome.error?.code === 'ENOENT') return undefined;
  if (outcome.status !== 0) throw new Error(`${program}: exit ${outcome.status}: ${outcome.stderr}`);
  return cpu / 1000;
}

function cpuOfExtraction(commandOf, directory, name) {
  const target = join(directory, 'extracted');
  // bsdtar wants a directory that is there, ours one that is not.
  if (name === 'bsdtar') mkdirSync(target);
  try {
    return cpuOf(commandOf(target));
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

const SMALL_BYTES = 120 * 1024;

async function smallDrive(directory, rounds, times) {
  const path = join(directory, 'small.iso');
  const { entries } = driveOf(1, { ...portable, aliases: [] });
  writeFileSync(path, toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp: TIMESTAMP })));
  const pycdlib = readingPycdlib(path);
  const measured = { ours: [], floor: [], ...(pycdlib ? { 'pycdlib, one warm process': [] } : {}) };
  try {
    await timedAsync(() => listOne(path), WARM_UP);
    timed(() => readOne(path), WARM_UP);
    for (let round = 0; round < rounds; round++) {
      measured.ours.push((await timedAsync(() => listOne(path), times)).cpu);
      measured.floor.push(timed(() => readOne(path), times).cpu);
      if (pycdlib) measured['pycdlib, one warm process'].push((await pycdlib.measure(Math.ceil(times / 40))).cpu);
    }
  } finally {
    pycdlib?.stop();
  }
  const missing = pycdlib ? [] : ['pycdlib, one warm process'];
  return { title: 'opening and listing a small drive', unit: 'µs CPU', rounds: measured, missing };
}

async function listOne(path) {
  const image = await openImage(fileSource(path));
  const { length } = await image.entries();
  await image.close();
  return length;
}

const floorBuffer = new Uint8Array(SMALL_BYTES);

function readOne(path) {
  const file = openSync(path, 'r');
  readSync(file, floorBuffer, 0, SMALL_BYTES, 0);
  closeSync(file);
}
