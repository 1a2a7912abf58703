/**
 * The answers of one machine, ready to be sent. Machines have the same paths for the most part: these are kept once for all of them,
 * and of each machine one array of bytes.
 */
import type { Answers } from '@configdrive/core';
import { pathKey } from '../requests/target.ts';
import { routeOf } from './routes.ts';

/** One answer. */
export interface ReadyAnswer {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Pattern of its path. */
  readonly route: string;
}

/** What machines have in common: which path has which part of the bytes. */
interface Shape {
  readonly parts: ReadonlyMap<string, { readonly index: number; readonly type: string; readonly route: string }>;
}

/** More than these are kept by their machines alone. */
const MOST_SHAPES = 1000;

const shapes = new Map<string, Shape>();

export class ReadyAnswers {
  readonly #shape: Shape;
  /** Two numbers a part: where it begins and where it ends. */
  readonly #places: Uint32Array;
  readonly #bytes: Buffer;

  /** Copies all contents: a drive that was read has all of its own in one array, which would stay. */
  constructor(answers: Answers) {
    const indexes = new Map<object, number>();
    const contents: Uint8Array[] = [];
    const parts: (readonly [key: string, index: number, type: string])[] = [];
    for (const [path, { type, content }] of answers) {
      let index = indexes.get(content);
      if (index === undefined) {
        index = contents.push(content.bytes()) - 1;
        indexes.set(content, index);
      }
      parts.push([pathKey(path), index, type]);
    }
    this.#shape = shapeOf(parts);
    this.#bytes = Buffer.concat(contents);
    this.#places = new Uint32Array(contents.length + 1);
    for (const [index, { byteLength }] of contents.entries())
      this.#places[index + 1] = this.#places[index]! + byteLength;
  }

  get size(): number {
    return this.#shape.parts.size;
  }

  /** By the key of a path. */
  get(key: string): ReadyAnswer | undefined {
    const part = this.#shape.parts.get(key);
    if (part === undefined) return undefined;
    const { index, type, route } = part;
    return { bytes: this.#bytes.subarray(this.#places[index], this.#places[index + 1]), type, route };
  }
}

function shapeOf(parts: readonly (readonly [key: string, index: number, type: string])[]): Shape {
  const name = JSON.stringify(parts);
  const known = shapes.get(name);
  if (known !== undefined) return known;
  const shape = { parts: new Map(parts.map(([key, index, type]) => [key, { index, type, route: routeOf(key) }])) };
  if (shapes.size < MOST_SHAPES) shapes.set(name, shape);
  return shape;
}
