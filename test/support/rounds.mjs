/**
 * Rounds of build, explain and update in one process (`--expose-gc`), as the libraries are installed. Prints as JSON what its
 * heap holds that is not garbage after each part of them.
 *
 * usage: rounds.mjs ROUNDS PARTS
 */
import { buildConfigDrive, explain, layOutConfigDrive, readConfigDriveSync, withPassword } from 'configdrive';
import { toBytes } from 'iso9660-writer';

const [rounds = 0, parts = 0] = process.argv.slice(2).map(Number);
const timestamp = new Date('2026-07-01T00:00:00Z');

/** @param {number} round */
function goRound(round) {
  const input = {
    vmData: [
      ['metadata', 'vm-id', `6f1f9a3e-5d0c-4c39-9d52-${String(round).padStart(12, '0')}`],
      ['password', 'vm_password', `secret-${round}`],
    ],
    // YAML takes several times as long as all the rest.
    userData: round % 10 === 0 ? `#cloud-config\nruncmd: [[echo, "${round}"]]\n` : `#!/bin/sh\necho ${round}\n`,
    nics: round % 10 === 1 ? [{ mac: '02:00:4c:5e:00:05', default: true }] : undefined,
  };
  const { bytes } = buildConfigDrive(input, { timestamp });
  const drive = readConfigDriveSync(bytes);
  const verdicts = explain(drive, { guests: ['cloud-init'] }).map(({ verdict }) => verdict);
  const changed = withPassword(drive, `other-${round}`, { timestamp });
  const { byteLength } = toBytes(layOutConfigDrive(changed));
  return verdicts.every((verdict) => verdict === 'taken') && byteLength === bytes.byteLength;
}

/** Of the heap and of buffers, after a collection of all garbage. */
function liveBytes() {
  for (let times = 0; times < 2; times++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const heaps = [];
let good = 0;
for (let part = 0; part < parts; part++) {
  for (let round = (rounds / parts) * part; round < (rounds / parts) * (part + 1); round++) if (goRound(round)) good++;
  heaps.push(liveBytes());
}
process.stdout.write(JSON.stringify({ good, heaps }));
