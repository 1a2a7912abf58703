/** Workloads and targets to a table for people, JSON for programs and Markdown for the docs. */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { median } from './measure.mjs';
import { PYTHON } from './peers/pycdlib.mjs';

/** Ratio of a candidate to ours, round by round, so that drift cancels out. */
const ratios = (theirs, ours) => theirs.map((value, round) => value / ours[Math.min(round, ours.length - 1)]);

const outcomes = { reached: 'reached', missed: 'MISSED', missing: 'peer missing' };

export function judged(targets, workloads) {
  return targets
    .filter(({ workload }) => workload in workloads)
    .map((target) => {
      const { rounds, unit } = workloads[target.workload];
      const ours = median(rounds.ours);
      const wanted = wantedOf(target, unit);
      const verdict = (value, isReached, text) => ({
        ...target,
        wanted,
        value,
        text,
        outcome: isReached ? outcomes.reached : outcomes.missed,
      });
      if (target.below !== undefined) return verdict(ours, ours <= target.below, `${ours.toFixed(1)} ${unit}`);
      const theirs = rounds[target.against];
      if (theirs === undefined) return { ...target, wanted, text: '', outcome: outcomes.missing };
      const ratio = median(ratios(theirs, rounds.ours));
      if (target.atLeast !== undefined) return verdict(ratio, ratio >= target.atLeast, `${ratio.toFixed(1)} ×`);
      return verdict(1 / ratio, 1 / ratio <= target.atMost, `${(1 / ratio).toFixed(2)} ×`);
    });
}

const wantedOf = ({ atLeast, atMost, below }, unit) =>
  atLeast !== undefined ? `≥ ${atLeast} ×` : atMost !== undefined ? `≤ ${atMost} ×` : `≤ ${below} ${unit}`;

const versionCommands = {
  genisoimage: ['genisoimage', '-version'],
  xorriso: ['xorriso', '-version'],
  bsdtar: ['bsdtar', '--version'],
  '7z': ['7z'],
  pycdlib: [PYTHON ?? 'python3', '-c', 'import importlib.metadata as m; print("pycdlib", m.version("pycdlib"))'],
};

/** The first line that a program says of itself with a number in it. */
function versionOf([program, ...args]) {
  const { stdout, stderr, status, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined || (status !== 0 && stdout === '')) return 'not installed';
  return (
    `${stdout}\n${stderr}`
      .split('\n')
      .find((line) => /\d\.\d/.test(line))
      ?.trim() ?? 'of unknown version'
  );
}

/** What the figures depend on. The load is that of the whole run's end: a machine that others use is no basis for a claim. */
export const machine = () => ({
  processor: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  linux: release(),
  node: process.versions.node,
  load: loadavg().map((value) => Number(value.toFixed(1))),
  peers: Object.fromEntries(Object.entries(versionCommands).map(([name, command]) => [name, versionOf(command)])),
});

export function markdown({ processor, linux, node, load, peers }, workloads, verdicts) {
  const lines = [
    `${processor}, Linux ${linux}, Node ${node}; load at the end ${load.join(', ')}`,
    '',
    ...Object.entries(peers).map(([name, version]) => `- ${name}: ${version}`),
    '',
  ];
  for (const { title, unit, rounds, missing } of Object.values(workloads)) {
    lines.push(`**${title}** (${unit}, ${rounds.ours.length} rounds)`, '');
    lines.push('| who | median | min | max |', '|---|---|---|---|');
    for (const [name, values] of Object.entries(rounds)) {
      const figures = [median(values), Math.min(...values), Math.max(...values)].map(figureText);
      lines.push(`| ${name} | ${figures.join(' | ')} |`);
    }
    for (const name of missing) lines.push(`| ${name} | not installed | | |`);
    lines.push('');
  }
  lines.push('| target | workload | against | wanted | measured | |', '|---|---|---|---|---|---|');
  for (const { id, workload, against, wanted, text, outcome } of verdicts) {
    lines.push(`| ${id} | ${workload} | ${against} | ${wanted} | ${text} | ${outcome} |`);
  }
  return `${lines.join('\n')}\n`;
}

const figureText = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(1));

export const json = (on, workloads, verdicts, growth) =>
  `${JSON.stringify({ machine: on, date: new Date().toISOString(), workloads, verdicts, growth }, null, 2)}\n`;
