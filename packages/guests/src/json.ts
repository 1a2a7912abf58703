/**
 * JSON as the guests' programs read it: what one accepts another refuses, and what is lost on the way matters here.
 * Objects are Maps (`__proto__` is a key like any other; of a repeated key the last value counts, at the first place),
 * numbers keep their text, nesting is limited, and nothing is said of a text but where it stops being JSON.
 */
import { isWithin } from './budget.ts';

/** A number as it is written. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonObject = ReadonlyMap<string, JsonValue>;
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** In what guests differ. */
export interface Dialect {
  readonly name: string;
  /** `NaN`, `Infinity` and `-Infinity` are numbers. */
  readonly infinities: boolean;
  /** Arrays and objects in one another. */
  readonly mostNested: number;
}

/**
 * Python's json: it stops with a RecursionError at some 990, and what cloud-init does with the result (deepcopy) at some
 * 480, depending on how deep it was called; 400 always works.
 */
export const pythonJson: Dialect = { name: 'python', infinities: true, mostNested: 400 };
/** Rust's serde_json. */
export const rustJson: Dialect = { name: 'rust', infinities: false, mostNested: 127 };
/** Go's encoding/json. */
export const goJson: Dialect = { name: 'go', infinities: false, mostNested: 10_000 };

export type JsonResult =
  | {
      readonly value: JsonValue;
      /** Keys that the outermost object has more than once; serde refuses them in a struct. */
      readonly repeatedKeys: ReadonlySet<string>;
    }
  | { readonly fault: 'syntax' | 'nesting' | 'values'; readonly at: number };

export const isObject = (value: JsonValue | undefined): value is JsonObject => value instanceof Map;
export const isArray = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** The texts of a list, or the one that stands in place of a list. */
export const textsIn = (value: JsonValue | undefined): readonly string[] =>
  (isArray(value) ? value : [value ?? null]).filter((one) => typeof one === 'string');

/** The value of a text, or where it stops being one. */
export function parseJson(text: string, dialect: Dialect): JsonResult {
  const scanner = new Scanner(text, dialect);
  try {
    const value = valueFrom(scanner, dialect.mostNested);
    scanner.end();
    return { value, repeatedKeys: scanner.repeatedKeys };
  } catch (error) {
    if (error instanceof Stop) return { fault: error.fault, at: error.at };
    throw error;
  }
}

/** Leaves the parser; never leaves this file. */
class Stop extends Error {
  readonly fault: 'syntax' | 'nesting' | 'values';
  readonly at: number;

  constructor(fault: 'syntax' | 'nesting' | 'values', at: number) {
    super(fault);
    this.fault = fault;
    this.at = at;
  }
}

type Container =
  | { readonly close: ']'; readonly value: JsonValue[] }
  | { readonly close: '}'; readonly value: Map<string, JsonValue>; key: string };

/** With a stack of its own: a drive with 100,000 brackets must not overflow ours. */
function valueFrom(scanner: Scanner, mostNested: number): JsonValue {
  const open: Container[] = [];
  for (let count = 1; ; count++) {
    if (!isWithin('values', count)) throw new Stop('values', scanner.at);
    let value: JsonValue;
    const opened = scanner.container();
    if (opened === undefined) value = scanner.scalar();
    else if (open.length === mostNested) throw new Stop('nesting', scanner.at);
    else if (scanner.skip(opened.close)) value = opened.value;
    else {
      open.push(opened);
      if (opened.close === '}') opened.key = scanner.key();
      continue;
    }
    for (let isComplete = true; isComplete; ) {
      const container = open.at(-1);
      if (container === undefined) return value;
      if (container.close === ']') container.value.push(value);
      else scanner.set(container.value, container.key, value, open.length === 1);
      isComplete = !scanner.skip(',');
      if (isComplete) {
        scanner.expect(container.close);
        open.pop();
        ({ value } = container);
      } else if (container.close === '}') container.key = scanner.key();
    }
  }
}

const blanks = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const word = /true|false|null|NaN|-?Infinity/y;

const words: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Scanner {
  readonly repeatedKeys = new Set<string>();
  readonly #text: string;
  readonly #infinities: boolean;
  #at = 0;

  constructor(text: string, { infinities }: Dialect) {
    this.#text = text;
    this.#infinities = infinities;
  }

  get at(): number {
    return this.#at;
  }

  end(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#stop();
  }

  container(): Container | undefined {
    if (this.skip('[')) return { close: ']', value: [] };
    return this.skip('{') ? { close: '}', value: new Map(), key: '' } : undefined;
  }

  skip(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  expect(character: string): void {
    if (!this.skip(character)) throw this.#stop();
  }

  key(): string {
    this.#skipBlanks();
    if (this.#text[this.#at] !== '"') throw this.#stop();
    const key = this.#string();
    this.expect(':');
    return key;
  }

  set(members: Map<string, JsonValue>, key: string, value: JsonValue, isOutermost: boolean): void {
    if (isOutermost && members.has(key)) this.repeatedKeys.add(key);
    members.set(key, value);
  }

  scalar(): JsonValue {
    this.#skipBlanks();
    if (this.#text[this.#at] === '"') return this.#string();
    const named = this.#match(word);
    if (named === undefined) {
      const text = this.#match(number);
      if (text === undefined) throw this.#stop();
      return new JsonNumber(text);
    }
    const value = words.get(named);
    if (value !== undefined) return value;
    if (!this.#infinities) throw new Stop('syntax', this.#at - named.length);
    return new JsonNumber(named);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#text) ?? [];
    this.#at += text?.length ?? 0;
    return text;
  }

  #skipBlanks(): void {
    const character = this.#text.charCodeAt(this.#at);
    if (character <= 0x20) this.#match(blanks);
  }

  /** ECMAScript's JSON reads single strings as all others do; only their end is to be found. */
  #string(): string {
    const from = this.#at;
    let end = from;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end === -1) throw this.#stop();
    } while (this.#isEscaped(end));
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(from, end + 1)) as string;
    } catch {
      throw new Stop('syntax', from);
    }
  }

  #isEscaped(at: number): boolean {
    let from = at;
    while (this.#text[from - 1] === '\\') from--;
    return (at - from) % 2 === 1;
  }

  #stop(): Stop {
    return new Stop('syntax', this.#at);
  }
}
