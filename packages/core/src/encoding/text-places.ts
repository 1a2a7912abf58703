/**
 * Where the values that issues are about stand in the text that they were parsed from. Asked only when something is wrong:
 * one walk finds all places of all issues, and goes past what none of them is about.
 */
import type { Issue, Place, TextPosition } from '@configdrive/issues';

/** A part of a text, `end` behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One step of the places that are wanted, with what was found of it. */
export class WantedPlaces {
  readonly children = new Map<string, WantedPlaces>();
  /** Of the value. */
  span: Span | undefined;
  /** Of the key before it, in an object. */
  keySpan: Span | undefined;

  want(place: Place): void {
    const [step, ...inner] = place;
    if (step === undefined) return;
    const child = this.children.get(String(step)) ?? new WantedPlaces();
    this.children.set(String(step), child);
    child.want(inner);
  }

  /** The value at a place, or what is nearest around it; nothing where that is all of the text. */
  spanAt([step, ...inner]: Place): Span | undefined {
    const child = step === undefined ? undefined : this.children.get(String(step));
    return child?.spanAt(inner) ?? child?.span;
  }

  keySpanAt([step, ...inner]: Place): Span | undefined {
    const child = step === undefined ? undefined : this.children.get(String(step));
    return inner.length === 0 ? child?.keySpan : child?.keySpanAt(inner);
  }
}

/** Finds the wanted places in a text, and gives whether the whole of it is a list. */
export type FindPlaces = (text: string, wanted: WantedPlaces) => boolean;

/**
 * Gives each issue the position of its value in the text of an input. A bare list of triples has the places of `vmData`. An
 * issue that has a position keeps it, and one that is about nothing in the text gets none.
 */
export function positioned(
  issues: readonly Issue[],
  text: string,
  find: FindPlaces,
  prefix: Place = [],
): readonly Issue[] {
  const places = issues.map((issue) => (issue.at === undefined ? placeIn(issue, prefix) : undefined));
  const wanted = new WantedPlaces();
  for (const place of places) {
    if (place === undefined) continue;
    wanted.want(place);
    // In a list that is the whole text there is no step `vmData`.
    if (place[0] === 'vmData') wanted.want(place.slice(1));
  }
  if (wanted.children.size === 0) return issues;
  const isList = find(text, wanted);
  const lines = lineStartsOf(text);
  return issues.map((issue, index) => {
    const given = places[index];
    const place = isList && given?.[0] === 'vmData' ? given.slice(1) : given;
    const span = place && (issue.key === undefined ? wanted.spanAt(place) : wanted.keySpanAt(place));
    return span === undefined ? issue : { ...issue, at: positionOf(span, lines) };
  });
}

/** The place within the text, with the key at its end where the key is what is wrong. */
function placeIn({ place, key }: Issue, prefix: Place): Place | undefined {
  if (!prefix.every((step, index) => place[index] === step)) return undefined;
  const inner = place.slice(prefix.length);
  return key === undefined ? inner : [...inner, key];
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

function positionOf({ start, end }: Span, lines: readonly number[]): TextPosition {
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= start) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: start - (lines[low] ?? 0) + 1, length: end - start };
}

/** Finds places in a text that is known to be JSON. */
export const findInJson: FindPlaces = (text, wanted) => {
  const start = skipBlanks(text, 0);
  walk(text, start, wanted);
  return text[start] === '[';
};

/** Walks through one value and gives where it ends. As deep as the wanted places are, and no deeper. */
function walk(text: string, start: number, wanted: WantedPlaces | undefined): number {
  if (wanted === undefined || wanted.children.size === 0) {
    const end = endOfValue(text, start);
    if (wanted !== undefined) wanted.span = { start, end };
    return end;
  }
  const end = '{['.includes(text[start] ?? ' ') ? walkInto(text, start, wanted) : endOfValue(text, start);
  wanted.span = { start, end };
  return end;
}

/** Through the members of an object, or the items of a list. */
function walkInto(text: string, start: number, wanted: WantedPlaces): number {
  const isObject = text[start] === '{';
  let at = skipBlanks(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== '}' && text[at] !== ']'; index++) {
    let child = wanted.children.get(String(index));
    if (isObject) {
      const end = endOfString(text, at);
      child = wanted.children.get(String(JSON.parse(text.slice(at, end))));
      if (child !== undefined) child.keySpan = { start: at, end };
      at = skipBlanks(text, skipBlanks(text, end) + 1);
    }
    at = skipBlanks(text, walk(text, at, child));
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return at + 1;
}

const SCALAR = /[^\s,\]}]*/y;

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  if (text[start] !== '{' && text[start] !== '[') {
    SCALAR.lastIndex = start;
    return start + (SCALAR.exec(text)?.[0].length ?? 0);
  }
  let depth = 0;
  let at = start;
  do {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    at++;
  } while (depth > 0 && at < text.length);
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

const BLANKS = /[ \t\n\r]*/y;

function skipBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  return at + (BLANKS.exec(text)?.[0].length ?? 0);
}
