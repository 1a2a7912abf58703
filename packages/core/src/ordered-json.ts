/**
 * JSON text from ordered members. Never through a plain object: a key `10` would move to the front, `__proto__` would
 * vanish. Compact, as Gson writes it.
 */

declare const json: unique symbol;

/** Text that is one JSON value. Only the functions here make it. */
export type JsonText = string & { readonly [json]: true };

/** Gson escapes the two line separators that JSON allows raw and JavaScript once did not. */
export function jsonString(text: string): JsonText {
  const quoted = JSON.stringify(text);
  return (
    /[\u2028\u2029]/.test(quoted) ? quoted.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') : quoted
  ) as JsonText;
}

/** A finite number; JSON has no others. */
export const jsonNumber = (value: number): JsonText => String(value) as JsonText;

export const jsonNull = 'null' as JsonText;

export const jsonArray = (items: readonly JsonText[]): JsonText => `[${items.join(',')}]` as JsonText;

/** Members in the order of the pairs. A `Map` is such pairs, and keeps the place of a member that is set again. */
export function jsonObject(members: Iterable<readonly [key: string, value: JsonText]>): JsonText {
  let text = '';
  for (const [key, value] of members) text += `${text === '' ? '' : ','}${jsonString(key)}:${value}`;
  return `{${text}}` as JsonText;
}
