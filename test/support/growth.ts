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

/** How many times as long a text of 40,000 takes as one of 10,000; about 4 where the time is linear, 16 where it is square. */
export function growthOf(work: (text: string) => unknown, textOf: (length: number) => string): number {
  const [short, long] = [textOf(10_000), textOf(40_000)];
  work(short);
  const base = Math.max(
    leastTime(() => work(short)),
    NOISE_MICROSECONDS,
  );
  return leastTime(() => work(long)) / base;
}
