/** How the work of a function grows with its text, measured so that a busy machine says the same. */

const ROUNDS = 5;

/** The processor time of one call in microseconds, the least of some: others on the machine only ever add to it. */
function leastTime(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...times);
}

/** Less is not measured: what is square takes longer on these texts. */
const NOISE_MICROSECONDS = 3000;

/** A growth in between: what is linear stays below it, though garbage is collected, and what is square never does. */
export const LINEAR_GROWTH = 9;

/** How often is measured before a growth is believed: a collection of garbage may fall into every call of one round. */
const ATTEMPTS = 4;

/** How many times as long a text of 40,000 takes as one of 10,000; about 4 where the time is linear, 16 where it is square. */
export function growthOf(work: (text: string) => unknown, textOf: (length: number) => string): number {
  const [short, long] = [textOf(10_000), textOf(40_000)];
  work(short);
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && least >= LINEAR_GROWTH; attempt++) {
    const base = Math.max(
      leastTime(() => work(short)),
      NOISE_MICROSECONDS,
    );
    least = Math.min(least, leastTime(() => work(long)) / base);
  }
  return least;
}
