/** Offsets of fields, by name, from the tables: for bytes that have no value there, such as those that must be zero. */
import { internalError } from '@configdrive/issues';

interface Named {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly first: number }[];
}

/** Bytes from the start of the structure to the field. */
export function fieldOffset(table: Named, name: string): number {
  const field = table.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw internalError(`${table.name} has no field ${name}`);
  return field.first - 1;
}
