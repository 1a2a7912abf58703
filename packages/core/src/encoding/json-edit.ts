/**
 * Changes inside a JSON text (RFC 8259). A value is replaced, put in or taken out as a span of the text; everything else
 * stays letter by letter: the order of keys, blanks, numbers no double can hold. A key that an object has twice is one
 * key: readers take the last value or the first, so a change reaches both.
 */
import type { JsonText } from './ordered-json.ts';
import { jsonString } from './ordered-json.ts';

/** From the first unit to before the last. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of an array, or a member of an object, which begins with its key. */
interface Item extends Span {
  readonly key: string | undefined;
  readonly value: Span;
}

interface Edit extends Span {
  readonly text: string;
}

/** The text itself, when it is one JSON value; blanks around it are allowed, a byte order mark is not. */
export function jsonTextOf(text: string): JsonText | undefined {
  // An exception costs more than all else that is done to a drive without such a file.
  if (text === '') return undefined;
  try {
    JSON.parse(text);
    return text as JsonText;
  } catch {
    return undefined;
  }
}

/** Whether keys can be in a text at all, JSON or not: those that are not there as they are can only be there escaped. */
export const mayHold = (text: string, keys: readonly string[]): boolean =>
  keys.every((key) => text.includes(key)) || text.includes('\\');

export type JsonKind = 'object' | 'array' | 'string' | 'null' | 'other';

const kinds: Readonly<Record<string, JsonKind>> = { '{': 'object', '[': 'array', '"': 'string', n: 'null' };

export const kindOfJson = (json: JsonText): JsonKind => kinds[json[skipBlanks(json, 0)] ?? ''] ?? 'other';

/** The value that a parser would give for the keys from the outside in; undefined where there is none. */
export function valueAt(json: JsonText, path: readonly string[]): JsonText | undefined {
  const span = spansAt(json, path).at(-1);
  return span === undefined ? undefined : (json.slice(span.start, span.end) as JsonText);
}

/** Replaces the value of the keys, wherever there is one. */
export const withValueAt = (json: JsonText, path: readonly string[], value: JsonText): JsonText =>
  edited(
    json,
    spansAt(json, path).map((span) => ({ ...span, text: value })),
  );

/** An object with this member: its value replaced, or put in behind all others and spaced like them. */
export function withMember(json: JsonText, key: string, value: JsonText): JsonText {
  if (spansAt(json, [key]).length > 0) return withValueAt(json, [key], value);
  const root = rootOf(json);
  const items = itemsIn(json, root);
  const last = items.at(-1);
  if (last === undefined) return edited(json, [{ ...insideOf(root), text: `${jsonString(key)}: ${value}` }]);
  const beforeColon = json.slice(last.start, last.value.start).trimEnd();
  const colon = json.slice(last.start + beforeColon.length - 1, last.value.start);
  const fallback = items.length === 1 && colon.endsWith(' ') ? ' ' : '';
  const blanks = blanksBefore(json, last) || fallback;
  return edited(json, [{ start: last.end, end: last.end, text: `,${blanks}${jsonString(key)}${colon}${value}` }]);
}

/** Takes out the member that the keys lead to, wherever there is one. */
export function withoutValueAt(json: JsonText, path: readonly string[]): JsonText {
  const key = path.at(-1);
  const edits = spansAt(json, path.slice(0, -1)).map((container) =>
    withoutItems(json, container, (item) => item.key === key),
  );
  return edited(json, edits);
}

/** The values of an array. */
export const itemsOf = (json: JsonText): readonly JsonText[] =>
  itemsIn(json, rootOf(json)).map(({ start, end }) => json.slice(start, end) as JsonText);

/** An array with one more value at its end. */
export function withItem(json: JsonText, value: JsonText): JsonText {
  const root = rootOf(json);
  const items = itemsIn(json, root);
  const last = items.at(-1);
  if (last === undefined) return edited(json, [{ ...insideOf(root), text: value }]);
  const blanks = blanksBefore(json, last) || (items.length === 1 ? ' ' : '');
  return edited(json, [{ start: last.end, end: last.end, text: `,${blanks}${value}` }]);
}

/** An array in which some values are others. */
export const withItems = (json: JsonText, replace: (item: JsonText) => JsonText): JsonText =>
  edited(
    json,
    itemsIn(json, rootOf(json)).map(({ start, end }) => ({
      start,
      end,
      text: replace(json.slice(start, end) as JsonText),
    })),
  );

