/** What every part of a inventory needs: the image, the limits, and whom to tell. */
import type { Findings } from '../findings.ts';
import type { Budget } from '../limits.ts';
import type { Reading, Window } from '../reading.ts';

/** Bytes asked for at once, where that is not more than the image has. */
const READ_AHEAD_BYTES = 64 * 1024;

export class InventoryContext {
  readonly window: Window;
  /** For what lies apart from what is being read in order. */
  readonly side: Window;
  readonly byteLength: number;
  readonly budget: Budget;
  readonly findings: Findings;
  /** Areas of different records never overlap, so together they are not longer than the image. */
  #continuationBytesLeft: number;

  constructor(window: Window, byteLength: number, budget: Budget, findings: Findings) {
    this.window = window;
    this.side = window.clone();
    this.byteLength = byteLength;
    this.budget = budget;
    this.findings = findings;
    this.#continuationBytesLeft = byteLength;
  }

  /** True when one more continuation area may be read. */
  takeContinuation(byteLength: number): boolean {
    this.#continuationBytesLeft -= byteLength;
    return this.#continuationBytesLeft >= 0;
  }

  isInside(offset: number, length: number): boolean {
    return offset >= 0 && offset + length <= this.byteLength;
  }

  /** Brings a range that is inside the image into the window, and some of what follows. Where it is in the window. */
  *reach(offset: number, length: number): Reading<number> {
    yield* reach(this.window, this.byteLength, offset, length);
    return offset - this.window.start;
  }

  /** As `reach`, by the window on the side. */
  *reachAside(offset: number, length: number): Reading<number> {
    yield* reach(this.side, this.byteLength, offset, length);
    return offset - this.side.start;
  }
}

function* reach(window: Window, byteLength: number, offset: number, length: number): Reading<void> {
  if (window.holds(offset, length)) return;
  yield* window.moveTo(offset, Math.min(Math.max(length, READ_AHEAD_BYTES), byteLength - offset));
}
