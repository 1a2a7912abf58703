/**
 * A parsed YAML document to values, as PyYAML's SafeConstructor makes them.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { isArray, isObject, JsonNumber, type JsonValue } from '../json.ts';
import { looksLikeText, type ScalarType, typeOfPlain, valueOfPlain } from './pyyaml.ts';

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from the top. */
export type YamlPath = readonly (string | number)[];

export interface OddScalar extends Position {
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
  readonly #length: number;
  readonly #endsInLine: boolean;

  constructor(text: string, positionAt: (offset: number) => Position) {
    this.#length = text.length;
    this.#endsInLine = /[\r\n]$/.test(text);
    this.#positionAt = positionAt;
  }

  valueOf(node: Node | null, path: YamlPath): JsonValue {
    if (node === null) return null;
    if (path.length > MAX_NESTED) throw new YamlStop(offsetOf(node), 'nested too deep');
    if (isAlias(node)) return this.#aliased(node, path);
    const known = this.#values.get(node);
    if (known !== undefined) return known;
    this.#checkAnchor(node);
    this.#values.set(node, null);
    const value = this.#made(node, path);
    this.#values.set(node, value);
    return value;
  }

  /** By what stood before it; the library would go through the whole document for each. */
  #aliased({ source, range }: Alias, path: YamlPath): JsonValue {
    const target = this.#anchors.get(source);
    if (target === undefined) throw new YamlStop(range?.[0] ?? 0, 'an alias without its anchor');
    return this.valueOf(target, path);
  }

  #checkAnchor(node: Node): void {
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor === undefined) return;
    if (this.#anchors.has(anchor)) throw new YamlStop(offsetOf(node), 'an anchor that is there already');
    this.#anchors.set(anchor, node);
  }

  #made(node: Node, path: YamlPath): JsonValue {
    const tag = tagOf(node);
    if (isSeq(node)) {
      wantKind(node, tag, 'sequence');
      return node.items.map((item, index) => this.valueOf(item as Node | null, [...path, index]));
    }
    if (isMap(node)) {
      wantKind(node, tag, 'mapping');
      return this.#mapping(node.items as Pair<Node, Node | null>[], path);
    }
    wantKind(node, tag, 'scalar');
    return isScalar(node) ? this.#scalar(node, tag, path) : null;
  }

  #scalar(node: Scalar, tag: string | undefined, path: YamlPath): JsonValue {
    const source = node.source ?? textIn(node);
    const isPlain = node.type === 'PLAIN' || node.type === undefined;
    if (isPlain && source.startsWith('%')) throw new YamlStop(offsetOf(node), 'a plain text cannot begin with %');
    if (tag === 'str' || tag === 'binary' || (tag === undefined && !isPlain)) return this.#textOf(node);
    if (source === '=') throw new YamlStop(offsetOf(node), 'a lone =, which cloud-init does not know');
    const found = typeOfPlain(source);
    const type = tag === undefined ? found : typesOfTags.get(tag);
    if (type === undefined) return source;
    if (type !== found && type !== 'float') {
      throw new YamlStop(offsetOf(node), 'a tag that does not fit its value');
    }
    this.odd.push({ ...this.#positionAt(offsetOf(node)), path, type, looksLikeText: looksLikeText(source) });
    const value = valueOfPlain(source, type);
    if (value === undefined) throw new YamlStop(offsetOf(node), 'a date that is none');
    return value;
  }

  /** The library ends a block text with a line feed where the file has none. */
  #textOf({ value, type, range }: Scalar): string {
    const text = textIn({ value });
    const isCutOff = type?.startsWith('BLOCK') === true && !this.#endsInLine && range?.[1] === this.#length;
    return isCutOff ? text.replace(/\n$/, '') : text;
  }

  #mapping(pairs: readonly Pair<Node, Node | null>[], path: YamlPath): JsonValue {
    const own = new Map<string, JsonValue>();
    const merged = new Map<string, JsonValue>();
    const names = new Map<string, string>();
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        for (const [name, one] of this.#mergedFrom(value, path)) merged.set(name, one);
        continue;
      }
      const found = this.#keyOf(key, path);
      const name = names.get(found.identity) ?? found.name;
      if (names.has(found.identity)) this.repeatedKeys.push(this.#positionAt(offsetOf(key)));
      names.set(found.identity, name);
      own.set(name, this.valueOf(value, [...path, name]));
    }
    return new Map([...merged, ...own]);
  }

  /** Lists and mappings cannot be keys in Python. */
  #keyOf(key: Node | null, path: YamlPath): { readonly name: string; readonly identity: string } {
    if (isScalar(key) && key.source === '' && key.type === 'PLAIN')
      throw new YamlStop(offsetOf(key), 'a value without its key');
    const count = this.odd.length;
    const value = this.valueOf(key, path);
    this.odd.length = count;
    if (isArray(value) || isObject(value)) throw new YamlStop(offsetOf(key), 'a list or a mapping for a key');
    if (typeof value === 'string') return { name: value, identity: `text ${value}` };
    const name = value instanceof JsonNumber ? value.text : String(value);
    // True is 1 to Python.
    return { name, identity: `other ${typeof value === 'boolean' ? Number(value) : name}` };
  }

  /** `<<`: a mapping, or a list of mappings whose first one counts most. */
  #mergedFrom(node: Node | null, path: YamlPath): Iterable<readonly [string, JsonValue]> {
    const value = this.valueOf(node, path);
    const sources = isArray(value) ? value.toReversed() : [value];
    return sources.flatMap((source) => {
      this.#merged += isObject(source) ? source.size : 0;
      if (this.#merged > MAX_MERGED) throw new YamlStop(offsetOf(node), 'too much to merge');
      if (!isObject(source)) throw new YamlStop(offsetOf(node), 'something other than a mapping to merge');
      return [...source];
    });
  }
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
