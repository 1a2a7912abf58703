/**
 * Answers as plain trees, by the table: what both serialisers write. Fields that the table does not name are left out, so that no
 * row of a database gets out by accident; null is left out, too; false, 0 and empty lists stay.
 */
import type { Fields, FieldType, ResponseEntry } from '../table/types.ts';
import { dateText } from './dates.ts';

/** What is written: nothing in it is null or undefined. */
export type Tree = string | number | boolean | readonly Tree[] | { readonly [name: string]: Tree };

type Convert = (value: never, fields: Fields) => Tree;

const asIs: Convert = (value) => value;

const converters: Readonly<Record<FieldType, Convert>> = {
  uuid: asIs,
  string: (value: unknown) => String(value),
  integer: asIs,
  long: asIs,
  float: asIs,
  boolean: asIs,
  date: (value: Date | string) => dateText(value),
  strings: asIs,
  map: (value: object) => withoutNull(value),
  object: (value: object, fields) => treeOf(fields, value),
  objects: (value: readonly object[], fields) => value.map((each) => treeOf(fields, each)),
};

const NO_FIELDS: Fields = {};

type Members = Readonly<Record<string, unknown>>;

/** The tree of an object with these fields, in the order of the table. */
export function treeOf(fields: Fields, values: object): { readonly [name: string]: Tree } {
  const tree: Record<string, Tree> = {};
  for (const name in fields) {
    const value = (values as Members)[name];
    const field = fields[name];
    if (value === null || value === undefined || field === undefined) continue;
    tree[name] = converters[field.type](value as never, field.fields ?? NO_FIELDS);
  }
  return tree;
}

const withoutNull = (map: object): { readonly [name: string]: Tree } =>
  Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, String(value)]],
    ),
  );

interface Listed {
  readonly count: number;
  readonly items: readonly object[];
}

/**
 * What is within the root of an answer. An empty list has neither a count nor a member, since two clients fall over a count of 0;
 * a page past the end has its count alone.
 */
export function answerTree(
  { shape, member, fields }: ResponseEntry,
  answer: object,
): { readonly [name: string]: Tree } {
  if (shape === 'list') {
    const { count, items } = answer as Listed;
    if (items.length > 0) return { count, [member]: items.map((item) => treeOf(fields, item)) };
    return count > 0 ? { count } : {};
  }
  const tree = treeOf(fields, answer);
  return shape === 'object' ? { [member]: tree } : tree;
}
