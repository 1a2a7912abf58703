/**
 * Files that CloudStack's guest scripts read (setup/bindir in CloudStack's source).
 */
import { latin1Text, PASSWORD_PATH, PUBLIC_KEYS_PATH, SAVED_PASSWORD, stripped } from '@configdrive/core/internal';
import type { GuestReading } from '../guest-reading.ts';

export interface ScriptFile {
  readonly path: string;
  readonly byteLength: number;
  /** Undefined where nothing is known of the content. */
  readonly text: string | undefined;
}

/** A password file with a password in it. */
export function passwordFile(reading: GuestReading): ScriptFile | undefined {
  const file = fileAt(reading, PASSWORD_PATH);
  return file?.text !== undefined && (file.text.trim() === '' || file.text.trim() === SAVED_PASSWORD)
    ? undefined
    : file;
}

/** A file with keys in it. */
export function keysFile(reading: GuestReading): ScriptFile | undefined {
  const file = fileAt(reading, PUBLIC_KEYS_PATH);
  return file?.text !== undefined && stripped(file.text) === '' ? undefined : file;
}

/** More is no password and no list of keys. */
const MAX_BYTES = 64 * 1024;

/** Bytes that are not UTF-8 pass through the scripts as they are; what is looked at is ASCII. */
function fileAt({ tree, findings }: GuestReading, path: string): ScriptFile | undefined {
  const file = tree.file(path);
  if (file === undefined || file.byteLength === 0) return undefined;
  const { bytes, byteLength } = file;
  const text = bytes === undefined ? undefined : latin1Text(bytes.subarray(0, MAX_BYTES));
  if (bytes === undefined) findings.add('minor', 'content-not-looked-at', [path], 'the content is not in memory');
  return { path, byteLength, text };
}

/** Lines that are keys; remarks and blank ones are none. */
export const keyLines = (text: string): readonly string[] =>
  text.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
