/**
 * JSON text of any value that JSON can say: keys sorted, so that the order in which they came does not show.
 */
import { type JsonText, jsonArray, jsonNull, jsonNumber, jsonObject, jsonString } from './ordered-json.ts';

/** Readers recurse: Python's own parser ends at some thousand, others far earlier. */
const DEEPEST = 64;

/** What is reached on two ways counts twice: a small value may say a very long text. */
const MAX_VALUES = 100_000;

/** Undefined for what JSON cannot say, and for what is too deep or too much. Reading a value may throw its getter's error. */
export function canonicalJson(value: unknown): JsonText | undefined {
  let left = MAX_VALUES;

  const textOf = (part: unknown, depth: number): JsonText | undefined => {
    if (depth > DEEPEST || left-- <= 0) return undefined;
    switch (typeof part) {
      case 'string':
        return part.isWellFormed() ? jsonString(part) : undefined;
      case 'number':
        return Number.isFinite(part) ? jsonNumber(part) : undefined;
      case 'boolean':
        return String(part) as JsonText;
      case 'object':
        if (part === null) return jsonNull;
        return Array.isArray(part) ? listText(part, depth + 1) : objectText(part, depth + 1);
      default:
        return undefined;
    }
  };

  const listText = (list: readonly unknown[], depth: number): JsonText | undefined => {
    const items: JsonText[] = [];
    for (const item of list) {
      const text = textOf(item, depth);
      if (text === undefined) return undefined;
      items.push(text);
    }
    return jsonArray(items);
  };

  const objectText = (object: object, depth: number): JsonText | undefined => {
    // A date, a map or bytes have no members that say what they are.
    if (Object.prototype.toString.call(object) !== '[object Object]') return undefined;
    const members: [string, JsonText][] = [];
    for (const key of Object.keys(object).sort()) {
      const text = key.isWellFormed() ? textOf((object as Readonly<Record<string, unknown>>)[key], depth) : undefined;
      if (text === undefined) return undefined;
      members.push([key, text]);
    }
    return jsonObject(members);
  };

  return textOf(value, 0);
}
