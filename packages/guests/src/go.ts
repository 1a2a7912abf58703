/**
 * What Go's encoding/json makes of an object whose fields have types: keys are found without regard to case, the last of them
 * counts, null and missing leave a field empty, and a value of another type is skipped without a word.
 */
import { typeNameOf } from './documents.ts';
import type { GuestReading } from './guest-reading.ts';
import type { Item } from './items.ts';
import { isArray, isObject, JsonNumber, type JsonObject, type JsonValue } from './json.ts';

export function goMember(members: JsonObject, name: string): JsonValue | undefined {
  let found: JsonValue | undefined;
  for (const [key, value] of members) {
    if (key.toLowerCase() === name) found = value;
  }
  return found;
}

/** `string`, empty where there is none. */
export function goText(reading: GuestReading, item: Item, name: string): string {
  const value = goMember(item.members, name) ?? null;
  if (typeof value === 'string') return value;
  if (value !== null) reportSkipped(reading, [...item.place, name], value);
  return '';
}

const wholeNumber = /^-?[0-9]+$/;

/** `int`, zero where there is none. */
export function goInteger(reading: GuestReading, item: Item, name: string): number {
  const value = goMember(item.members, name) ?? null;
  if (value instanceof JsonNumber && wholeNumber.test(value.text)) return Number(value.text);
  if (value !== null) reportSkipped(reading, [...item.place, name], value);
  return 0;
}

/** A list of structs; an item of another type is one with nothing in it. */
export function goItems(reading: GuestReading, item: Item, name: string): readonly Item[] {
  return goList(reading, item, name).map((value, index) => {
    const place = [...item.place, name, index];
    if (isObject(value)) return { place, members: value };
    if (value !== null) reportSkipped(reading, place, value);
    return { place, members: new Map<string, JsonValue>() };
  });
}

/** A list of texts. */
export const goTexts = (reading: GuestReading, item: Item, name: string): readonly string[] =>
  goList(reading, item, name).filter((value) => typeof value === 'string');

function goList(reading: GuestReading, { members, place }: Item, name: string): readonly JsonValue[] {
  const value = goMember(members, name) ?? null;
  if (isArray(value)) return value;
  if (value !== null) reportSkipped(reading, [...place, name], value);
  return [];
}

function reportSkipped({ findings }: GuestReading, place: Item['place'], value: JsonValue): void {
  findings.add('minor', 'json-value-unusable', place, `${typeNameOf(value)} here is skipped`);
}
