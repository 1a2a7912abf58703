/**
 * Tables of on-disk structures. A structure is described once, field by field, in the standard's own byte positions
 * (BP, counted from 1); writer, reader, verifier and annotated dump all use that table. When the module loads the table
 * is checked (no gap, no overlap, right widths) and compiled into one template of constants and one closure per field.
 */
import { internalError, type Severity } from '@configdrive/issues';

/** What is wrong with the bytes of one field. */
export interface FieldProblem {
  readonly code: string;
  readonly expected: string;
  readonly got: string;
}

export type Put<T> = (target: Uint8Array, at: number, value: T) => void;
export type Get<T> = (source: Uint8Array, at: number) => T;

/**
 * One kind of field. `put` and `get` are asked for once per field, with the field's offset in its structure, and answer
 * with a closure that takes the offset of the structure: each kind keeps its own machine code, which a shared loop over
 * kinds would not.
 */
export interface FieldCodec<T> {
  readonly byteLength: number;
  put(offset: number): Put<T>;
  /** Forgiving: never throws, takes the little-endian half, trims padding. */
  get(offset: number): Get<T>;
  /** What a strict reader objects to in these bytes. */
  problem?(source: Uint8Array, at: number): FieldProblem | undefined;
  /** Why a value cannot be written, as the end of a sentence; undefined when it can. */
  refusal?(value: T): string | undefined;
}

/** A field that is a structure of its own, for example the root's directory record in a volume descriptor. */
export interface StructureCodec<V> extends FieldCodec<V> {
  readonly structure: RecordCodec<V>;
}

/** A field whose bytes are given by the standard: it has no value. */
export interface ConstantCodec extends FieldCodec<Constant> {
  readonly constant: Uint8Array;
}
declare const constantMark: unique symbol;
export interface Constant {
  readonly [constantMark]: true;
}

export interface Field<T> {
  /** First byte position, counted from 1 as the standard does. */
  readonly first: number;
  readonly last: number;
  readonly codec: FieldCodec<T>;
  /** Clause of the standard, for example `ECMA-119 8.4.12`. */
  readonly source: string;
  /** Number of the rule that the bytes break when the field is wrong. */
  readonly rule: string;
  readonly severity: Severity;
}

/** A field at byte positions `first` to `last`. `rule` names the rule its bytes obey; a breach is an error unless said. */
export const bp = /* @__NO_SIDE_EFFECTS__ */ <T>(
  first: number,
  last: number,
  codec: FieldCodec<T>,
  source: string,
  rule: string,
  severity: Severity = 'error',
): Field<T> => ({ first, last, codec, source, rule, severity });

/** Names of the fields that have a value. */
type ValueNames<V> = { [K in keyof V]: V[K] extends Constant ? never : K }[keyof V];

/** The value of a structure: its fields without the constant ones. */
export type RecordValue<V> = { readonly [K in ValueNames<V>]: V[K] };

/** A table: each field under its name, in the order of the standard. */
export type FieldTable<V> = { readonly [K in keyof V]: Field<V[K]> };

/** A problem of one field, with the field. */
export interface RecordProblem extends FieldProblem {
  readonly field: string;
  readonly first: number;
  readonly last: number;
  readonly source: string;
  readonly rule: string;
  readonly severity: Severity;
}

/** Why one value cannot be written. */
export interface RecordRefusal {
  readonly field: string;
  readonly source: string;
  readonly rule: string;
  /** The end of a sentence: `has 33 characters, there is room for 32`. */
  readonly refusal: string;
}

/** A structure of fixed length (or the fixed head of one of variable length); `V` is its value. */
export interface RecordCodec<V> {
  readonly name: string;
  readonly byteLength: number;
  readonly fields: readonly (Omit<Field<unknown>, 'codec'> & { readonly name: string; readonly constant: boolean })[];
  /** The structure with every constant in place and zeros elsewhere. */
  readonly template: Uint8Array;
  /** One closure per value field: `put.extentBlock(target, at, 28)`. */
  readonly put: { readonly [K in keyof V]: Put<V[K]> };
  readonly get: { readonly [K in keyof V]: Get<V[K]> };
  /** Writes the template, then every value. Values that cannot be written are our own fault by now. */
  write(target: Uint8Array, at: number, value: V): void;
  /** Reads forgivingly; needs `byteLength` bytes from `at` on. */
  read(source: Uint8Array, at: number): V;
  /** Everything a strict reader objects to, field by field. */
  problems(source: Uint8Array, at: number): RecordProblem[];
  /** Why these values cannot be written, field by field; fields that are not given are not looked at. */
  refusals(value: Partial<V>): RecordRefusal[];
}

