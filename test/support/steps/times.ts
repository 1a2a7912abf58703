/** How the time of a work grows with its text: for long forms only, since a busy machine may say anything. */

const ROUNDS = 5;

/** Processor time of one call in microseconds, the least of some: others on the machine only ever add to it. */
async function leastTime(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/** Less is not measured: what is square takes longer on these texts. */
const NOISE_MICROSECONDS = 3000;

/** How many times as long the second given takes as the first; about 4 where time is linear, 16 where it is square. */
export async function timeGrowthOf<Given>(work: (given: Given) => unknown, short: Given, long: Given): Promise<number> {
  const base = Math.max(await leastTime(() => work(short)), NOISE_MICROSECONDS);
  return (await leastTime(() => work(long))) / base;
}
