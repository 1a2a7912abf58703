/**
 * JSON text from ordered members. Never through a plain object: a key `10` would move to the front, `__proto__` would
 * vanish. Compact, as Gson writes it.
 */

declare const json: unique symbol;

/** Text that is one JSON value. Only the functions here make it. */
export type JsonText = string & { readonly [json]: true };

/** Printable ASCII without `"` and `\\`: the same in JSON. Most keys and values are, and a test is cheaper than a call. */
const needsCare = /[^ !#-[\]-~]/;

/** Gson escapes the two line separators that JSON allows raw and JavaScript once did not. */
export function jsonString(text: string): JsonText {
  if (!needsCare.test(text)) return `"${text}"` as JsonText;
  const quoted = JSON.stringify(text);
  return quoted.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') as JsonText;
}

/** A finite number; JSON has no others. */
export const jsonNumber = (value: number): JsonText => String(value) as JsonText;

export const jsonNull = 'null' as JsonText;

export function jsonArray(items: readonly JsonText[]): JsonText {
  let text = '';
  for (const item of items) text += text === '' ? item : `,${item}`;
  return `[${text}]` as JsonText;
}

/** Members in the order of the pairs. A `Map` is such pairs, and keeps the place of a member that is set again. */
export function jsonObject(members: Iterable<readonly [key: string, value: JsonText]>): JsonText {
  let text = '';
  for (const [key, value] of members) text += `${text === '' ? '' : ','}${jsonString(key)}:${value}`;
  return `{${text}}` as JsonText;
}

type Members<Key extends string> = Readonly<Record<Key, JsonText | undefined>>;

/** Writes objects with these keys in this order; a member that is undefined is left out. */
export function jsonRecord<Key extends string>(...keys: readonly Key[]): (members: Members<Key>) => JsonText {
  const columns = keys.map((key) => ({ key, label: `${jsonString(key)}:` }));
  return (members) => {
    let text = '';
    for (const { key, label } of columns) {
      const value = members[key];
      if (value !== undefined) text += text === '' ? `${label}${value}` : `,${label}${value}`;
    }
    return `{${text}}` as JsonText;
  };
}
