/**
 * A parsed YAML document to values, as PyYAML's SafeConstructor makes them.
 */
import { withoutEnd } from '@configdrive/core/internal';
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { isArray, isObject, JsonNumber, type JsonValue } from '../json.ts';
import { isPythonBase64 } from '../python-base64.ts';
import { looksLikeText, nameOfNumber, type ScalarType, typeOfPlain, valueOfPlain } from './pyyaml.ts';

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from the top. */
export type YamlPath = readonly (string | number)[];

export interface OddScalar extends Position {
  /** Empty where there are more than nine steps: nothing that has a name lies as deep. */
  readonly path: YamlPath;
  readonly type: ScalarType;
  /** An octal number, one in sixties, or with underscores: another text than the one that is written. */
  readonly looksLikeText: boolean;
}

/** Leaves the parser; never leaves this folder. */
export class YamlStop extends Error {
  readonly offset: number;
  readonly why: string;

  constructor(offset: number, why: string) {
    super(why);
    this.offset = offset;
    this.why = why;
  }
}

/** As for JSON: Python's stack ends somewhere behind that. */
const MAX_NESTED = 400;

/** Steps of a path that are kept: each of a hundred thousand scalars may be four hundred deep. */
const MOST_NAMED = 9;

/** A place on the way through a document: the steps to it share those before them. */
class Way {
  readonly depth: number;
  readonly #outer: Way | undefined;
  readonly #step: string | number;

  constructor(outer?: Way, step: string | number = '') {
    this.depth = outer === undefined ? 0 : outer.depth + 1;
    this.#outer = outer;
    this.#step = step;
  }

  get path(): YamlPath {
    return this.#outer === undefined || this.depth > MOST_NAMED ? [] : [...this.#outer.path, this.#step];
  }
}

/** Merges of merges grow with their square. */
const MAX_MERGED = 100_000;

/** By tag, what SafeLoader makes of a scalar, a sequence, a mapping. */
const TAGS: ReadonlyMap<string, 'scalar' | 'sequence' | 'mapping'> = new Map([
  ...['str', 'null', 'bool', 'int', 'float', 'binary', 'timestamp'].map((name) => [name, 'scalar'] as const),
  ...['seq', 'omap', 'pairs'].map((name) => [name, 'sequence'] as const),
  ...['map', 'set'].map((name) => [name, 'mapping'] as const),
]);
const PREFIX = 'tag:yaml.org,2002:';

const typesOfTags: ReadonlyMap<string, ScalarType> = new Map([
  ['null', 'null'],
  ['bool', 'boolean'],
  ['int', 'integer'],
  ['float', 'float'],
  ['timestamp', 'timestamp'],
]);

export class Conversion {
  readonly odd: OddScalar[] = [];
  readonly repeatedKeys: Position[] = [];
  readonly #positionAt: (offset: number) => Position;
  /** Each node once, however many aliases lead to it; null while it is in the making. */
  readonly #values = new Map<Node, JsonValue>();
  readonly #anchors = new Map<string, Node>();

  #merged = 0;
  readonly #text: string;
  readonly #endsInLine: boolean;

  constructor(text: string, positionAt: (offset: number) => Position) {
    this.#text = text;
    this.#endsInLine = /[\r\n]$/.test(text);
    this.#positionAt = positionAt;
  }

  valueOf(node: Node | null, way = new Way()): JsonValue {
    if (node === null) return null;
    if (way.depth > MAX_NESTED) throw new YamlStop(offsetOf(node), 'nested too deep');
    if (isAlias(node)) return this.#aliased(node, way);
    const known = this.#values.get(node);
    if (known !== undefined) return known;
    this.#checkAnchor(node);
    this.#values.set(node, null);
    const value = this.#made(node, way);
    this.#values.set(node, value);
    return value;
  }

