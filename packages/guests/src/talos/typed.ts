/**
 * Members of a mapping as Go's yaml.v3 decodes them into fields that have types: null and missing leave a field empty, numbers
 * become texts, and the first value of another type costs the whole file.
 */
import { typeNameOf } from '../documents.ts';
import { type Item, Stopped } from '../items.ts';
import { isArray, isObject, JsonNumber, type JsonValue } from '../json.ts';
import { textOf } from '../python.ts';

function stopped({ place }: Item, key: string, value: JsonValue, wanted: string): Stopped {
  return new Stopped([...place, key], `${typeNameOf(value)}, not ${wanted}`);
}

const scalarText = (value: JsonValue): string | undefined =>
  value === null ? '' : value instanceof JsonNumber ? value.text : textOf(value);

/** `string` */
export function typedText(item: Item, key: string): string {
  const value = item.members.get(key) ?? null;
  const text = scalarText(value);
  if (text === undefined) throw stopped(item, key, value, 'a text');
  return text;
}

/** `uint32`, which no text is, even of digits. */
export function typedCount(item: Item, key: string): number | undefined {
  const value = item.members.get(key) ?? null;
  if (value === null) return undefined;
  if (!(value instanceof JsonNumber) || !/^[0-9]+$/.test(value.text)) throw stopped(item, key, value, 'a whole number');
  return Number(value.text) || undefined;
}

/** `bool` */
export function typedTruth(item: Item, key: string): boolean {
  const value = item.members.get(key) ?? null;
  if (value !== null && typeof value !== 'boolean') throw stopped(item, key, value, 'true or false');
  return value === true;
}

function typedList(item: Item, key: string): readonly JsonValue[] {
  const value = item.members.get(key) ?? null;
  if (value === null) return [];
  if (!isArray(value)) throw stopped(item, key, value, 'a list');
  return value;
}

/** `[]string` */
export const typedTexts = (item: Item, key: string): readonly string[] =>
  typedList(item, key).map((value) => {
    const text = scalarText(value);
    if (text === undefined) throw stopped(item, key, value, 'a text');
    return text;
  });

/** A struct, empty where there is none. */
export function typedStruct(item: Item, key: string): Item {
  const value = item.members.get(key) ?? null;
  if (value !== null && !isObject(value)) throw stopped(item, key, value, 'a mapping');
  return { place: [...item.place, key], members: value ?? new Map<string, JsonValue>() };
}

/** A list of structs. */
export const typedStructs = (item: Item, key: string): readonly Item[] =>
  typedList(item, key).map((value, index) => {
    const place = [...item.place, key, index];
    if (value !== null && !isObject(value)) throw new Stopped(place, `${typeNameOf(value)}, not a mapping`);
    return { place, members: value ?? new Map<string, JsonValue>() };
  });

/** A map of structs, in the order of its keys. */
export function typedMap(item: Item, key: string): readonly (readonly [name: string, item: Item])[] {
  const map = typedStruct(item, key);
  const names = [...map.members.keys()].toSorted();
  return names.map((name) => [name, typedStruct(map, name)] as const);
}
