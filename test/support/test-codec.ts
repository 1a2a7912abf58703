/** Tests a field's codec by a table, in four directions and at its edges (style: "Test a codec with a table"). */
import { type FieldCodec, hex } from 'iso9660-format';
import { describe, expect, it } from 'vitest';

export interface CodecCases<T> {
  /** A value and its bytes in hex; spaces are for the eye. Each is written, read, and neither refused nor reported. */
  readonly pairs: readonly (readonly [T, string])[];
  /** Bytes that are never written but read, forgivingly, as this value. */
  readonly readAs?: readonly (readonly [string, T])[];
  /** What cannot be written. */
  readonly refusedValues?: readonly T[];
  /** Bytes a strict reader objects to, with the code it gives. */
  readonly reportedBytes?: Readonly<Record<string, string>>;
}

/** Offset of the field in its structure and of the structure in the bytes: both must be added. */
const FIELD_OFFSET = 3;
const STRUCTURE_OFFSET = 5;
const FIRST = FIELD_OFFSET + STRUCTURE_OFFSET;
/** What lies around a field must survive writing it. */
const AROUND = 0x5a;

export function testCodec<T>(title: string, codec: FieldCodec<T>, cases: CodecCases<T>): void {
  const { pairs, readAs = [], refusedValues = [], reportedBytes = {} } = cases;
  const write = codec.put(FIELD_OFFSET);
  const read = codec.get(FIELD_OFFSET);

  const written = (value: T): string => {
    const target = new Uint8Array(FIRST + codec.byteLength + FIRST).fill(AROUND);
    write(target, STRUCTURE_OFFSET, value);
    const around = [...target.subarray(0, FIRST), ...target.subarray(FIRST + codec.byteLength)];
    expect(around.every((byte) => byte === AROUND)).toBe(true);
    return hex(target.subarray(FIRST, FIRST + codec.byteLength));
  };
  const value = (text: string): T => read(placed(text, codec.byteLength), STRUCTURE_OFFSET);
  const problemCode = (text: string): string | undefined =>
    codec.problem?.(placed(text, codec.byteLength), FIRST)?.code;

  describe(title, () => {
    it.each(pairs.map(([from, to]) => [show(from), packed(to), from] as const))('%s is %s', (_, bytes, from) => {
      expect(written(from)).toBe(bytes);
      expect(value(bytes)).toEqual(from);
      expect(value(written(from))).toEqual(from);
      expect(written(value(bytes))).toBe(bytes);
      expect(codec.refusal?.(from)).toBeUndefined();
      expect(problemCode(bytes)).toBeUndefined();
    });
    it.each(readAs.map(([from, to]) => [packed(from), show(to), to] as const))('%s is read as %s', (bytes, _, to) => {
      expect(value(bytes)).toEqual(to);
    });
    it.each(refusedValues.map((refused) => [show(refused), refused] as const))('%s cannot be written', (_, refused) => {
      expect(codec.refusal?.(refused)).toMatch(/./);
    });
    it.each(Object.entries(reportedBytes))('%s is reported as %s', (bytes, code) => {
      expect(problemCode(packed(bytes))).toBe(code);
    });
  });
}

const packed = (text: string): string => text.replaceAll(' ', '');

/** The bytes of a field where its structure has it, other bytes around. */
function placed(text: string, byteLength: number): Uint8Array {
  const bytes = bytesOf(text);
  expect(bytes.length).toBe(byteLength);
  const source = new Uint8Array(FIRST + byteLength + FIRST).fill(AROUND);
  source.set(bytes, FIRST);
  return source;
}

/** `00 ff` as bytes. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(packed(text).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const show = (value: unknown): string =>
  value instanceof Date
    ? Number.isNaN(value.getTime())
      ? 'no date'
      : value.toISOString()
    : value instanceof Uint8Array
      ? `bytes ${hex(value)}`
      : typeof value === 'string'
        ? JSON.stringify(value)
        : String(value);
