/** What lies where nothing points to: it may be an old secret (rules R2, R10, R53). Contents are never shown. */
import type { Unclaimed } from '../inventory/zeros.ts';
import type { Check } from './check.ts';

const CODES = {
  'system area': 'system-area-not-zero',
  slack: 'file-slack',
  gap: 'unreachable-not-zero',
} as const satisfies Record<Unclaimed['kind'], string>;

export const checkSlack: Check = ({ inventory, report }) => {
  for (const { kind, offset, byteLength, firstOther, claim } of inventory.unclaimed) {
    if (firstOther === undefined) continue;
    const path = kind === 'slack' ? claim?.paths[0] : undefined;
    const where = { offset: firstOther, ...(path === undefined ? {} : { path }) };
    report(CODES[kind], where, { expected: `${byteLength} zero bytes from byte ${offset} on`, got: 'something else' });
  }
};
