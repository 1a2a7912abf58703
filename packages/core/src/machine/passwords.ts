/**
 * When there is a password, and which ones arrive at every guest as they left.
 */
import type { Place } from '@configdrive/issues';
import { utf8ByteLength } from 'iso9660-format';
import type { CoreIssues } from '../issues.ts';

/** cloud-init, chpasswd and cloudbase-init all take this much; hash functions of guests often not more. */
const MAX_BYTES = 255;

/** Guest scripts read one line; the md5 scripts and chpasswd end it there, shells at NUL. */
const lineOrEnd = /[\r\n\0]/;

const control = /[\u0000-\u001f\u007f-\u009f]/;

/** cloud-init draws a random password for the first two; the others are the router's words for an error. */
const wordsWithMeaning: ReadonlySet<string> = new Set(['R', 'RANDOM', 'bad_request', 'HTTP/1.0 200 OK']);

/** What cloud-init takes for a hash in `password:` (cc_set_passwords, the same pattern in all its releases). */
const cloudInitHash = /^\$(?:1|2a|2y|5|6)(?:\$.+){2}/;

/** The other forms of crypt(5), yescrypt (the default of new systems) among them. */
const otherHash = /^\$(?:2b|2x|3|7|gy|md5|sha1|y)(?:\$.+){2}/;

/** Refuses what no guest can set, notes what some guest takes for something else. */
export function checkPassword(password: string, place: Place, report: CoreIssues): void {
  if (lineOrEnd.test(password)) {
    report.add('password-unsafe', place, 'the password holds a line break or NUL');
  } else if (password.trim().length !== password.length) {
    report.add('password-unsafe', place, 'the password begins or ends with white space');
  } else if (control.test(password)) {
    report.add('password-controls', place, 'the password holds a control character; not every guest can set it');
  }
  if (password.length * 3 > MAX_BYTES && utf8ByteLength(password) > MAX_BYTES) {
    report.add('password-too-long', place, `the password has over ${MAX_BYTES} bytes`);
  }
  if (wordsWithMeaning.has(password)) {
    report.add('password-special', place, 'a guest takes this word for something other than a password');
  }
  checkHash(password, place, report);
}

/**
 * Only cloud-init looks whether the password is a hash, and it knows five kinds. vm_password, its md5 and admin_pass hold
 * the text as it came all the same: their readers set it as it stands, the Windows script compares the md5 with nothing but
 * the md5 it saw last, and a drive without vm_password would not get one at the next change of password either.
 */
function checkHash(password: string, place: Place, report: CoreIssues): void {
  if (cloudInitHash.test(password) && !password.includes(':')) {
    const why = 'cloud-init takes this for a hash; the guest scripts and Windows set the text itself';
    report.add('password-special', place, why);
  } else if (cloudInitHash.test(password) || otherHash.test(password)) {
    report.add('password-special', place, 'a hash that no guest takes for one: they set the text itself');
  }
}
