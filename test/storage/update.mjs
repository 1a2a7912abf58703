/**
 * A process that gives a drive the password of its standard input, and says how it went.
 * `node update.mjs '{"path": …, "options": {…}}'`.
 */
import { readFileSync } from 'node:fs';
import { layOutConfigDrive, readConfigDriveSync, withPassword } from '@configdrive/core';
import { fileSource, writeImageFile } from '@configdrive/files';

globalThis.hold?.();

const { path, options = {} } = JSON.parse(process.argv[2]);
const password = readFileSync(0, 'utf8');

async function update() {
  const source = fileSource(path);
  const drive = readConfigDriveSync(source.read(0, source.byteLength));
  source.close();
  const timestamp = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000);
  await writeImageFile(path, layOutConfigDrive(withPassword(drive, password, { timestamp })), options);
}

let outcome = { ok: true };
try {
  await update();
} catch ({ name, code, step, message }) {
  outcome = { ok: false, name, code, step, message };
}
process.stdout.write(JSON.stringify(outcome));
