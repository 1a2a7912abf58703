/** Seven-byte dates that are dates, but not ones that all readers take the same way (rules R62, R64). */
import { RECORD_DATE_YEARS, recordDate } from 'iso9660-format';
import type { Where } from '../image-issue.ts';
import type { Report } from './check.ts';

/** R64: seconds since 1970 that 32 bits with a sign can hold; the first year they do not hold whole. */
const LAST_LINUX_SECOND = 0x7fff_ffff;
const FIRST_YEAR_BEYOND = 2038;
const OFFSET = 6;

const read = recordDate.get(0);

export function checkInstant(bytes: Uint8Array, at: number, where: Where, report: Report): void {
  if (bytes[at + OFFSET] !== 0) report('date-offset', where);
  if (RECORD_DATE_YEARS.first + bytes[at]! < FIRST_YEAR_BEYOND) return;
  const date = read(bytes, at);
  if (date !== undefined && date.getTime() / 1000 > LAST_LINUX_SECOND) report('date-after-2038', where);
}