/** An array without some of its values. */
export const withoutItemsThat = (json: JsonText, isGone: (item: JsonText) => boolean): JsonText =>
  edited(json, [withoutItems(json, rootOf(json), ({ start, end }) => isGone(json.slice(start, end) as JsonText))]);

/** Edits in the order of the text. */
function edited(json: JsonText, edits: readonly Edit[]): JsonText {
  let text = '';
  let at = 0;
  for (const edit of edits) {
    text += json.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return (text + json.slice(at)) as JsonText;
}

/** What is left of a container; each item that stays brings what stood between it and the one before. */
function withoutItems(json: JsonText, container: Span, isGone: (item: Item) => boolean): Edit {
  const items = itemsIn(json, container);
  const kept = items.flatMap((item, index) => (isGone(item) ? [] : [index]));
  const inside = insideOf(container);
  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined || kept.length === items.length)
    return { ...inside, text: json.slice(inside.start, inside.end) };
  if (kept.length === 0) return { ...inside, text: '' };
  let text = json.slice(inside.start, first.start);
  for (const [position, index] of kept.entries()) {
    const item = items[index]!;
    text += json.slice(position === 0 ? item.start : items[index - 1]!.end, item.end);
  }
  return { ...inside, text: text + json.slice(last.end, inside.end) };
}

const insideOf = ({ start, end }: Span): Span => ({ start: start + 1, end: end - 1 });

/** What stands between the comma, or the bracket, and an item. */
function blanksBefore(json: JsonText, { start }: Item): string {
  let from = start;
  while (isBlank(json, from - 1)) from--;
  return json.slice(from, start);
}

function rootOf(json: JsonText): Span {
  const start = skipBlanks(json, 0);
  return { start, end: endOfValue(json, start) };
}

/** Every value that the keys lead to, in the order of the text. */
function spansAt(json: JsonText, path: readonly string[]): readonly Span[] {
  if (!mayHold(json, path)) return [];
  let spans: readonly Span[] = [rootOf(json)];
  for (const key of path) {
    spans = spans.flatMap((span) =>
      itemsIn(json, span)
        .filter((item) => item.key === key)
        .map(({ value }) => value),
    );
  }
  return spans;
}

/** The items of an array or object; none of anything else. */
function itemsIn(json: JsonText, { start: open }: Span): readonly Item[] {
  const isObject = json[open] === '{';
  if (!isObject && json[open] !== '[') return [];
  const items: Item[] = [];
  let at = skipBlanks(json, open + 1);
  while (json[at] !== '}' && json[at] !== ']') {
    const start = at;
    let key: string | undefined;
    if (isObject) {
      const keyEnd = endOfString(json, at);
      key = JSON.parse(json.slice(start, keyEnd)) as string;
      at = skipBlanks(json, skipBlanks(json, keyEnd) + 1);
    }
    const end = endOfValue(json, at);
    items.push({ key, start, end, value: { start: at, end } });
    at = skipBlanks(json, end);
    if (json[at] === ',') at = skipBlanks(json, at + 1);
  }
  return items;
}

const isBlank = (json: string, at: number): boolean => json.charCodeAt(at) <= 0x20;

function skipBlanks(json: string, from: number): number {
  let at = from;
  while (isBlank(json, at)) at++;
  return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const endOfWord = /[\s,\]}]|$/g;

/** Counts brackets: a text may have a hundred thousand of them in one another. */
function endOfValue(json: string, start: number): number {
  const first = json.charCodeAt(start);
  if (first === QUOTE) return endOfString(json, start);
  if (!OPEN.has(first)) {
    endOfWord.lastIndex = start;
    return endOfWord.exec(json)?.index ?? json.length;
  }
  let depth = 0;
  for (let at = start; at < json.length; ) {
    const unit = json.charCodeAt(at);
    at = unit === QUOTE ? endOfString(json, at) : at + 1;
    if (OPEN.has(unit)) depth++;
    else if (CLOSE.has(unit) && --depth === 0) return at;
  }
  return json.length;
}

function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(json: string, at: number): boolean {
  let from = at;
  while (json.charCodeAt(from - 1) === BACKSLASH) from--;
  return (at - from) % 2 === 1;
}