  /** By what stood before it; the library would go through the whole document for each. */
  #aliased({ source, range }: Alias, way: Way): JsonValue {
    const target = this.#anchors.get(source);
    if (target === undefined) throw new YamlStop(range?.[0] ?? 0, 'an alias without its anchor');
    return this.valueOf(target, way);
  }

  #checkAnchor(node: Node): void {
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor === undefined) return;
    if (!anchorName.test(anchor)) throw new YamlStop(offsetOf(node), 'an invalid anchor');
    if (this.#anchors.has(anchor)) throw new YamlStop(offsetOf(node), 'an anchor that is there already');
    this.#anchors.set(anchor, node);
  }

  #made(node: Node, way: Way): JsonValue {
    const tag = tagOf(node);
    if (isSeq(node)) {
      wantKind(node, tag, 'sequence');
      return node.items.map((item, index) => this.valueOf(item as Node | null, new Way(way, index)));
    }
    if (isMap(node)) {
      wantKind(node, tag, 'mapping');
      return this.#mapping(node.items as Pair<Node, Node | null>[], way);
    }
    wantKind(node, tag, 'scalar');
    return isScalar(node) ? this.#scalar(node, tag, way) : null;
  }

  #scalar(node: Scalar, tag: string | undefined, way: Way): JsonValue {
    this.#checkEnclosed(node);
    const source = node.source ?? textIn(node);
    const isPlain = node.type === 'PLAIN' || node.type === undefined;
    if (isPlain && source.startsWith('%')) throw new YamlStop(offsetOf(node), 'a plain text cannot begin with %');
    if (tag === 'binary' && !isPythonBase64(this.#textOf(node))) {
      throw new YamlStop(offsetOf(node), 'base64 in which characters are missing');
    }
    if (tag === 'str' || tag === 'binary' || (tag === undefined && !isPlain)) return this.#textOf(node);
    if (source === '=') throw new YamlStop(offsetOf(node), 'a lone =, which cloud-init does not know');
    const found = typeOfPlain(source);
    const type = tag === undefined ? found : typesOfTags.get(tag);
    if (type === undefined) return source;
    if (type !== found && type !== 'float') {
      throw new YamlStop(offsetOf(node), 'a tag that does not fit its value');
    }
    this.odd.push({ ...this.#positionAt(offsetOf(node)), path: way.path, type, looksLikeText: looksLikeText(source) });
    const value = valueOfPlain(source, type);
    if (value === undefined) throw new YamlStop(offsetOf(node), 'an invalid date');
    return value;
  }

  /** What the library passes over: the first line of a block text, and quotation marks that end the text and not the scalar. */
  #checkEnclosed({ type, range }: Scalar): void {
    if (range == null) return;
    const [from, to] = range;
    if (type?.startsWith('BLOCK') === true) {
      blockHeader.lastIndex = from;
      if (!blockHeader.test(this.#text)) throw new YamlStop(from, 'something behind the mark of a block text');
    } else if (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE') {
      const isOpen = to === this.#text.length && !isClosed(this.#text.slice(from, to));
      if (isOpen) throw new YamlStop(from, 'a quotation mark is missing');
    }
  }

  /** The library ends a block text with a line feed where the file has none. */
  #textOf({ value, type, range }: Scalar): string {
    const text = textIn({ value });
    const isCutOff = type?.startsWith('BLOCK') === true && !this.#endsInLine && range?.[1] === this.#text.length;
    return isCutOff ? text.replace(/\n$/, '') : text;
  }

  #mapping(pairs: readonly Pair<Node, Node | null>[], way: Way): JsonValue {
    const own = new Map<string, JsonValue>();
    const merged = new Map<string, JsonValue>();
    const names = new Map<string, string>();
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        for (const [name, one] of this.#mergedFrom(value, way)) merged.set(name, one);
        continue;
      }
      const found = this.#keyOf(key, way);
      const name = names.get(found.identity) ?? found.name;
      if (names.has(found.identity)) this.repeatedKeys.push(this.#positionAt(offsetOf(key)));
      names.set(found.identity, name);
      own.set(name, this.valueOf(value, new Way(way, name)));
    }
    return new Map([...merged, ...own]);
  }

  /** Lists and mappings cannot be keys in Python. */
  #keyOf(key: Node | null, way: Way): { readonly name: string; readonly identity: string } {
    if (isScalar(key) && key.source === '' && key.type === 'PLAIN' && !this.#isMarked(offsetOf(key)))
      throw new YamlStop(offsetOf(key), 'a value without its key');
    const count = this.odd.length;
    const value = this.valueOf(key, way);
    this.odd.length = count;
    if (isArray(value) || isObject(value)) throw new YamlStop(offsetOf(key), 'a list or a mapping for a key');
    if (typeof value === 'string') return { name: value, identity: `text ${value}` };
    const name = value instanceof JsonNumber ? nameOfNumber(value.text) : String(value);
    // True is 1 to Python.
    return { name, identity: `other ${typeof value === 'boolean' ? Number(value) : name}` };
  }

  /** Whether a key that is nothing has its question mark. */
  #isMarked(offset: number): boolean {
    let at = offset;
    while (at > 0 && /\s/.test(this.#text.charAt(at - 1))) at--;
    return this.#text.charAt(at - 1) === '?';
  }

  /** `<<`: a mapping, or a list of mappings whose first one counts most. */
  #mergedFrom(node: Node | null, way: Way): Iterable<readonly [string, JsonValue]> {
    const value = this.valueOf(node, way);
    const sources = isArray(value) ? value.toReversed() : [value];
    return sources.flatMap((source) => {
      this.#merged += isObject(source) ? source.size : 0;
      if (this.#merged > MAX_MERGED) throw new YamlStop(offsetOf(node), 'too much to merge');
      if (!isObject(source)) throw new YamlStop(offsetOf(node), 'something other than a mapping to merge');
      return [...source];
    });
  }
}

/** PyYAML knows fewer names than YAML. */
const anchorName = /^[\w-]+$/;

/** Indicators, then nothing but a remark. */
const blockHeader = /[|>](?:[-+][1-9]?|[1-9][-+]?)?(?: +(?:#[^\r\n]*)?)?(?=[\r\n\u0085\u2028\u2029]|$)/y;

/** Whether a quoted scalar at the end of its text ends with the mark it began with, and not with a doubled or escaped one. */
function isClosed(quoted: string): boolean {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'")) return (inner.length - inner.replaceAll("'", '').length) % 2 === 0;
  return (inner.length - withoutEnd(inner, (unit) => unit === '\\').length) % 2 === 0;
}

/** The schema makes texts of all scalars. */
const textIn = ({ value }: Pick<Scalar, 'value'>): string => (typeof value === 'string' ? value : '');

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0;

const isMergeKey = (key: Node | null): boolean =>
  isScalar(key) && key.type === 'PLAIN' && key.source === '<<' && key.tag === undefined;

/** Without its prefix; undefined for none. */
function tagOf(node: Node): string | undefined {
  const tag = 'tag' in node && typeof node.tag === 'string' ? node.tag : undefined;
  if (tag === undefined || tag === '?' || tag === '!') return undefined;
  return tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : tag;
}

function wantKind(node: Node, tag: string | undefined, kind: 'scalar' | 'sequence' | 'mapping'): void {
  if (tag === undefined || TAGS.get(tag) === kind) return;
  throw new YamlStop(offsetOf(node), 'a tag that cloud-init does not know');
}
