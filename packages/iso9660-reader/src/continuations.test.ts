import { describe, expect, it } from 'vitest';
import { Attributes, type Continuation } from './attributes.ts';
import { Continuations } from './continuations.ts';
import { DateMemo } from './date-memo.ts';
import { Findings } from './findings.ts';
import { fixedLimits } from './limits.ts';
import { finishSync, type ReadRequest, Window } from './reading.ts';

const BLOCKS = 8;
const image = Uint8Array.from({ length: BLOCKS * 2048 }, (_, index) => index >> 11);

/** Attributes whose areas hold nothing but the way to the next one; remembers the bytes it was given. */
class Chain extends Attributes {
  readonly taken: Uint8Array[] = [];
  readonly #next: Continuation[];

  constructor(areas: readonly Continuation[]) {
    super(new DateMemo());
    this.#next = [...areas];
    this.continuation = this.#next.shift();
  }

  override take(bytes: Uint8Array, from: number, end: number): void {
    this.taken.push(bytes.slice(from, end));
    this.continuation = this.#next.shift();
  }
}

const where = { offset: 40_960, path: 'a' };

function followed(areas: readonly Continuation[], byteLength = image.byteLength) {
  const findings = new Findings(false);
  const chain = new Chain(areas);
  finishSync(new Continuations(new Window(image, 0), byteLength, findings).follow(chain, where));
  return { lengths: chain.taken.map((bytes) => bytes.byteLength), taken: chain.taken, issues: findings.issues };
}

describe('a continuation area', () => {
  it.each([
    ['a whole block', { block: 3, offset: 0, byteLength: 2048 }],
    ['the end of a block', { block: 3, offset: 2000, byteLength: 48 }],
    ['the end of the image', { block: 7, offset: 2047, byteLength: 1 }],
  ])('is taken: %s', (_, area) => {
    const { taken, issues } = followed([area]);
    expect(issues).toEqual([]);
    expect(taken).toEqual([new Uint8Array(area.byteLength).fill(area.block)]);
  });

  it.each([
    ['over the end of its block', { block: 3, offset: 2001, byteLength: 48 }, 'continuation-outside-block'],
    ['behind its block', { block: 3, offset: 2048, byteLength: 1 }, 'continuation-outside-block'],
    ['over the end of the image', { block: 7, offset: 2047, byteLength: 2 }, 'extent-outside-image'],
    ['behind the image', { block: 8, offset: 0, byteLength: 1 }, 'extent-outside-image'],
  ])('%s is not followed', (_, area, code) => {
    const { lengths, issues } = followed([area]);
    expect(lengths).toEqual([]);
    expect(issues).toMatchObject([
      { code, block: 20, byte: 0, path: 'a', got: `block ${area.block}, offset ${area.offset}` },
    ]);
  });

  it('is followed by the next, up to the limit', () => {
    const area = { block: 1, offset: 0, byteLength: 10 };
    const most = fixedLimits.continuationsPerRecord;
    expect(followed(Array.from({ length: most }, () => area))).toMatchObject({ issues: [] });
    const { lengths, issues } = followed(Array.from({ length: most + 1 }, () => area));
    expect(lengths).toHaveLength(most);
    expect(issues).toMatchObject([{ code: 'continuation-loop' }]);
  });
});

describe('the areas of all records', () => {
  it('are together not longer than the image', () => {
    const area = { block: 1, offset: 0, byteLength: 2048 };
    const findings = new Findings(false);
    const continuations = new Continuations(new Window(image, 0), image.byteLength, findings);
    const follow = () => finishSync(continuations.follow(new Chain([area]), where));
    for (let count = 0; count < BLOCKS; count++) follow();
    expect(findings.issues).toEqual([]);
    follow();
    expect(findings.issues).toMatchObject([{ code: 'continuation-loop' }]);
  });
});

describe('an area far away', () => {
  /** What a reading asks for, answered from the image. */
  function asked(areas: readonly (readonly Continuation[])[], byteLength = image.byteLength): readonly ReadRequest[] {
    const requests: ReadRequest[] = [];
    const directory = new Window(image.subarray(2048, 4096), 2048);
    const continuations = new Continuations(directory, byteLength, new Findings(true));
    for (const chain of areas) {
      const reading = continuations.follow(new Chain(chain), where);
      for (let step = reading.next(); step.done !== true; ) {
        requests.push(step.value);
        step = reading.next(image.slice(step.value.offset, step.value.offset + step.value.length));
      }
    }
    expect([directory.start, directory.end]).toEqual([2048, 4096]);
    return requests;
  }

  it('costs nothing where the directory is', () => {
    expect(asked([[{ block: 1, offset: 100, byteLength: 10 }]])).toEqual([]);
  });

  it('brings its whole block, once for all areas in it', () => {
    const first = { block: 5, offset: 100, byteLength: 10 };
    const second = { block: 5, offset: 110, byteLength: 10 };
    expect(asked([[first, second], [first]])).toEqual([{ offset: 5 * 2048, length: 2048 }]);
  });

  it('brings no more than the image has', () => {
    const area = { block: 7, offset: 0, byteLength: 10 };
    expect(asked([[area]], 7 * 2048 + 10)).toEqual([{ offset: 7 * 2048, length: 10 }]);
  });

  it('is taken from its place in what came', () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, index) => index & 0xff);
    const chain = new Chain([{ block: 1, offset: 5, byteLength: 3 }]);
    const reading = new Continuations(new Window(bytes, 0), 4096, new Findings(true)).follow(chain, where);
    finishSync(reading);
    expect(chain.taken.map((taken) => [...taken])).toEqual([[5, 6, 7]]);
    const far = new Chain([{ block: 1, offset: 5, byteLength: 3 }]);
    const reads = new Continuations(new Window(new Uint8Array(0), 0), 4096, new Findings(true)).follow(far, where);
    reads.next();
    reads.next(bytes.slice(2048));
    expect(far.taken.map((taken) => [...taken])).toEqual([[5, 6, 7]]);
  });
});
