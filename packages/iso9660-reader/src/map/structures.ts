/** Structures field by field as text, from the same tables that write, read and verify them. Never a content. */
import { printable } from '@configdrive/issues';
import type { RecordProblem } from 'iso9660-format';

export interface MappedField {
  readonly name: string;
  /** Byte positions in the structure, counted from 1 as the standards do. */
  readonly first: number;
  readonly last: number;
  /** Clause of the standard. */
  readonly source: string;
  readonly value: string;
  /** What the table objects to. */
  readonly problem?: string;
}

export interface MappedStructure {
  readonly name: string;
  /** From the start of the image. */
  readonly offset: number;
  readonly byteLength: number;
  readonly fields: readonly MappedField[];
}

/** The part of a table that mapping needs; all tables have it. */
export interface MappedTable {
  readonly name: string;
  readonly byteLength: number;
  readonly fields: readonly {
    readonly name: string;
    readonly first: number;
    readonly last: number;
    readonly source: string;
    readonly constant: boolean;
  }[];
  read(source: Uint8Array, at: number): object;
  problems(source: Uint8Array, at: number): readonly RecordProblem[];
}

export interface Behind {
  /** Of the whole structure, where something of variable length follows the table. */
  readonly byteLength: number;
  readonly fields: readonly MappedField[];
  /** Values of fields in better words than their number. */
  readonly words?: Readonly<Record<string, string>>;
}

/** A structure as its table tells it, and what follows. */
export function mapped(
  table: MappedTable,
  bytes: Uint8Array,
  at: number,
  offset: number,
  behind?: Behind,
): MappedStructure {
  const values = table.read(bytes, at) as Readonly<Record<string, unknown>>;
  const problems = new Map(table.problems(bytes, at).map((problem) => [problem.field.split('.')[0], problem]));
  const fields = table.fields.map(({ name, first, last, source, constant }) => {
    const problem = problems.get(name);
    const prescribed = problem === undefined ? 'as prescribed' : problem.got;
    const value = constant ? prescribed : (behind?.words?.[name] ?? valueText(values[name]));
    const wrong = problem === undefined ? {} : { problem: `${problem.code} (${problem.rule})` };
    return { name, first, last, source, value, ...wrong };
  });
  const byteLength = behind?.byteLength ?? table.byteLength;
  return { name: table.name, offset, byteLength, fields: [...fields, ...(behind?.fields ?? [])] };
}

/** A field behind the table: an identifier, a name, stamps. */
export const extraField = (
  name: string,
  first: number,
  byteLength: number,
  source: string,
  value: string,
): MappedField => ({
  name,
  first,
  last: first + byteLength - 1,
  source,
  value,
});

export function valueText(value: unknown): string {
  if (value === undefined) return 'not given';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return bytesText(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return `${value}`;
  return nestedText(value);
}

export const quoted = (text: string): string => `"${printable(text)}"`;

/** Free bytes are counted, not shown. */
export function bytesText(bytes: Uint8Array): string {
  const kind = bytes.every((byte) => byte === 0) ? 'zero bytes' : 'bytes';
  return `${bytes.byteLength} ${kind}`;
}

/** A structure in a structure: the root's record in a descriptor. */
const nestedText = (value: unknown): string =>
  Object.entries(value ?? {})
    .map(([name, inner]) => `${name} ${valueText(inner)}`)
    .join(', ');
