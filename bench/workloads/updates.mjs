/** U1 and U2: the password of a drive is reset, in memory and in a file, beside pycdlib and beside unpacking and packing. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutConfigDrive, portable, readConfigDrive, readConfigDriveSync, withPassword } from '@configdrive/core';
import { fileSource, writeImageFile } from '@configdrive/files';
import { layOutImage, toBytes } from 'iso9660-writer';
import { collected, timed, timedAsync, WARM_UP } from '../measure.mjs';
import { endToEnd, hasGenisoimage, OPTIONS } from '../peers/genisoimage.mjs';
import { resettingPycdlib } from '../peers/pycdlib.mjs';
import { driveOf, TIMESTAMP } from './drive.mjs';

const MEMORY_DIRECTORY = '/dev/shm';
const IN_PLACE = 'pycdlib, in place';
const REPACKED = 'bsdtar and genisoimage';
const PASSWORD = 'cloudstack/password/vm_password.txt';

const renewed = (bytes) => toBytes(layOutConfigDrive(reset(readConfigDriveSync(bytes))));

const reset = (drive) => withPassword(drive, 'n3w-pass', { timestamp: TIMESTAMP });

const isInstalled = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

export async function updates({ rounds, times }) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  const { entries, files, links } = driveOf(1, { ...portable, aliases: [] });
  const image = toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp: TIMESTAMP }));
  const path = join(directory, 'drive.iso');
  const paddedPath = join(directory, 'padded.iso');
  const padded = hasGenisoimage() ? Buffer.from(endToEnd(directory, files, links), 'base64') : image;
  const pycdlib = hasGenisoimage() ? resettingPycdlib(path) : undefined;
  const canRepack = hasGenisoimage() && isInstalled('bsdtar');
  const { measured, add } = collected(['memory', 'file']);
  const few = Math.max(10, Math.ceil(times / 50));
  try {
    writeFileSync(paddedPath, padded);
    timed(() => renewed(image), WARM_UP);
    await timedAsync(() => resetFile(paddedPath, path), WARM_UP);
    for (let round = 0; round < rounds; round++) {
      writeFileSync(path, padded);
      add('memory', 'ours', timed(() => renewed(image), times).cpu);
      add('file', 'floor', timed(() => floorReset(directory, path), times).cpu);
      if (pycdlib !== undefined) {
        const { cpu } = await pycdlib.measure(few);
        for (const workload of ['memory', 'file']) add(workload, IN_PLACE, cpu);
      }
      if (canRepack) {
        const { cpu } = timed(() => repacked(directory, path), few);
        for (const workload of ['memory', 'file']) add(workload, REPACKED, cpu);
      }
      add('file', 'ours', (await timedAsync(() => resetFile(paddedPath, path), times)).cpu);
    }
  } finally {
    pycdlib?.stop();
    rmSync(directory, { recursive: true });
  }
  const missing = [...(pycdlib === undefined ? [IN_PLACE] : []), ...(canRepack ? [] : [REPACKED])];
  return {
    'reset in memory': { title: 'a password reset, bytes to bytes', unit: 'µs CPU', rounds: measured.memory, missing },
    'reset of a file': {
      title: `a password reset in a file of ${padded.length} bytes, atomic`,
      unit: 'µs CPU',
      rounds: measured.file,
      missing,
    },
  };
}

/** From a file of its own: what is written has no padding any more, and would be read the next time. */
async function resetFile(existing, path) {
  const source = fileSource(existing);
  try {
    await writeImageFile(path, layOutConfigDrive(reset(await readConfigDrive(source))), { durable: false });
  } finally {
    source.close();
  }
}

/** A copy, three sectors of it patched, renamed. */
function floorReset(directory, path) {
  const bytes = readFileSync(path);
  for (const sector of [30, 40, 50]) bytes[sector * 2048] ^= 0;
  writeFileSync(join(directory, 'floor.tmp'), bytes);
  renameSync(join(directory, 'floor.tmp'), path);
}

function repacked(directory, path) {
  const tree = join(directory, 'tree');
  mkdirSync(tree);
  run('bsdtar', ['-xf', path, '-C', tree]);
  run('chmod', ['-R', 'u+w', tree]);
  writeFileSync(join(tree, PASSWORD), 'n3w-pass');
  run('genisoimage', ['-o', join(directory, 'repacked.tmp'), ...OPTIONS, '-V', 'config-2', tree]);
  renameSync(join(directory, 'repacked.tmp'), path);
  rmSync(tree, { recursive: true });
}

function run(program, args) {
  const { status, stderr } = spawnSync(program, args);
  if (status !== 0) throw new Error(`${program}: ${stderr?.toString()}`);
}
