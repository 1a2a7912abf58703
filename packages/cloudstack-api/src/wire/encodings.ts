/**
 * The line that a signature signs, in the forms that clients make it: CloudStack encodes values by Java's URLEncoder, and the
 * clients by what their language has. All forms encode the same parameters injectively, so accepting any weakens nothing.
 */

/** How a client encodes values → the characters beside letters and digits that it leaves as they are. Java's is the first. */
export const encodings = {
  java: '-_.*',
  rfc3986: '-_.~',
  'rfc3986-asterisk': '-_.~*',
  'rfc3986-asterisk-brackets': '-_.~*[]',
  encodeURIComponent: "-_.~!*'()",
} as const;

export type Encoding = keyof typeof encodings;

/** Whether a client sorts names as they are sent, or in lower case. */
export type NameOrder = 'as-sent' | 'lower-case';

/** All that `encodeURIComponent` leaves, and some leave differently. */
const disputed = /[!'()*~]|%5[BD]/g;

/** Encodes a value; a half of a pair, of which UTF-8 has none, as U+FFFD. */
function encodeValue(value: string, encoding: Encoding): string {
  const kept: string = encodings[encoding];
  return encodeURIComponent(value.toWellFormed()).replaceAll(disputed, (found) => {
    const character = decodeURIComponent(found);
    if (kept.includes(character)) return character;
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const sortKey: Readonly<Record<NameOrder, (name: string) => string>> = {
  'as-sent': (name) => name,
  'lower-case': (name) => name.toLowerCase(),
};

/**
 * The line that a signature signs: names as they are sent and not encoded, values encoded, sorted by name, all in lower case. The
 * parameter `signature` in any case is no part of it.
 */
export function signedLine(
  parameters: ReadonlyMap<string, string>,
  encoding: Encoding = 'java',
  order: NameOrder = 'as-sent',
): string {
  const keyOf = sortKey[order];
  return [...parameters]
    .filter(([name]) => name.toLowerCase() !== 'signature')
    .sort(([one], [other]) => compare(keyOf(one), keyOf(other)))
    .map(([name, value]) => `${name}=${encodeValue(value, encoding)}`)
    .join('&')
    .toLowerCase();
}
