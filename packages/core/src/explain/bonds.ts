/**
 * Bonding modes by the names that the Linux kernel, netplan and cloudbase-init know; numbers are none of them.
 */
import type { JsonValue } from './json.ts';

export const bondModes: ReadonlySet<JsonValue> = new Set([
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
]);
