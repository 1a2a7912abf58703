/**
 * CloudStack's scripts for Linux guests: the two old ones (cloud-set-guest-{password,sshkey}-configdrive) and the one that
 * does both (cloud-set-guest-sshkey-password-userdata-configdrive, since #4890).
 */
import { withoutEnd } from '@configdrive/core/internal';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { keyLines, keysFile, passwordFile } from './files.ts';

const LABELS = ['config-2'];

export interface Scripts {
  /** Why a password does not arrive as it is; undefined where it does. */
  readonly passwordFault: (password: string) => string | undefined;
  /** Several keys become one line. */
  readonly joinsKeys: boolean;
}

/** A word that bash's `echo` takes for an option. */
const echoOption = /^-[neE]+(?:\s|$)/;
const pattern = /[*?[]/;

/** What the shell puts in for a command loses the line feeds at its end. */
const withoutLineFeeds = (text: string): string => withoutEnd(text, (unit) => unit === '\n');

/** `echo $password`, unquoted: the shell splits it into words and expands patterns. */
export const oldScripts: Scripts = {
  joinsKeys: true,
  passwordFault(password) {
    const line = withoutLineFeeds(password);
    if (/[\r\0]/.test(line)) return 'the script drops carriage returns, and the shell NUL';
    if (/^[ \t\n]|[ \t\n]$|[ \t\n]{2}|[\t\n]/.test(line)) return 'the shell squeezes white space';
    if (echoOption.test(line)) return 'echo takes its beginning for an option';
    return pattern.test(line) ? 'the shell may take it for a pattern of file names' : undefined;
  },
};

/** `echo "$password"`, quoted. */
export const newScripts: Scripts = {
  joinsKeys: false,
  passwordFault(password) {
    const line = withoutLineFeeds(password);
    if (/[\r\0]/.test(line)) return 'the script drops carriage returns, and the shell NUL';
    if (line.includes('\n')) return 'chpasswd reads line by line';
    return /^-[neE]+$/.test(line) ? 'echo takes it for an option' : undefined;
  },
};

export function explainLinuxScripts(drive: DriveView, scripts: Scripts): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view } = reading;
  reading.wantLabel(LABELS);
  const password = passwordFile(reading);
  const keys = keysFile(reading);
  if (password !== undefined) {
    view.password = { path: password.path, byteLength: password.byteLength };
    const fault = password.text === undefined ? undefined : scripts.passwordFault(password.text);
    if (fault !== undefined) findings.add('minor', 'password-changed', [password.path], fault);
  }
  if (keys !== undefined) readKeys(reading, keys.path, keys.text, scripts);
  if (password === undefined && keys === undefined) {
    findings.add('nothing-for-it', 'nothing-to-read', ['cloudstack'], 'neither a password nor SSH keys');
  }
  return reading.outcome();
}

function readKeys(
  { findings, view }: GuestReading,
  path: string,
  text: string | undefined,
  { joinsKeys }: Scripts,
): void {
  const lines = keyLines(text ?? '');
  if (joinsKeys && lines.length > 1) {
    const why = `${lines.length} keys become one line in authorized_keys, and only the first is one`;
    findings.add('minor', 'public-keys-joined', [path], why);
  }
  view.keys = lines.map((line) => ({ name: undefined, byteLength: line.length }));
}
