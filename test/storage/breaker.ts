/** Variants of something, played with one system call of each broken: recorded first, then played again to break it. */
import type { Call, Fault, Traced } from './faults.ts';

export interface Breaker<Variant> {
  /** The calls of a run in which nothing fails. */
  readonly record: (variant: Variant) => readonly Call[];
  /** Runs a variant with the call at a position of its record broken. */
  readonly playBroken: (variant: Variant, position: number, fault: string) => Traced & { readonly call: Call };
}

const TRIES = 30;

/**
 * A count can be one off: the handler of SIGCHLD writes to a pipe in whichever thread is not just stopped by strace. So the
 * next tries are one call later and one earlier.
 */
const SHIFTS = [0, 1, -1];

export function breakerOf<Variant extends { readonly title: string }>(
  play: (variant: Variant, faults: readonly Fault[]) => Traced,
): Breaker<Variant> {
  const records = new Map<Variant, readonly Call[]>();

  function record(variant: Variant): readonly Call[] {
    const known = records.get(variant);
    if (known !== undefined) return known;
    const { outcome, calls } = play(variant, []);
    if (outcome?.ok !== true) throw new Error(`"${variant.title}" fails by itself: ${JSON.stringify(outcome)}`);
    records.set(variant, calls);
    return calls;
  }

  function playBroken(variant: Variant, position: number, fault: string): Traced & { readonly call: Call } {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const calls = record(variant);
      const recorded = calls[position]!;
      const occurrence = Math.max(1, recorded.occurrence + SHIFTS[attempt % SHIFTS.length]!);
      const call = { ...recorded, occurrence };
      const traced = play(variant, [{ call, fault }]);
      const isKill = fault.startsWith('signal=');
      if ((traced.outcome === undefined) === isKill && isHit(traced, calls, position)) return { ...traced, call };
      if (attempt % SHIFTS.length === SHIFTS.length - 1) records.delete(variant);
    }
    throw new Error(`strace missed call ${position} of "${variant.title}" ${TRIES} times`);
  }

  return { record, playBroken };
}

/** Whether the call that broke, or the last one of a process that was killed, is the one that was meant. */
function isHit({ outcome, calls, broken }: Traced, recorded: readonly Call[], position: number): boolean {
  const { name, inMainThread } = recorded[position]!;
  // Only the thread with the call to break is seen.
  const before = recorded.slice(0, position).filter((call) => call.inMainThread === inMainThread);
  const wanted = calls[before.length];
  if (wanted?.name !== name) return false;
  return outcome === undefined ? calls.length === before.length + 1 : broken.length === 1 && broken[0] === wanted;
}
