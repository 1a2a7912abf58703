/** S2, S3 and S5: one small drive after another, in memory and to a file, beside pycdlib and genisoimage. */
import { createWriteStream, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buildConfigDrive, portable } from '@configdrive/core';
import { writeImageFile, writeImageFileSync } from '@configdrive/storage';
import { chunksOf, layOutImage, toBytes } from 'iso9660-writer';
import { timed, timedAsync } from '../measure.mjs';
import { endToEnd, hasGenisoimage } from '../peers/genisoimage.mjs';
import { warmPycdlib } from '../peers/pycdlib.mjs';
import { driveOf, inputOf, TIMESTAMP } from './drive.mjs';

const MEMORY_DIRECTORY = '/dev/shm';
const profile = { ...portable, aliases: [] };
const options = { volumeIdentifier: 'config-2', timestamp: TIMESTAMP };

/** @returns workloads: name → { unit, rounds: candidate → numbers, missing: names of peers that are not installed } */
export async function smallDrives({ rounds, times }) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  const { files, links, entries } = driveOf(1, profile);
  const image = toBytes(layOutImage(entries, options));
  const pycdlib = warmPycdlib(files, links);
  const genisoimage = hasGenisoimage();
  const missing = [
    ...(pycdlib ? [] : ['pycdlib, one warm process']),
    ...(genisoimage ? [] : ['genisoimage, end to end']),
  ];
  const measured = { layout: {}, build: {}, file: {} };
  const add = (workload, candidate, value) => {
    measured[workload][candidate] ??= [];
    measured[workload][candidate].push(value);
  };
  try {
    warmUp(directory);
    for (let round = 0; round < rounds; round++) {
      add('layout', 'ours', timed(layOutOne, times).cpu);
      add('build', 'ours', timed(buildOne, times).cpu);
      const file = timed((number) => fileOne(directory, number), times / 4);
      add('file', 'ours', file.wall);
      const promised = await timedAsync((number) => promisedFileOne(directory, number), times / 8);
      add('file', 'ours, awaited (writeImageFile)', promised.wall);
      const streamed = await timedAsync((number) => streamedFileOne(directory, number), times / 8);
      add('file', 'ours, through a stream pipeline', streamed.wall);
      add('layout', 'floor', timed(() => freshCopy(image), times).cpu);
      add('file', 'floor', timed(() => floorFile(directory, freshCopy(image)), times / 4).wall);
      if (pycdlib) {
        const { cpu } = await pycdlib.measure(Math.ceil(times / 40));
        add('layout', 'pycdlib, one warm process', cpu);
        add('build', 'pycdlib, one warm process', cpu);
      }
      if (genisoimage) {
        const peer = timed(() => endToEnd(directory, files, links), Math.max(20, Math.ceil(times / 40)));
        add('layout', 'genisoimage, end to end', peer.cpu);
        add('build', 'genisoimage, end to end', peer.cpu);
        add('file', 'genisoimage, end to end', peer.wall);
      }
    }
    return workloadsOf(measured, missing, { image, directory, files, links, genisoimage });
  } finally {
    pycdlib?.stop();
    rmSync(directory, { recursive: true });
  }
}

const prepared = Array.from({ length: 64 }, (_, number) => driveOf(number, profile).entries);
const layOutOne = (number) => toBytes(layOutImage(prepared[number % prepared.length], options));
const buildOne = (number) => buildConfigDrive(inputOf(number), { timestamp: TIMESTAMP, profile });

/** The same name again and again: the old file is replaced, as at a rebuild. */
const fileOne = (directory, number) =>
  writeImageFileSync(join(directory, 'ours.iso'), buildOne(number).bytes, { durable: false });

const promisedFileOne = (directory, number) =>
  writeImageFile(join(directory, 'ours.iso'), buildOne(number).bytes, { durable: false });

/** What was not chosen: chunks through an async generator and a write stream. */
async function streamedFileOne(directory, number) {
  const { layout } = buildOne(number);
  const temporary = join(directory, 'streamed.tmp');
  await pipeline(Readable.from(chunksOf(layout)), createWriteStream(temporary));
  renameSync(temporary, join(directory, 'streamed.iso'));
}

/** What a drive costs at least: a buffer of its own, filled. */
function freshCopy(image) {
  const bytes = Buffer.allocUnsafeSlow(image.length);
  bytes.set(image);
  return bytes;
}

function floorFile(directory, bytes) {
  writeFileSync(join(directory, 'floor.tmp'), bytes);
  renameSync(join(directory, 'floor.tmp'), join(directory, 'floor.iso'));
}

function warmUp(directory) {
  timed(layOutOne, 2000);
  timed(buildOne, 2000);
  timed((number) => fileOne(directory, number), 300);
}

function workloadsOf({ layout, build, file }, missing, { image, directory, files, links, genisoimage }) {
  const size = { ours: [image.length] };
  if (genisoimage) {
    const bytesOf = (base64) => Buffer.from(base64, 'base64').length;
    size.genisoimage = [bytesOf(endToEnd(directory, files, links))];
    size['genisoimage -no-pad'] = [bytesOf(endToEnd(directory, files, links, ['-no-pad']))];
  }
  return {
    layout: { title: 'a small drive in memory: layOutImage + toBytes', unit: 'µs CPU', rounds: layout, missing },
    build: { title: 'a small drive in memory: buildConfigDrive', unit: 'µs CPU', rounds: build, missing },
    file: { title: 'a small drive to a file in memory, not durable', unit: 'µs wall', rounds: file, missing },
    size: { title: 'size of a small drive', unit: 'bytes', rounds: size, missing: genisoimage ? [] : ['genisoimage'] },
  };
}
