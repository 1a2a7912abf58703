/** S1, S2, S3 and S5: one small drive after another, in memory and to a file, beside pycdlib and genisoimage. */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buildConfigDrive, drivePattern, parseMachine, planConfigDrive, portable } from '@configdrive/core';
import { writeImageFile } from '@configdrive/files';
import { chunksOf, layOutImage, toBytes } from 'iso9660-writer';
import { collected, timed, timedAsync, WARM_UP } from '../measure.mjs';
import { endToEnd, hasGenisoimage } from '../peers/genisoimage.mjs';
import { portedCommand } from '../peers/node-genisoimage.mjs';
import { warmPycdlib } from '../peers/pycdlib.mjs';
import { driveOf, inputOf, TIMESTAMP } from './drive.mjs';

const MEMORY_DIRECTORY = '/dev/shm';
const PYCDLIB = 'pycdlib, one warm process';
const GENISOIMAGE = 'genisoimage, end to end';
const PORT = 'node-genisoimage, end to end';
const profile = { ...portable, aliases: [] };
const options = { volumeIdentifier: 'config-2', timestamp: TIMESTAMP };
const planning = { timestamp: TIMESTAMP, profile };

const VARIANTS = 64;
const inputs = Array.from({ length: VARIANTS }, (_, number) => inputOf(number));
const parsed = inputs.map((input) => parseMachine(input, planning));
const prepared = inputs.map((_, number) => driveOf(number, profile).entries);
const pattern = drivePattern(planConfigDrive(parsed[0], planning));

const layOutOne = (number) => toBytes(layOutImage(prepared[number % VARIANTS], options));
const buildOne = (number) => buildConfigDrive(inputs[number % VARIANTS], planning);
/** From values to bytes, JSON and md5 included; the input has been checked before. */
const patternOne = (number, into) => pattern.toBytes(planConfigDrive(parsed[number % VARIANTS], planning), into);
/** Into bytes that are there: what a fresh array costs is what is between the two. */
const reused = new Uint8Array(1024 * 1024);
const reusingOne = (number) => patternOne(number, reused);

/** The same name again and again: the old file is replaced, as at a rebuild. */
const written = (directory, bytes) => writeImageFile(join(directory, 'ours.iso'), bytes, { durable: false });

/** What is only written needs no array of its own. */
const patternFile = async (directory, number) => written(directory, reusingOne(number));

/** What was not chosen: chunks through an async generator and a write stream. */
async function streamedFileOne(directory, number) {
  const temporary = join(directory, 'streamed.tmp');
  await pipeline(Readable.from(chunksOf(buildOne(number).layout)), createWriteStream(temporary));
  renameSync(temporary, join(directory, 'streamed.iso'));
}

/** What a drive costs at least: a buffer of its own, filled. */
function freshCopy(image) {
  const bytes = Buffer.allocUnsafeSlow(image.length);
  bytes.set(image);
  return bytes;
}

/** The same with contents made of values: two JSON texts, a md5, each file's text where it goes. */
function valuesCopy(image, files, number) {
  const bytes = freshCopy(image);
  const { nics, vmData } = inputs[number % VARIANTS];
  bytes.latin1Write(JSON.stringify({ nics, name: 'network' }), 90_000);
  bytes.latin1Write(JSON.stringify({ vmData: vmData.slice(1), name: 'meta' }), 92_160);
  bytes.latin1Write(createHash('md5').update(vmData.at(-1)[2]).digest('hex'), 94_208);
  for (const [index, [, content]] of files.entries()) bytes.latin1Write(content, 40_960 + 2048 * index);
  return bytes;
}

function floorFile(directory, bytes) {
  writeFileSync(join(directory, 'floor.tmp'), bytes);
  renameSync(join(directory, 'floor.tmp'), join(directory, 'floor.iso'));
}