/** The value of a table. */
export type ValueOf<R> = R extends RecordCodec<infer V> ? V : never;

type Fields = { readonly [name: string]: Field<unknown> };

type Compiled = Omit<Field<unknown>, 'codec'> & {
  readonly name: string;
  readonly codec: FieldCodec<unknown>;
  readonly offset: number;
  readonly constant: Uint8Array | undefined;
};

/** Compiles a table; refuses to load one with a gap, an overlap or a wrong width. */
/* @__NO_SIDE_EFFECTS__ */
export function record<V>(name: string, fields: FieldTable<V>): RecordCodec<RecordValue<V>> {
  const compiled = compile(name, fields as unknown as Fields);
  const byteLength = compiled.at(-1)?.last ?? 0;
  const values = compiled.filter((field) => field.constant === undefined);
  const refusable = values.filter((field) => field.codec.refusal !== undefined);
  const template = templateOf(compiled, byteLength);
  const puts = values.map((field) => ({ name: field.name, put: field.codec.put(field.offset) }));
  const gets = values.map((field) => ({ name: field.name, get: field.codec.get(field.offset) }));
  type Values = Record<string, unknown>;
  const checked = compiled.filter(({ codec }) => codec.problem !== undefined || 'structure' in codec);
  return {
    name,
    byteLength,
    fields: compiled.map(({ constant, codec: _codec, offset: _offset, ...field }) => ({
      ...field,
      constant: constant !== undefined,
    })),
    template,
    put: Object.fromEntries(puts.map((field) => [field.name, field.put])),
    get: Object.fromEntries(gets.map((field) => [field.name, field.get])),
    write(target: Uint8Array, at: number, value: Values) {
      target.set(template, at);
      for (const field of puts) field.put(target, at, value[field.name]);
    },
    read(source: Uint8Array, at: number) {
      const value: Values = {};
      for (const field of gets) value[field.name] = field.get(source, at);
      return value;
    },
    problems(source: Uint8Array, at: number) {
      const problems: RecordProblem[] = [];
      for (const field of checked) takeProblems(field, source, at, problems);
      return problems;
    },
    refusals: (value: Values) => {
      const refusals: RecordRefusal[] = [];
      for (const field of refusable) {
        const given = value[field.name];
        const refusal = given === undefined ? undefined : field.codec.refusal?.(given);
        if (refusal !== undefined)
          refusals.push({ field: field.name, source: field.source, rule: field.rule, refusal });
      }
      return refusals;
    },
  } as unknown as RecordCodec<RecordValue<V>>;
}

function compile(name: string, fields: Fields): Compiled[] {
  let next = 1;
  return Object.entries(fields).map(([fieldName, field]) => {
    const last = next + field.codec.byteLength - 1;
    if (field.first !== next || field.last !== last) {
      throw internalError(`${name}.${fieldName}: BP ${field.first}-${field.last} should be BP ${next}-${last}`);
    }
    next = last + 1;
    const constant = 'constant' in field.codec ? (field.codec as unknown as ConstantCodec).constant : undefined;
    return { ...field, name: fieldName, offset: field.first - 1, constant };
  });
}

function templateOf(fields: readonly Compiled[], byteLength: number): Uint8Array {
  const template = new Uint8Array(byteLength);
  for (const { constant, offset } of fields) if (constant !== undefined) template.set(constant, offset);
  return template;
}

/** A table as a field of another table. */
export const structure = /* @__NO_SIDE_EFFECTS__ */ <V>(inner: RecordCodec<V>): StructureCodec<V> => ({
  byteLength: inner.byteLength,
  structure: inner,
  put: (offset) => (target, at, value) => inner.write(target, at + offset, value),
  get: (offset) => (source, at) => inner.read(source, at + offset),
});

function takeProblems(field: Compiled, source: Uint8Array, at: number, problems: RecordProblem[]): void {
  if ('structure' in field.codec) {
    const inner = field.codec.structure as RecordCodec<unknown>;
    for (const problem of inner.problems(source, at + field.offset)) {
      const [first, last] = [field.offset + problem.first, field.offset + problem.last];
      problems.push({ ...problem, field: `${field.name}.${problem.field}`, first, last });
    }
    return;
  }
  const problem = field.codec.problem?.(source, at + field.offset);
  if (problem === undefined) return;
  const { first, last, rule, severity } = field;
  problems.push({ field: field.name, first, last, source: field.source, rule, severity, ...problem });
}
