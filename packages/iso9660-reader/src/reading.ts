/**
 * Reading as generators: a step that needs bytes which are not at hand yields the range and goes on with the bytes.
 * The same code so serves an image in memory, which is one window and never yields, and a source far away.
 */
import { internalError } from '@configdrive/issues';
import { type ByteSource, readExactly } from './source.ts';

export interface ReadRequest {
  readonly offset: number;
  readonly length: number;
}

export type Reading<T> = Generator<ReadRequest, T, Uint8Array>;

/** The part of the image that is in memory: `bytes[0]` is the image's byte `start`. */
export class Window {
  bytes: Uint8Array;
  start: number;
  end: number;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = start + bytes.byteLength;
  }

  holds(offset: number, length: number): boolean {
    return offset >= this.start && offset + length <= this.end;
  }

  /** Another window on the same bytes, to be moved independently. */
  clone(): Window {
    return new Window(this.bytes, this.start);
  }

  /** Moves the window to a range, which must be inside the image. */
  *moveTo(offset: number, length: number): Reading<void> {
    this.bytes = yield { offset, length };
    this.start = offset;
    this.end = offset + length;
  }
}

/** Finishes a reading whose window is the whole image. */
export function finishSync<T>(reading: Reading<T>): T {
  const step = reading.next();
  if (step.done === true) return step.value;
  throw internalError('an image in memory was asked for bytes outside it');
}

/** Finishes a reading by fetching what it asks for. */
export async function finish<T>(source: ByteSource, reading: Reading<T>): Promise<T> {
  let step = reading.next();
  while (step.done !== true) {
    const { offset, length } = step.value;
    const answer = readExactly(source, offset, length);
    step = reading.next(answer instanceof Uint8Array ? answer : await answer);
  }
  return step.value;
}
