/**
 * JSON files of a drive, read the way one program reads them.
 */
import { isWithin } from './budget.ts';
import { type Dialect, isArray, isObject, type JsonResult, type JsonValue, parseJson } from './json.ts';
import type { GuestTree } from './tree.ts';

export type RootType = 'object' | 'array' | 'string';

export type JsonDocument =
  | { readonly state: 'absent' }
  /** Its content is not in memory, or too long to be parsed. */
  | { readonly state: 'unseen' }
  /** `why` goes into a message: `is empty`. */
  | { readonly state: 'fault'; readonly why: string }
  | { readonly state: 'read'; readonly value: JsonValue; readonly repeatedKeys: ReadonlySet<string> };

const BYTE_ORDER_MARK = '\ufeff';

/** The document in a file, if its outermost value is one of `roots`. */
export function readDocument(
  tree: GuestTree,
  path: string,
  dialect: Dialect,
  roots: readonly RootType[],
): JsonDocument {
  const file = tree.file(path);
  if (file === undefined) return { state: 'absent' };
  const { text } = file;
  if (text === undefined || !isWithin('document', file.byteLength)) return { state: 'unseen' };
  if (text === null) return { state: 'fault', why: 'is not UTF-8' };
  if (text === '') return { state: 'fault', why: 'is empty' };
  if (text.startsWith(BYTE_ORDER_MARK)) return { state: 'fault', why: 'begins with a byte order mark' };
  const result = parsed(tree, path, text, dialect);
  if ('fault' in result && result.fault === 'values') {
    tree.beyond.set(path, 'values');
    return { state: 'unseen' };
  }
  const why = 'fault' in result ? syntaxFault(result, dialect) : rootFault(result.value, roots);
  if (why !== undefined || 'fault' in result) return { state: 'fault', why: why ?? '' };
  return { state: 'read', ...result };
}

function parsed({ memo }: GuestTree, path: string, text: string, dialect: Dialect): JsonResult {
  const key = `${dialect.name} ${path}`;
  const result = memo.get(key) ?? parseJson(text, dialect);
  memo.set(key, result);
  return result;
}

function syntaxFault({ fault, at }: Extract<JsonResult, { fault: unknown }>, { mostNested }: Dialect): string {
  return fault === 'nesting' ? `is nested over ${mostNested} deep` : `is not JSON from character ${at} on`;
}

function rootFault(value: JsonValue, roots: readonly RootType[]): string | undefined {
  const type = typeOf(value);
  return roots.some((root) => root === type)
    ? undefined
    : `holds ${article(type)}, not ${roots.map(article).join(' or ')}`;
}

/** For messages: `an object`, `a number`, `null`. */
export const typeNameOf = (value: JsonValue): string => article(typeOf(value));

type JsonType = RootType | 'null' | 'boolean' | 'number';

function typeOf(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

const article = (type: JsonType): string =>
  type === 'null' ? type : `${type === 'object' || type === 'array' ? 'an' : 'a'} ${type}`;
