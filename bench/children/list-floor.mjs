/** What a listing costs at least: directories read, records made into objects, nothing checked. */
import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK = 2048;
const file = openSync(process.argv[2], 'r');
const read = (block, length) => {
  const bytes = Buffer.allocUnsafe(length);
  readSync(file, bytes, 0, length, block * BLOCK);
  return bytes;
};

const primary = read(16, BLOCK);
const directories = [{ prefix: '', block: primary.readUInt32LE(158), length: primary.readUInt32LE(166) }];
const entries = [];
for (const { prefix, block, length } of directories) {
  const bytes = read(block, length);
  for (let sector = 0; sector < length; sector += BLOCK) {
    for (let at = sector; at < sector + BLOCK && bytes[at] !== 0; at += bytes[at]) takeRecord(bytes, at, prefix);
  }
}
closeSync(file);
console.log(entries.length);

function takeRecord(bytes, at, prefix) {
  const identifierLength = bytes[at + 32];
  if (identifierLength === 1 && bytes[at + 33] < 2) return;
  const entry = { path: prefix, block: bytes.readUInt32LE(at + 2), length: bytes.readUInt32LE(at + 10), mode: 0 };
  const end = at + bytes[at];
  for (let use = at + 33 + identifierLength + (1 - (identifierLength % 2)); use + 4 <= end; use += bytes[use + 2]) {
    const signature = bytes.readUInt16BE(use);
    if (signature === 0x4e4d) entry.path += bytes.latin1Slice(use + 5, use + bytes[use + 2]);
    else if (signature === 0x5058) entry.mode = bytes.readUInt32LE(use + 4);
    if (bytes[use + 2] < 4) break;
  }
  if ((bytes[at + 25] & 2) !== 0) {
    directories.push({ prefix: `${entry.path}/`, block: entry.block, length: entry.length });
  }
  entries.push(entry);
}
