/** CPU and wall time of a call. Candidates are measured in turn, round by round, so that a drifting machine drifts for all. */
import { readFileSync } from 'node:fs';

const TICK_MICROSECONDS = 10_000;

/**
 * Calls until everything of a workload is compiled: what is compared to it is a process that has long been warm, and the
 * compiler's threads are CPU of this process, too.
 */
export const WARM_UP = 3000;

/** CPU of this process and of its children that have ended, in microseconds. */
function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return { own: user + system, children: childrenMicroseconds() };
}

/** Linux only: fields 16 and 17 of /proc/self/stat, behind the name in parentheses; 0 elsewhere. */
function childrenMicroseconds() {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * TICK_MICROSECONDS;
  } catch {
    return 0;
  }
}

/** Microseconds of CPU and of wall time for one call, averaged over `times` calls. */
export function timed(act, times) {
  const cpu = cpuMicroseconds();
  const wall = process.hrtime.bigint();
  for (let index = 0; index < times; index++) act(index);
  const wallMicroseconds = Number(process.hrtime.bigint() - wall) / 1000;
  const after = cpuMicroseconds();
  const own = after.own - cpu.own;
  const children = after.children - cpu.children;
  return { cpu: (own + children) / times, wall: wallMicroseconds / times };
}

/** The same for calls that are awaited, one at a time. */
export async function timedAsync(act, times) {
  const cpu = cpuMicroseconds();
  const wall = process.hrtime.bigint();
  for (let index = 0; index < times; index++) await act(index);
  const wallMicroseconds = Number(process.hrtime.bigint() - wall) / 1000;
  const after = cpuMicroseconds();
  return { cpu: (after.own - cpu.own + after.children - cpu.children) / times, wall: wallMicroseconds / times };
}

/** A place for figures: workload → candidate → one number a round. */
export function collected(workloads) {
  const measured = Object.fromEntries(workloads.map((workload) => [workload, {}]));
  const add = (workload, candidate, value) => {
    measured[workload][candidate] ??= [];
    measured[workload][candidate].push(value);
  };
  return { measured, add };
}

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
