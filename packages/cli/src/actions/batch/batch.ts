/** `configdrive batch`: many inputs become images, on all cores. */
import { fstatSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { readPieces, refuseUnreadable } from '@configdrive/files';
import { type FailedDriveResult, type Shard, shardOf } from '@configdrive/fleet';
import { type Issue, issueText, MOST_LINES, moreText, printable } from '@configdrive/issues';
import { type BuildManyOptions, buildMany } from '../../build-many.ts';
import { batch as words } from '../../commands/batch.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { hintOf } from '../../framework/hints.ts';
import { printDiagnostic, printFacts } from '../../framework/output.ts';
import { nameOf, STDIN } from '../../inputs/bytes.ts';
import { groupOf, modeOf, statedTimestamp } from '../../inputs/settings.ts';
import { askedGuests } from '../guest-check.ts';
import { type Progress, progressOf } from './progress.ts';
import { ResultLines } from './result-lines.ts';
import { isHintedAtTheEnd, Summary } from './summary.ts';
import { Throughput } from './throughput.ts';

type BatchOptions = OptionsOf<typeof words>;

/** What is told while it goes on, and at the end. */
interface Report {
  readonly name: string;
  readonly json: boolean;
  readonly summary: Summary;
  readonly throughput: Throughput;
  readonly progress: Progress;
}

/**
 * A heap is collected when it has grown by a fifth. V8 lets it double: with lines of megabytes, in three heaps, that is 300 MiB of
 * garbage; what it costs is 3 % of the CPU time of a batch of small lines.
 */
const HEAP_GROWTH = '--heap-growing-percent=20';

export const batch: ActionOf<typeof words> = async ({ input }, options, { signal }) => {
  setFlagsFromString(HEAP_GROWTH);
  const { json = false } = options;
  const howToBuild = { ...buildOptionsOf(input, options), signal };
  const started = performance.now();
  const throughput = new Throughput(byteLengthOf(input), started);
  const progress = await progressOf(throughput, json && process.stdout.isTTY);
  const report: Report = { name: nameOf(input), json, summary: new Summary(), throughput, progress };
  const conclude = async (): Promise<void> => {
    progress.end();
    await summarise(report, (performance.now() - started) / 1000);
  };
  try {
    await buildAll(input, howToBuild, report);
  } catch (cause) {
    if (report.summary.isEmpty) progress.end();
    else await conclude();
    throw cause;
  }
  await conclude();
  return report.summary.exitCode;
};

function buildOptionsOf(input: string, options: BatchOptions): BuildManyOptions {
  const { directory, label, profile, tree, strict, allow, force, resume, allowSharedDirectory } = options;
  return {
    directory,
    label,
    profile,
    tree,
    strict,
    allow,
    guests: askedGuests(options),
    force,
    resume,
    allowSharedDirectory,
    timestamp: statedTimestamp(),
    shard: options.shard === undefined ? undefined : shardIn(options.shard),
    jobs: options.jobs === undefined ? undefined : Number(options.jobs),
    lineByteLength: options.lineLimit === undefined ? undefined : Number(options.lineLimit),
    durable: !(options.skipFlush ?? false),
    mode: options.mode === undefined ? undefined : modeOf(options.mode),
    group: options.group === undefined ? undefined : groupOf(options.group),
    filesFrom: options.allowFiles ? directoryOf(input) : undefined,
  };
}

function shardIn(text: string): Shard {
  const shard = shardOf(text);
  if (shard !== undefined) return shard;
  throw refusal('shard-invalid', ['--shard'], 'must be a part and their number, as in 1/4 or 4/4');
}

const directoryOf = (input: string): string => (input === STDIN ? process.cwd() : dirname(resolve(input)));

/** Undefined for pipes, and for what is missing: opening it will say so. */
function byteLengthOf(input: string): number | undefined {
  const stats = input === STDIN ? fstatSync(process.stdin.fd) : statSync(input, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : undefined;
}

async function buildAll(input: string, options: BuildManyOptions, report: Report): Promise<void> {
  const { name, json, summary, throughput, progress } = report;
  if (input !== STDIN) refuseUnreadable(input);
  const lines = new ResultLines();
  const onProgress = (sourceBytes: number, elsewhere: number): void => {
    throughput.add(0, sourceBytes, performance.now());
    summary.addElsewhere(elsewhere);
  };
  const source = readPieces(name, input === STDIN ? process.stdin : undefined);
  const notices: Issue[] = [];
  const onIssue = (issue: Issue): void => void notices.push(issue);
  for await (const result of buildMany(source, { ...options, onProgress, onIssue })) {
    // Of the directory, before the first line.
    for (const issue of notices.splice(0)) await progress.tell(issueText(issue), issue.code, issue.severity);
    summary.add(result);
    throughput.add(1, 0, performance.now());
    if (json) await lines.add(result);
    else if (result.status === 'failed') await tellFailure(report, result);
    await progress.update();
  }
  await lines.end();
}

/** A name may be as long as its line. */
const LONGEST_NAME = 64;

/** A line per problem: `vms.ndjson:17: i-2-17-VM: nics[0].mac: …`. */
async function tellFailure(
  { name, progress }: Report,
  { line, instanceName = '', issues }: FailedDriveResult,
): Promise<void> {
  const who = instanceName === '' ? '' : `${printable(instanceName.slice(0, LONGEST_NAME))}: `;
  const where = `${printable(name)}:${line}: ${who}`;
  for (const issue of issues.slice(0, MOST_LINES)) {
    const hint = isHintedAtTheEnd(issue) ? '' : hintOf(issue, words.options);
    await progress.tell(`${where}${issueText(issue)}${hint}`, issue.code);
  }
  if (issues.length > MOST_LINES) await progress.tell(`${where}${moreText(issues.length - MOST_LINES)}`);
}

async function summarise({ name, json, summary }: Report, seconds: number): Promise<void> {
  if (json) await printFacts(JSON.stringify({ schema: 'configdrive.batch/1', ...summary.facts(), seconds }));
  else await printFacts(summary.text(printable(name), seconds));
  if (summary.endedEarly)
    await printDiagnostic('error', 'the batch ended before its input did; --resume goes on from there');
}
