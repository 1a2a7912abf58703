/** Programs measured as whole processes: CPU and wall seconds and the largest resident set, as GNU time counts them. */
import { spawnSync } from 'node:child_process';

/** @returns {{ cpu: number, wall: number, mebibytes: number } | undefined} undefined when the program is not installed */
export function measuredProcess([program, ...args]) {
  const time = ['-q', '-f', '%U %S %e %M', '--', program, ...args];
  const { status, stderr, error } = spawnSync('/usr/bin/time', time, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (error !== undefined) throw new Error(`GNU time is needed (Debian: time): ${error.message}`);
  if (status === 127) return undefined;
  if (status !== 0) throw new Error(`${program}: exit ${status}: ${stderr.slice(0, 2000)}`);
  const [user, system, wall, kibibytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, wall, mebibytes: kibibytes / 1024 };
}

/**
 * Measures commands in turn, round by round.
 * @param candidates name → command, made anew for each round
 * @param between called after each process, to remove what it left
 */
export function processRounds(candidates, rounds, between = () => {}) {
  const measured = {};
  const missing = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(candidates)) {
      if (missing.includes(name)) continue;
      const result = measuredProcess(command(round));
      between(name, round);
      if (result === undefined) missing.push(name);
      else {
        measured[name] ??= [];
        measured[name].push(result);
      }
    }
  }
  return { measured, missing };
}

/** One figure of every process as a workload. */
export const workloadOf = ({ measured, missing }, title, unit, figureOf) => ({
  title,
  unit,
  rounds: Object.fromEntries(Object.entries(measured).map(([name, results]) => [name, results.map(figureOf)])),
  missing,
});

const children = new URL('children/', import.meta.url).pathname;

export const nodeChild = (child, ...args) => [process.execPath, `${children}${child}`, ...args.map(String)];
