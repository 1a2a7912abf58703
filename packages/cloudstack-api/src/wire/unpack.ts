/**
 * Names of parameters taken apart: `details[0].rootdisksize` is a field of a map, all else is a plain name. ParamUnpackWorker of
 * CloudStack: the name of a map in any case, a field in its own.
 */
import { ApiError, echoed } from '../errors.ts';
import { MAX_MAP_INDEXES } from '../limits.ts';
import type { RawParameters } from './decode.ts';

/** One map as it was sent: index → field → value. */
export type Indexed = ReadonlyMap<number, ReadonlyMap<string, string>>;

export interface Unpacked {
  /** By names in lower case. */
  readonly values: ReadonlyMap<string, string>;
  /** By names in lower case. */
  readonly maps: ReadonlyMap<string, Indexed>;
}

/** Whose case must be exact: in another case they are other parameters. */
export const EXACT_NAMES: ReadonlySet<string> = new Set(['command', 'response']);

/** @throws ApiError 430 for a malformed name, 431 for a map of too many indexes */
export function unpack(parameters: RawParameters): Unpacked {
  const values = new Map<string, string>();
  const maps = new Map<string, Map<number, Map<string, string>>>();
  for (const [name, value] of parameters) {
    if (EXACT_NAMES.has(name)) continue;
    const open = name.indexOf('[');
    if (open < 1) values.set(name.toLowerCase(), value);
    else put(maps, name, open, value);
  }
  return { values, maps };
}

function put(maps: Map<string, Map<number, Map<string, string>>>, name: string, open: number, value: string): void {
  const { map, index, field } = indexedName(name, open);
  const indexes = maps.get(map) ?? new Map<number, Map<string, string>>();
  maps.set(map, indexes);
  const fields = indexes.get(index) ?? new Map<string, string>();
  indexes.set(index, fields);
  if (indexes.size > MAX_MAP_INDEXES)
    throw new ApiError(431, `${echoed(map)} has more than ${MAX_MAP_INDEXES} indexes`);
  fields.set(field, value);
}

const index = /^\d{1,9}$/;

function indexedName(name: string, open: number): { map: string; index: number; field: string } {
  const close = name.indexOf(']');
  const dot = name.indexOf('.');
  const number = name.slice(open + 1, close);
  const isWellFormed =
    name.lastIndexOf('[') === open && name.lastIndexOf(']') === close && close < dot && index.test(number);
  if (!isWellFormed) throw malformed(name);
  return { map: name.slice(0, open).toLowerCase(), index: Number(number), field: name.slice(dot + 1) };
}

const malformed = (name: string): ApiError =>
  new ApiError(
    430,
    `Unable to decode parameter ${echoed(name)}; if specifying an object array, please use parameter[index].field=XXX, e.g. userGroupList[0].group=httpGroup`,
  );
