/** Every field of a structure against its own table: constants, reserved bytes, both byte orders, characters, dates. */
import type { RecordProblem } from 'iso9660-format';
import { type ImageCode, imageCodes } from '../codes.ts';
import type { Where } from '../image-issue.ts';
import type { Report } from './check.ts';

interface Table {
  readonly name: string;
  problems(source: Uint8Array, at: number): RecordProblem[];
}

const isCode = (code: string): code is ImageCode => code in imageCodes;

/** Reports what the table objects to in the bytes at `at`, which are byte `where.offset` of the image. */
export function checkFields(
  report: Report,
  table: Table,
  bytes: Uint8Array,
  at: number,
  where: Where,
  ignored: ReadonlySet<string> = NONE,
): void {
  for (const { code, field, first, last, source, rule, severity, expected, got } of table.problems(bytes, at)) {
    if (ignored.has(field) || !isCode(code)) continue;
    const positions = first === last ? `BP ${first}` : `BP ${first}-${last}`;
    const subject = `${table.name}.${field} (${positions}, ${source})`;
    report(code, { ...where, offset: where.offset + first - 1 }, { subject, rule, severity, expected, got });
  }
}

const NONE: ReadonlySet<string> = new Set();
