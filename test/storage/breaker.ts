/** Variants of something, played with one system call of each broken: recorded first, then played again to break it. */
import { type Call, changesFiles, type Fault, type Traced } from './faults.ts';

export interface Breaker<Variant> {
  /** The calls of a run in which nothing fails. */
  readonly record: (variant: Variant) => readonly Call[];
  /** Runs a variant with the call at a position of its record broken. */
  readonly playBroken: (variant: Variant, position: number, fault: string) => Traced & { readonly call: Call };
}

const TRIES = 30;

/**
 * A count can be one off: the handler of SIGCHLD writes to a pipe in whichever thread is not just stopped by strace. So one
 * try in three is a call later, and one a call earlier.
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
    let seen: number | undefined;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const calls = record(variant);
      const call = calls[position]!;
      const traced = play(variant, [{ call: aimed(call, attempt, seen), fault }]);
      const isKill = fault.startsWith('signal=');
      if ((traced.outcome === undefined) === isKill && isHit(traced, calls, position)) return { ...traced, call };
      seen = wantedOf(traced.calls, calls, position)?.occurrence ?? seen;
      if (attempt % SHIFTS.length !== SHIFTS.length - 1) continue;
      // Another record may have another call at this position.
      records.delete(variant);
      seen = undefined;
    }
    throw new Error(`strace missed call ${position} of "${variant.title}" ${TRIES} times`);
  }

  return { record, playBroken };
}

/** Where a run that was missed has seen the call; else where the record has it; or beside that. */
const aimed = (call: Call, attempt: number, seen = call.occurrence): Call => ({
  ...call,
  occurrence: Math.max(1, seen + SHIFTS[attempt % SHIFTS.length]!),
});

/**
 * Whether the call that broke is the one that is meant; or the last one of a process that was killed, behind as many
 * changes as in the record, so that what is done at each kill is never less than at the one before. Only the thread with the call is seen.
 */
function isHit({ outcome, calls, broken }: Traced, recorded: readonly Call[], position: number): boolean {
  const wanted = wantedOf(calls, recorded, position);
  if (wanted === undefined) return false;
  if (outcome !== undefined) return broken.length === 1 && broken[0] === wanted;
  const done = changesIn(recorded.slice(0, position + 1), wanted);
  return wanted === calls.at(-1) && changesIn(calls, wanted) === done;
}

const changesIn = (calls: readonly Call[], { inMainThread }: Call): number =>
  calls.filter((call) => call.inMainThread === inMainThread && changesFiles(call)).length;

/** Of its name and thread the so-manieth. Others may come in another order: a store asks its locations at once. */
function wantedOf(calls: readonly Call[], recorded: readonly Call[], position: number): Call | undefined {
  const { name, inMainThread } = recorded[position]!;
  const before = recorded.slice(0, position).filter((call) => call.name === name && call.inMainThread === inMainThread);
  return calls.filter((call) => call.name === name)[before.length];
}
