/** Plain values of JavaScript as parameters on the wire: lists by commas, maps and records by `name[index].field`. */
import { dateText } from '../wire/dates.ts';

export type PlainValue =
  | string
  | number
  | boolean
  | Date
  | readonly string[]
  | Readonly<Record<string, string | number | boolean>>
  | readonly Readonly<Record<string, string | number | boolean>>[];

/** By names of parameters; null and undefined are not sent. */
export type PlainValues = Readonly<Record<string, PlainValue | null | undefined>>;

/** Gives name and value of each parameter that is sent. */
export const flatten = (values: PlainValues): readonly (readonly [name: string, value: string])[] =>
  Object.entries(values).flatMap(([name, value]) => (value === null || value === undefined ? [] : flat(name, value)));

type Pair = readonly [string, string];
type Plain = Readonly<Record<string, string | number | boolean>>;

function flat(name: string, value: PlainValue): readonly Pair[] {
  if (value instanceof Date) return [[name, dateText(value)]];
  if (isList(value))
    return isRecords(value)
      ? value.flatMap((item, index) => record(`${name}[${index}]`, item))
      : [[name, value.join(',')]];
  return typeof value === 'object' ? record(`${name}[0]`, value) : [[name, String(value)]];
}

type List = readonly string[] | readonly Plain[];

const isList = (value: PlainValue): value is List => Array.isArray(value);

const isRecords = (value: List): value is readonly Plain[] => typeof value[0] === 'object';

const record = (name: string, fields: Plain): readonly Pair[] =>
  Object.entries(fields).map(([field, value]) => [`${name}.${field}`, String(value)]);
