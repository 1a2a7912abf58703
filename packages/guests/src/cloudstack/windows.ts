/**
 * CloudStack's script for Windows guests (cloud-set-windows-guest-password-configdrive.bat): it takes the first disc that is
 * ready, reads two files of it, and stops when one is not there.
 */
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { passwordFile } from './files.ts';

const LABELS = ['config-2'];

/** With underscores, and Joliet does not turn hyphens into them. */
const MD5 = 'cloudstack/password/vm_password_md5checksum.txt';

/** The script reads one line, in the code page of the system. */
const faults: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/[\r\n]/, 'the script reads the first line only'],
  [/[^\u0000-\u007f]/, 'the script reads UTF-8 as the code page of the system'],
];

export function explainWindowsScript(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.windows);
  const { findings, view, tree } = reading;
  reading.wantLabel(LABELS);
  const password = passwordFile(reading);
  if (password === undefined) {
    findings.add('nothing-for-it', 'nothing-to-read', ['cloudstack/password'], 'no password');
    return reading.outcome();
  }
  const md5 = tree.file(MD5);
  if (md5 === undefined || md5.byteLength === 0) {
    findings.add('total', 'password-md5-unseen', [MD5], 'the script stops without it, and sets no password');
  }
  view.password = { path: password.path, byteLength: password.byteLength };
  const fault = faults.find(([pattern]) => pattern.test((password.text ?? '').replace(/\r?\n$/, '')));
  if (fault !== undefined) findings.add('minor', 'password-changed', [password.path], fault[1]);
  return reading.outcome();
}
