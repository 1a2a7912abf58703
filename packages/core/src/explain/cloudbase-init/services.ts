/**
 * Name servers as cloudbase-init takes them, of the whole file and of single networks.
 */
import { type Item, itemsOf } from '../items.ts';
import type { Reading } from '../reading.ts';

/** Services of type dns; all others are skipped. */
export function nameServersOf(reading: Reading, { members, place }: Item): readonly string[] {
  return itemsOf(members, 'services', place).flatMap((service) => {
    if (service.members.get('type') !== 'dns') {
      reading.findings.add('part', 'service-skipped', [...service.place, 'type'], 'cloudbase-init takes dns only');
      return [];
    }
    const address = service.members.get('address');
    return typeof address === 'string' ? [address] : [];
  });
}
