/** What grows with what: drives a second against user data, time and memory against files and against bytes. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConfigDrive } from '@configdrive/core';
import { timed, WARM_UP } from '../measure.mjs';
import { measuredProcess, nodeChild } from '../processes.mjs';
import { inputOf, TIMESTAMP } from './drive.mjs';

const MEMORY_DIRECTORY = '/dev/shm';
const KIB = 1024;
const LIMIT_BASE64 = 1_048_576;

/** @returns {{ title: string, x: string, series: { name: string, unit: string, points: [number, number][] }[] }[]} */
export function growth({ growthFiles, growthBytes, times }) {
  return [againstUserData(times), againstFiles(growthFiles), againstBytes(growthBytes)];
}

const powers = (first, last, factor) => {
  const values = [];
  for (let value = first; value <= last; value *= factor) values.push(value);
  return values;
};

function againstUserData(times) {
  const points = powers(KIB, 512 * KIB, 4).map((byteLength) => {
    const userData = Buffer.alloc(byteLength, '#').toString('base64');
    const input = {
      ...inputOf(1),
      vmData: [
        ['userdata', 'user_data', userData],
        ['metadata', 'vm-id', 'i-2-10-VM'],
      ],
    };
    const options = { timestamp: TIMESTAMP, limits: { userDataBase64Length: LIMIT_BASE64 } };
    timed(() => buildConfigDrive(input, options), WARM_UP);
    return [byteLength, 1e6 / timed(() => buildConfigDrive(input, options), times).cpu];
  });
  const series = [{ name: 'drives a second of CPU', unit: '1/s', points }];
  return { title: 'Drives a second against user data', x: 'bytes of user data', series };
}

const seriesOf = (results) => [
  { name: 'CPU', unit: 's', points: results.map(([at, { cpu }]) => [at, cpu]) },
  { name: 'memory', unit: 'MiB', points: results.map(([at, { mebibytes }]) => [at, mebibytes]) },
];

function againstFiles(most) {
  const results = powers(100, most, 10).map((files) => [files, measuredProcess(nodeChild('layout.mjs', files))]);
  return { title: 'A layout, process and all, against its files', x: 'files', series: seriesOf(results) };
}

function written(tree, image) {
  const result = measuredProcess(nodeChild('tree.mjs', tree, image));
  rmSync(image);
  return result;
}

function againstBytes(most) {
  const directory = mkdtempSync(join(MEMORY_DIRECTORY, 'configdrive-bench-'));
  try {
    const [tree, image] = [join(directory, 'tree'), join(directory, 'image.iso')];
    mkdirSync(tree);
    const results = powers(2 ** 20, most, 4).map((byteLength) => {
      writeFileSync(join(tree, 'file'), '');
      truncateSync(join(tree, 'file'), byteLength);
      // The first may pay for memory that a virtual machine gets from its host.
      const [result] = [1, 2].map(() => written(tree, image)).sort((a, b) => a.cpu - b.cpu);
      return [byteLength, result];
    });
    return { title: 'An image of one file, process and all, against its bytes', x: 'bytes', series: seriesOf(results) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
