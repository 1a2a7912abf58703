/** The commands that change a drive in its place. */
import type { ChangeDriveOptions, WrittenDrive } from '@configdrive/store';
import type { Context } from '../../frame/command.ts';
import { readBytes, STDIN } from '../../inputs/bytes.ts';
import { readPassword, readText } from '../../inputs/documents.ts';
import type { ChangeOptions } from './command.ts';
import { storeOf } from './opening.ts';
import { report } from './report.ts';

export async function resetPassword(instance: string, options: ChangeOptions, { signal }: Context): Promise<void> {
  const store = storeOf(options);
  const password = await readPassword(STDIN, signal);
  await changed('reset-password', options, signal, (own) => store.resetPassword(instance, password, own));
}

export async function withoutPassword(instance: string, options: ChangeOptions, { signal }: Context): Promise<void> {
  const store = storeOf(options);
  await changed('without-password', options, signal, (own) => store.withoutPassword(instance, own));
}

export async function updateUserData(
  instance: string,
  path: string,
  options: ChangeOptions,
  { signal }: Context,
): Promise<void> {
  const store = storeOf(options);
  const bytes = await readBytes(path, signal);
  await changed('update-user-data', options, signal, (own) => store.updateUserData(instance, bytes, own));
}

export async function resetPublicKeys(
  instance: string,
  path: string,
  options: ChangeOptions,
  { signal }: Context,
): Promise<void> {
  const store = storeOf(options);
  const keys = await readText(path, signal);
  await changed('reset-public-keys', options, signal, (own) => store.resetPublicKeys(instance, keys, own));
}

async function changed(
  operation: string,
  { ifMatch, location, json }: ChangeOptions,
  signal: AbortSignal,
  change: (own: ChangeDriveOptions) => Promise<WrittenDrive>,
): Promise<void> {
  await reportWritten(operation, await change({ ifMatch, location, signal }), json);
}

export async function reportWritten(
  operation: string,
  written: WrittenDrive,
  json: boolean | undefined,
): Promise<void> {
  const { instance, location, path, byteLength, isChanged, issues } = written;
  const outcome = isChanged ? 'written' : 'unchanged';
  await report({ operation, drives: [{ instance, location, path, byteLength, outcome }], issues }, json);
}