/** @returns workloads: name → { unit, rounds: candidate → numbers, missing: names of peers that are not installed } */
export async function smallDrives({ rounds, times }) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  const { files, links, entries } = driveOf(1, profile);
  const drive = { directory, files, links, image: toBytes(layOutImage(entries, options)) };
  const pycdlib = warmPycdlib(files, links);
  const peers = { pycdlib, genisoimage: hasGenisoimage(), port: portedCommand() };
  const { measured, add } = collected(['pattern', 'layout', 'build', 'pattern file', 'file']);
  try {
    const patternFileOne = (number) => patternFile(directory, number);
    for (const act of [layOutOne, buildOne, patternOne, reusingOne]) timed(act, WARM_UP);
    await timedAsync(patternFileOne, WARM_UP);
    for (let round = 0; round < rounds; round++) {
      await ownRound(drive, times, add);
      await streamedRound(directory, Math.ceil(times / 8), add);
      await peerRound(drive, peers, Math.max(20, Math.ceil(times / 40)), add);
    }
    return workloadsOf(measured, drive, peers);
  } finally {
    pycdlib?.stop();
    rmSync(directory, { recursive: true });
  }
}

async function ownRound({ directory, image, files }, times, add) {
  const fewer = Math.ceil(times / 4);
  add('pattern', 'ours', timed(patternOne, times).cpu);
  add('pattern', "ours, into the caller's bytes", timed(reusingOne, times).cpu);
  add('pattern', 'floor', timed((number) => valuesCopy(image, files, number), times).cpu);
  add('layout', 'ours', timed(layOutOne, times).cpu);
  add('layout', 'floor', timed(() => freshCopy(image), times).cpu);
  add('build', 'ours', timed(buildOne, times).cpu);
  add('pattern file', 'ours', (await timedAsync((number) => patternFile(directory, number), fewer)).wall);
  const floor = timed((number) => floorFile(directory, valuesCopy(image, files, number)), fewer).wall;
  add('pattern file', 'floor', floor);
  add('file', 'ours', (await timedAsync((number) => written(directory, buildOne(number).bytes), fewer)).wall);
  add('file', 'floor', floor);
}

async function streamedRound(directory, times, add) {
  const streamed = (number) => streamedFileOne(directory, number);
  add('file', 'ours, through a stream pipeline', (await timedAsync(streamed, times)).wall);
}

async function peerRound({ directory, files, links }, { pycdlib, genisoimage, port }, times, add) {
  const inMemory = (name, cpu) => {
    for (const workload of ['pattern', 'layout', 'build']) add(workload, name, cpu);
  };
  const toFile = (name, { cpu, wall }) => {
    inMemory(name, cpu);
    for (const workload of ['pattern file', 'file']) add(workload, name, wall);
  };
  if (pycdlib !== undefined) inMemory(PYCDLIB, (await pycdlib.measure(times)).cpu);
  if (genisoimage)
    toFile(
      GENISOIMAGE,
      timed(() => endToEnd(directory, files, links), times),
    );
  if (port !== undefined)
    toFile(
      PORT,
      timed(() => endToEnd(directory, files, links, [], port), Math.ceil(times / 10)),
    );
}

const TITLES = {
  pattern: ['a small drive in memory: planConfigDrive + drivePattern', 'µs CPU'],
  layout: ['a small drive in memory: layOutImage + toBytes', 'µs CPU'],
  build: ['a small drive in memory: buildConfigDrive', 'µs CPU'],
  'pattern file': ['a small drive to a file in memory, not durable: planConfigDrive + drivePattern', 'µs wall'],
  file: ['a small drive to a file in memory, not durable: buildConfigDrive', 'µs wall'],
};

function workloadsOf(measured, { image, directory, files, links }, { pycdlib, genisoimage, port }) {
  const missing = [
    ...(pycdlib === undefined ? [PYCDLIB] : []),
    ...(genisoimage ? [] : [GENISOIMAGE]),
    ...(port === undefined ? [PORT] : []),
  ];
  const bytesOf = (extra) => [Buffer.from(endToEnd(directory, files, links, extra), 'base64').length];
  const sizes = genisoimage ? { genisoimage: bytesOf([]), 'genisoimage -no-pad': bytesOf(['-no-pad']) } : {};
  return {
    ...Object.fromEntries(
      Object.entries(TITLES).map(([name, [title, unit]]) => [name, { title, unit, rounds: measured[name], missing }]),
    ),
    size: {
      title: 'size of a small drive',
      unit: 'bytes',
      rounds: { ours: [image.length], ...sizes },
      missing: genisoimage ? [] : ['genisoimage'],
    },
  };
}
