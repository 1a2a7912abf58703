/** S4: drives that are on the disk when the call returns; genisoimage's are not. On a real disk, not in memory. */
import { closeSync, constants, fsyncSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConfigDrive, portable } from '@configdrive/core';
import { writeImageFile } from '@configdrive/files';
import { collected, timed, timedAsync, WARM_UP } from '../measure.mjs';
import { endToEnd, hasGenisoimage } from '../peers/genisoimage.mjs';
import { driveOf, inputOf, TIMESTAMP } from './drive.mjs';

const AT_ONCE = 16;
const GENISOIMAGE = 'genisoimage, end to end';
const profile = { ...portable, aliases: [] };

export async function durableDrives({ rounds, times }) {
  const directory = mkdtempSync(join(process.env.CONFIGDRIVE_BENCH_DISK ?? tmpdir(), 'configdrive-bench-'));
  const { bytes } = buildConfigDrive(inputOf(1), { timestamp: TIMESTAMP, profile });
  const { files, links } = driveOf(1, profile);
  const genisoimage = hasGenisoimage();
  const few = Math.ceil(times / 20);
  const { measured, add } = collected(['durable', '16 durable at once']);
  try {
    // The same calls, but for the waits.
    await timedAsync(() => writeImageFile(join(directory, 'ours.iso'), bytes, { durable: false }), WARM_UP);
    for (let round = 0; round < rounds; round++) {
      add('durable', 'ours', (await timedAsync(() => writeImageFile(join(directory, 'ours.iso'), bytes), few)).wall);
      add('durable', 'floor', timed(() => floorFile(directory, bytes), few).wall);
      const ours = await timedAsync(
        () => together((name) => writeImageFile(join(directory, name), bytes)),
        few / AT_ONCE,
      );
      add('16 durable at once', 'ours', ours.wall / AT_ONCE);
      const floor = await timedAsync(() => together((name) => floorFileLater(directory, name, bytes)), few / AT_ONCE);
      add('16 durable at once', 'floor', floor.wall / AT_ONCE);
      if (genisoimage) add('durable', GENISOIMAGE, timed(() => endToEnd(directory, files, links), few / 5).wall);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  const missing = genisoimage ? [] : [GENISOIMAGE];
  const title = `a small image to ${directory.slice(0, directory.lastIndexOf('/'))}, durable`;
  return {
    durable: { title, unit: 'µs wall', rounds: measured.durable, missing },
    '16 durable at once': {
      title: `${title}, 16 at once`,
      unit: 'µs wall',
      rounds: measured['16 durable at once'],
      missing: [],
    },
  };
}

const together = (write) => Promise.all(Array.from({ length: AT_ONCE }, (_, number) => write(`${number}.iso`)));

function floorFile(directory, bytes) {
  const draft = join(directory, 'floor.tmp');
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, join(directory, 'floor.iso'));
  const names = openSync(directory, constants.O_RDONLY);
  fsyncSync(names);
  closeSync(names);
}

async function floorFileLater(directory, name, bytes) {
  const draft = join(directory, `${name}.tmp`);
  const file = await open(draft, 'w', 0o600);
  await file.write(bytes);
  await file.sync();
  await file.close();
  await rename(draft, join(directory, name));
  const names = await open(directory, constants.O_RDONLY);
  await names.sync();
  await names.close();
}
