/** A drive that gets another password: by the library, by the command; what is there before and after, to the byte. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConfigDrive, layOutConfigDrive, readConfigDriveSync, type Triple, withPassword } from '@configdrive/core';
import type { PublishOptions } from '@configdrive/files';
import { toBytes } from 'iso9660-writer';
import { builtBin } from '../cli/command.ts';
import { SAMPLE } from '../drive/sample.ts';
import type { RunResult } from '../support/run.ts';
import { type Outcome, type Play, toldOutcome, untoldOutcome } from './faults.ts';
import type { Variant } from './stage.ts';

const PROGRAM = fileURLToPath(new URL('update.mjs', import.meta.url));
const MADE = new Date('2024-02-29T12:34:56Z');
const SOURCE_DATE_EPOCH = '1782864000';
export const CHANGED = { timestamp: new Date(Number(SOURCE_DATE_EPOCH) * 1000) };

/** In user data, which no change touches, and at the end of the new password: whoever has a part of either drive has it. */
export const SECRET = 'canary-5d1e-of-the-drive';
export const PASSWORD = `New-1-${SECRET}`;

/** Long enough for several pages. */
function driveOf(userDataByteLength: number): Buffer {
  const userData = Buffer.alloc(userDataByteLength, `#cloud-config\n# ${SECRET}\n`).toString('base64');
  const others = SAMPLE.vmData.filter(([, name]) => name !== 'user_data');
  const vmData: readonly Triple[] = [...others, ['userdata', 'user_data', userData]];
  return Buffer.from(buildConfigDrive({ ...SAMPLE, vmData }, { timestamp: MADE }).bytes);
}

export const BEFORE = driveOf(20_000);
export const AFTER = Buffer.from(
  toBytes(layOutConfigDrive(withPassword(readConfigDriveSync(BEFORE), PASSWORD, CHANGED))),
);
const ENVIRONMENT = { SOURCE_DATE_EPOCH };

const updating = (title: string, playAt: (path: string) => Omit<Play, 'directory' | 'input'>): Variant => ({
  title,
  before: BEFORE,
  after: AFTER,
  secret: SECRET,
  playAt: (path) => ({ ...playAt(path), directory: dirname(path), input: PASSWORD }),
});

export const byLibrary = (title: string, options: PublishOptions): Variant =>
  updating(title, (path) => ({
    command: [process.execPath, PROGRAM, JSON.stringify({ path, options })],
    env: ENVIRONMENT,
    outcomeOf: toldOutcome,
  }));

export const byCommand = (title: string, flags: readonly string[]): Variant =>
  updating(title, (path) => ({
    command: [process.execPath, builtBin(), 'update', path, '--password-stdin', ...flags],
    env: { ...ENVIRONMENT, HELD_AT_START: '1' },
    outcomeOf: outcomeOfCommand,
  }));

const DISK_FAULT = 3;

/** What the command says is all that its caller knows. */
function outcomeOfCommand({ status, stderr }: RunResult): Outcome {
  if (status === 0) return { ok: true };
  return untoldOutcome(status === DISK_FAULT ? 'StorageError' : `exit code ${status}`, stderr);
}
