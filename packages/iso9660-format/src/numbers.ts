/**
 * Numbers on disk (ECMA-119, 2nd edition, clause 7): one field each, also when both byte orders are recorded.
 * Read back as unsigned by multiplication, never by shifts that wrap at 2 ** 31.
 */
import type { FieldCodec, FieldProblem, Get } from './codec.ts';

const outside =
  (maximum: number, minimum = 0) =>
  (value: number): string | undefined =>
    Number.isInteger(value) && value >= minimum && value <= maximum
      ? undefined
      : `is ${value}, allowed are whole numbers from ${minimum} to ${maximum}`;

const u16le: Get<number> = (source, at) => source[at]! + source[at + 1]! * 0x100;
const u16be: Get<number> = (source, at) => source[at]! * 0x100 + source[at + 1]!;
const u32le: Get<number> = (source, at) => u16le(source, at) + u16le(source, at + 2) * 0x1_0000;
const u32be: Get<number> = (source, at) => u16be(source, at) * 0x1_0000 + u16be(source, at + 2);

const halvesDiffer = (little: number, big: number): FieldProblem | undefined =>
  little === big
    ? undefined
    : {
        code: 'both-endian-mismatch',
        expected: 'the same number in both byte orders',
        got: `little-endian ${little}, big-endian ${big}`,
      };

/** 7.1.1: one byte, 0–255. */
export const u8: FieldCodec<number> = {
  byteLength: 1,
  put: (offset) => (target, at, value) => {
    target[at + offset] = value;
  },
  get: (offset) => (source, at) => source[at + offset]!,
  refusal: outside(0xff),
};

/** 7.1.2: one byte, −128–127. */
export const s8: FieldCodec<number> = {
  byteLength: 1,
  put: (offset) => (target, at, value) => {
    target[at + offset] = value;
  },
  get: (offset) => (source, at) => (source[at + offset]! << 24) >> 24,
  refusal: outside(127, -128),
};

/** 7.2.1: two bytes, least significant first. */
export const u16LittleEndian: FieldCodec<number> = {
  byteLength: 2,
  put: (offset) => (target, at, value) => {
    const first = at + offset;
    target[first] = value;
    target[first + 1] = value >>> 8;
  },
  get: (offset) => (source, at) => u16le(source, at + offset),
  refusal: outside(0xffff),
};

/** 7.2.2: two bytes, most significant first. */
export const u16BigEndian: FieldCodec<number> = {
  byteLength: 2,
  put: (offset) => (target, at, value) => {
    const first = at + offset;
    target[first] = value >>> 8;
    target[first + 1] = value;
  },
  get: (offset) => (source, at) => u16be(source, at + offset),
  refusal: outside(0xffff),
};

/** 7.2.3: two bytes in each byte order. */
export const u16Both: FieldCodec<number> = {
  byteLength: 4,
  put: (offset) => (target, at, value) => {
    const first = at + offset;
    target[first] = value;
    target[first + 1] = value >>> 8;
    target[first + 2] = value >>> 8;
    target[first + 3] = value;
  },
  get: (offset) => (source, at) => u16le(source, at + offset),
  problem: (source, at) => halvesDiffer(u16le(source, at), u16be(source, at + 2)),
  refusal: outside(0xffff),
};

/** 7.3.1: four bytes, least significant first. */
export const u32LittleEndian: FieldCodec<number> = {
  byteLength: 4,
  put: (offset) => (target, at, value) => {
    const first = at + offset;
    target[first] = value;
    target[first + 1] = value >>> 8;
    target[first + 2] = value >>> 16;
    target[first + 3] = value >>> 24;
  },
  get: (offset) => (source, at) => u32le(source, at + offset),
  refusal: outside(0xffff_ffff),
};

/** 7.3.2: four bytes, most significant first. */
export const u32BigEndian: FieldCodec<number> = {
  byteLength: 4,
  put: (offset) => (target, at, value) => {
    const first = at + offset;
    target[first] = value >>> 24;
    target[first + 1] = value >>> 16;
    target[first + 2] = value >>> 8;
    target[first + 3] = value;
  },
  get: (offset) => (source, at) => u32be(source, at + offset),
  refusal: outside(0xffff_ffff),
};

/** 7.3.3: four bytes in each byte order. */
export const u32Both: FieldCodec<number> = {
  byteLength: 8,
  put: (offset) => (target, at, value) => {
    const first = at + offset;
    target[first] = value;
    target[first + 1] = value >>> 8;
    target[first + 2] = value >>> 16;
    target[first + 3] = value >>> 24;
    target[first + 4] = value >>> 24;
    target[first + 5] = value >>> 16;
    target[first + 6] = value >>> 8;
    target[first + 7] = value;
  },
  get: (offset) => (source, at) => u32le(source, at + offset),
  problem: (source, at) => halvesDiffer(u32le(source, at), u32be(source, at + 4)),
  refusal: outside(0xffff_ffff),
};
