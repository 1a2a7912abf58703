/** Workloads and targets to a table for people, JSON for programs and Markdown for the docs. */
import { cpus, release } from 'node:os';
import { median } from './measure.mjs';

/** Ratio of a candidate to ours, round by round, so that drift cancels out. */
const ratios = (theirs, ours) => theirs.map((value, round) => value / ours[Math.min(round, ours.length - 1)]);

const outcomes = { reached: 'reached', missed: 'MISSED', missing: 'peer missing' };

export function judged(targets, workloads) {
  return targets
    .filter(({ workload }) => workload in workloads)
    .map((target) => {
      const { rounds, unit } = workloads[target.workload];
      const ours = median(rounds.ours);
      if (target.below !== undefined) return verdict(target, ours, ours <= target.below, `${ours.toFixed(0)} ${unit}`);
      const theirs = rounds[target.against];
      if (theirs === undefined) return { ...target, outcome: outcomes.missing };
      const ratio = median(ratios(theirs, rounds.ours));
      if (target.atLeast !== undefined) return verdict(target, ratio, ratio >= target.atLeast, `${ratio.toFixed(1)} ×`);
      return verdict(target, 1 / ratio, 1 / ratio <= target.atMost, `${(1 / ratio).toFixed(2)} ×`);
    });
}

const verdict = (target, value, isReached, text) => ({
  ...target,
  value,
  text,
  outcome: isReached ? outcomes.reached : outcomes.missed,
});

const boundOf = ({ atLeast, atMost, below }) =>
  atLeast !== undefined ? `≥ ${atLeast} ×` : atMost !== undefined ? `≤ ${atMost} ×` : `≤ ${below} MiB`;

const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}`;

export function markdown(workloads, verdicts) {
  const lines = [`Machine: ${machine()}`, ''];
  for (const { title, unit, rounds, missing } of Object.values(workloads)) {
    lines.push(
      `**${title}** (${unit}, median of ${rounds.ours.length})`,
      '',
      '| who | median | min | max |',
      '|---|---|---|---|',
    );
    for (const [name, values] of Object.entries(rounds)) {
      const figures = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1));
      lines.push(`| ${name} | ${figures.join(' | ')} |`);
    }
    for (const name of missing) lines.push(`| ${name} | not installed | | |`);
    lines.push('');
  }
  lines.push('| target | workload | against | wanted | measured | |', '|---|---|---|---|---|---|');
  for (const target of verdicts) {
    const { id, workload, against, text = '', outcome } = target;
    lines.push(`| ${id} | ${workload} | ${against} | ${boundOf(target)} | ${text} | ${outcome} |`);
  }
  return `${lines.join('\n')}\n`;
}

export const json = (workloads, verdicts) =>
  `${JSON.stringify({ machine: machine(), date: new Date().toISOString(), workloads, verdicts }, null, 2)}\n`;
