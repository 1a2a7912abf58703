/**
 * When there is a password, and which ones arrive at every guest as they left.
 */
import { type Place, utf8ByteLength } from 'iso9660-format';
import type { Report } from './report.ts';

/** cloud-init, chpasswd and cloudbase-init all take this much; hash functions of guests often not more. */
const MOST_BYTES = 255;

/** Guest scripts read one line; the md5 scripts and chpasswd end it there, shells at NUL. */
const lineOrEnd = /[\r\n\0]/;

const control = /[\u0000-\u001f\u007f-\u009f]/;

/** cloud-init draws a random password for the first two; the last is the router's word for an error. */
const wordsWithMeaning: ReadonlySet<string> = new Set(['R', 'RANDOM', 'bad_request']);

/** cloud-init's pattern of a hash: `$6$salt$…`. The guest scripts would set the hash itself as the password. */
const hash = /^\$(?:1|2a|2b|2y|5|6|7|gy|y)(?:\$.+){2}/;

/** Refuses what no guest can set, notes what some guest takes for something else. */
export function checkPassword(password: string, place: Place, report: Report): void {
  if (lineOrEnd.test(password)) {
    report.add('password-unsafe', place, 'the password holds a line break or NUL');
  } else if (password.trim().length !== password.length) {
    report.add('password-unsafe', place, 'the password begins or ends with white space');
  } else if (control.test(password)) {
    report.add('password-controls', place, 'the password holds a control character; not every guest can set it');
  }
  if (password.length * 3 > MOST_BYTES && utf8ByteLength(password) > MOST_BYTES) {
    report.add('password-too-long', place, `the password has over ${MOST_BYTES} bytes`);
  }
  if (wordsWithMeaning.has(password)) {
    report.add('password-special', place, 'a guest takes this word for something other than a password');
  } else if (hash.test(password)) {
    report.add(
      'password-special',
      place,
      'cloud-init takes this for a hash, the guest scripts for the password itself',
    );
  }
}
