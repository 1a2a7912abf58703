/** Follows continuation areas (SUSP 5.1): each inside one block, inside the image, and only so many. */
import { BLOCK_SIZE, byteOffsetOf } from 'iso9660-format';
import type { Attributes, Continuation } from './attributes.ts';
import type { ImageCode } from './codes.ts';
import type { Findings } from './findings.ts';
import type { Where } from './image-issue.ts';
import { fixedLimits } from './limits.ts';
import { type Reading, Window } from './reading.ts';

export class Continuations {
  readonly #window: Window;
  /** Areas may lie far from their directory: fetching one must not lose the directory. */
  readonly #side = new Window(new Uint8Array(0), 0);
  readonly #byteLength: number;
  readonly #findings: Findings;
  /** Areas of different records never overlap, so together they are not longer than the image. */
  #bytesLeft: number;

  constructor(window: Window, byteLength: number, findings: Findings) {
    this.#window = window;
    this.#byteLength = byteLength;
    this.#findings = findings;
    this.#bytesLeft = byteLength;
  }

  /** Takes area after area until there is no next one, or one that must not be followed. */
  *follow(attributes: Attributes, where: Where): Reading<void> {
    for (let hops = 0; attributes.continuation !== undefined; hops++) {
      const area: Continuation = attributes.continuation;
      attributes.continuation = undefined;
      const fault = this.#faultOf(area, hops);
      if (fault !== undefined) {
        this.#findings.report(fault, where, { got: `block ${area.block}, offset ${area.offset}` });
        return;
      }
      yield* this.#take(attributes, area);
    }
  }

  #faultOf(area: Continuation, hops: number): ImageCode | undefined {
    this.#bytesLeft -= area.byteLength;
    if (hops === fixedLimits.continuationsPerRecord || this.#bytesLeft < 0) return 'continuation-loop';
    if (byteOffsetOf(area.block) + area.offset + area.byteLength > this.#byteLength) return 'extent-outside-image';
    if (area.offset + area.byteLength > BLOCK_SIZE) return 'continuation-outside-block';
    return undefined;
  }

  *#take(attributes: Attributes, area: Continuation): Reading<void> {
    const block = byteOffsetOf(area.block);
    const offset = block + area.offset;
    let window = this.#window;
    if (!window.holds(offset, area.byteLength)) {
      window = this.#side;
      // The whole block: the areas of the next records are most likely in it.
      if (!window.holds(offset, area.byteLength)) {
        yield* window.moveTo(block, Math.min(BLOCK_SIZE, this.#byteLength - block));
      }
    }
    const from = offset - window.start;
    attributes.take(window.bytes, from, from + area.byteLength);
  }
}
