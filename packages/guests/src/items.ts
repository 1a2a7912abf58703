/**
 * Objects in the lists of a JSON file, the way Python programs go through them: what is no list or no object raises.
 */
import type { Place } from '@configdrive/issues';
import { typeNameOf } from './documents.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from './json.ts';
import { isTruthy } from './python.ts';

/** Where Python raises an exception that nobody catches. Caught where a file is done with. */
export class Stopped extends Error {
  readonly place: Place;
  readonly why: string;

  constructor(place: Place, why: string) {
    super(why);
    this.place = place;
    this.why = why;
  }
}

/** Where that exception is an AttributeError: a method or key of an object is asked of another type. */
export class WrongType extends Stopped {}

/** For steps in which one exception is as good as another. */
export function stoppedAlike<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw error instanceof WrongType ? new Stopped(error.place, error.why) : error;
  }
}

/** An object of the file, and where it is. */
export interface Item {
  readonly place: Place;
  readonly members: JsonObject;
}

/** The objects of a list; a missing list is empty, anything else stops the guest. */
export function itemsOf(members: JsonObject, key: string, place: Place): readonly Item[] {
  const value = members.get(key);
  if (value === undefined) return [];
  const listPlace = [...place, key];
  const items = isArray(value) ? value : emptyOrStop(value, listPlace);
  return items.map((item, index) => {
    const itemPlace = [...listPlace, index];
    if (!isObject(item)) throw new WrongType(itemPlace, `${typeNameOf(item)}, not an object`);
    return { place: itemPlace, members: item };
  });
}

/** The values of a list by a key of theirs, each group in the order of the list. */
export function groupedBy<Value, Key>(
  values: Iterable<Value>,
  keyOf: (value: Value) => Key,
): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Python goes through an empty text or object without noticing. */
function emptyOrStop(value: JsonValue, place: Place): readonly JsonValue[] {
  if (value === '' || (isObject(value) && value.size === 0)) return [];
  const why = `${typeNameOf(value)}, not a list`;
  // The characters of a text and the keys of an object are texts, where objects are wanted.
  throw typeof value === 'string' || isObject(value) ? new WrongType(place, why) : new Stopped(place, why);
}

/** The value of a key that must be there. */
export function required({ members, place }: Item, key: string): JsonValue {
  const value = members.get(key);
  if (value === undefined) throw new Stopped([...place, key], 'missing');
  return value;
}

/** A text, or nothing where Python takes the value for nothing; other types stop it. */
export function textOrStop({ members, place }: Item, key: string): string | undefined {
  const value = members.get(key);
  if (value === undefined || !isTruthy(value)) return undefined;
  if (typeof value !== 'string') throw new Stopped([...place, key], `${typeNameOf(value)}, not a text`);
  return value;
}
