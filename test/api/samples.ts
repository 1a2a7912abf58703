/** A sample of each command's answer, from the table: one value for each type, so that golden texts show every field once. */
import { type CommandName, commandEntry, type Field, type Fields } from '@configdrive/cloudstack-api';

const ID = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';

const scalars: Readonly<Partial<Record<Field['type'], unknown>>> = {
  uuid: ID,
  string: `<a> & "b" 'c' é`,
  integer: 0,
  long: 9_007_199_254_740_991,
  float: 0.5,
  boolean: false,
  date: '2026-01-15T09:01:00.000Z',
  strings: ['one', 'two & three'],
  map: { rootdisksize: '8', 'a key': '<value>' },
};

const sampleOf = ({ type, fields }: Field): unknown => {
  if (type === 'object') return sampleFields(fields ?? {});
  if (type === 'objects') return [sampleFields(fields ?? {})];
  return scalars[type];
};

const sampleFields = (fields: Fields): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sampleOf(field)]));

/** An answer of a command with every field; of a list one object, and of those that are always empty none. */
export function sampleAnswer(command: CommandName): unknown {
  const { response, takesAnything } = commandEntry(command);
  if (takesAnything === true) return { count: 0, items: [] };
  const sample = sampleFields(response.fields);
  if (response.shape === 'success') return { success: true, displaytext: 'done' };
  return response.shape === 'list' ? { count: 1, items: [sample] } : sample;
}
