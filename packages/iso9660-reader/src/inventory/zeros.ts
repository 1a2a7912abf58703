/** Bytes that nothing claims: the system area, what follows a file in its last block, blocks that nobody points to. */
import type { Reading } from '../reading.ts';
import { type Claim, endOf } from './claims.ts';
import type { InventoryContext } from './context.ts';
import { firstOther } from './first-other.ts';

export interface Unclaimed {
  readonly kind: 'system area' | 'slack' | 'gap';
  readonly offset: number;
  readonly byteLength: number;
  /** From the start of the image; undefined when all is zero. */
  readonly firstOther: number | undefined;
  /** What the slack follows. */
  readonly claim: Claim | undefined;
}

/** Everything unclaimed up to `end`, the end of the volume or of the image. */
export function* listUnclaimed(
  context: InventoryContext,
  claims: readonly Claim[],
  end: number,
): Reading<readonly Unclaimed[]> {
  const unclaimed: Unclaimed[] = [];
  let reached = 0;
  for (const claim of claims) {
    if (claim.offset >= end) break;
    if (claim.offset > reached) unclaimed.push(yield* look(context, 'gap', reached, claim.offset, undefined));
    if (claim.kind === 'system area') unclaimed.push(yield* look(context, 'system area', 0, claim.byteLength, claim));
    const claimEnd = Math.min(endOf(claim), end);
    const used = claim.offset + claim.byteLength;
    if (claim.kind === 'file' && used < claimEnd) unclaimed.push(yield* look(context, 'slack', used, claimEnd, claim));
    reached = Math.max(reached, claimEnd);
  }
  if (reached < end) unclaimed.push(yield* look(context, 'gap', reached, end, undefined));
  return unclaimed;
}

const PIECE = 64 * 1024;

function* look(
  context: InventoryContext,
  kind: Unclaimed['kind'],
  from: number,
  to: number,
  claim: Claim | undefined,
): Reading<Unclaimed> {
  const facts = { kind, offset: from, byteLength: to - from, claim };
  for (let offset = from; offset < to; offset += PIECE) {
    const length = Math.min(PIECE, to - offset);
    const at = yield* context.reach(offset, length);
    const other = firstOther(context.window.bytes, at, at + length);
    if (other < at + length) return { ...facts, firstOther: offset + other - at };
  }
  return { ...facts, firstOther: undefined };
}
