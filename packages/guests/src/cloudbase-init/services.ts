/**
 * Name servers as cloudbase-init takes them, of the whole file and of single networks.
 */

import type { GuestReading } from '../guest-reading.ts';
import { type Item, itemsOf } from '../items.ts';

/** Services of type dns; all others are skipped. */
export function nameServersOf(reading: GuestReading, { members, place }: Item): readonly string[] {
  return itemsOf(members, 'services', place).flatMap((service) => {
    if (service.members.get('type') !== 'dns') {
      reading.findings.add('minor', 'service-skipped', [...service.place, 'type'], 'cloudbase-init takes dns only');
      return [];
    }
    const address = service.members.get('address');
    return typeof address === 'string' ? [address] : [];
  });
}
