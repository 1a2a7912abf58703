/**
 * Host names as Linux and the programs that set them take them: sethostname(2), hostname(1), systemd's hostname_is_valid.
 */
import type { Place } from '@configdrive/issues';
import { utf8ByteLength } from 'iso9660-format';
import type { GuestReading } from './guest-reading.ts';

/** HOST_NAME_MAX */
const MOST_BYTES = 64;

const name = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/** Says that a guest of Linux keeps the name it has where it does not take this one. */
export function reportHostname({ findings }: GuestReading, place: Place, hostname: string): void {
  const byteLength = utf8ByteLength(hostname);
  if (byteLength > MOST_BYTES) {
    const why = `${byteLength} bytes, and the kernel takes ${MOST_BYTES}: the guest keeps another name`;
    findings.add('minor', 'hostname-unusable', place, why);
  } else if (hostname !== '' && !name.test(hostname)) {
    const why =
      'letters, digits, and hyphens inside are what programs take that set it: the guest may keep another name';
    findings.add('minor', 'hostname-unusable', place, why);
  }
}
