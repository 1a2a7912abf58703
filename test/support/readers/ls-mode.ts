/** The ten letters with which `ls -l` and its imitators tell type and permission: `-r-sr-xr-t`. */
import type { SeenType } from '../seen.ts';

const TYPES: Readonly<Record<string, SeenType>> = {
  '-': 'file',
  d: 'directory',
  l: 'symlink',
  b: 'device',
  c: 'device',
};

export const typeOf = (mode: string): SeenType => TYPES[mode.charAt(0)] ?? 'other';

const SPECIAL_BITS: Readonly<Record<number, number>> = { 3: 0o4000, 6: 0o2000, 9: 0o1000 };

/** Permission bits, 0o7777. */
export function bitsOf(mode: string): number {
  let bits = 0;
  for (let at = 1; at <= 9; at += 1) {
    const letter = mode.charAt(at);
    if (/[rwxst]/.test(letter)) bits |= 1 << (9 - at);
    if (/[sStT]/.test(letter)) bits |= SPECIAL_BITS[at] ?? 0;
  }
  return bits;
}
