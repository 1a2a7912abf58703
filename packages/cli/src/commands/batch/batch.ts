/** `configdrive batch`: many inputs become images, on all cores. */
import { fstatSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readPieces } from '@configdrive/files';
import { issueText, printable } from '@configdrive/issues';
import { type BuildManyOptions, buildMany } from '../../batch/build-many.ts';
import type { FailedDriveResult } from '../../batch/results.ts';
import { type Shard, shardOf } from '../../batch/shard.ts';
import type { Context } from '../../frame/command.ts';
import type { ExitCode } from '../../frame/exit-codes.ts';
import { printFacts, printTrouble } from '../../frame/output.ts';
import { refusal } from '../../frame/refusal.ts';
import { nameOf, STDIN } from '../../inputs/bytes.ts';
import { groupOf, modeOf } from '../../inputs/file-options.ts';
import { statedTimestamp } from '../../inputs/timestamp.ts';
import type { BatchOptions } from './command.ts';
import { Pace } from './pace.ts';
import { type Progress, progressOf } from './progress.ts';
import { ResultLines } from './result-lines.ts';
import { Tally } from './tally.ts';

/** What is told while it goes on, and at the end. */
interface Report {
  readonly name: string;
  readonly json: boolean;
  readonly tally: Tally;
  readonly pace: Pace;
  readonly progress: Progress;
}

export async function batch(input: string, options: BatchOptions, { signal }: Context): Promise<ExitCode> {
  const { json = false } = options;
  const howToBuild = { ...buildOptionsOf(input, options), signal };
  const started = performance.now();
  const pace = new Pace(byteLengthOf(input), started);
  const progress = await progressOf(pace, json && process.stdout.isTTY);
  const report: Report = { name: nameOf(input), json, tally: new Tally(), pace, progress };
  const conclude = async (): Promise<void> => {
    progress.end();
    await summarise(report, (performance.now() - started) / 1000);
  };
  try {
    await buildAll(input, howToBuild, report);
  } catch (cause) {
    if (report.tally.isEmpty) progress.end();
    else await conclude();
    throw cause;
  }
  await conclude();
  return report.tally.exitCode;
}

function buildOptionsOf(input: string, options: BatchOptions): BuildManyOptions {
  const { directory, label, profile, tree, strict, force, resume, allowSharedDirectory } = options;
  return {
    directory,
    label,
    profile,
    tree,
    strict,
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
  const { name, json, tally, pace, progress } = report;
  const lines = new ResultLines();
  const onProgress = (sourceBytes: number, elsewhere: number): void => {
    pace.add(0, sourceBytes, performance.now());
    tally.addElsewhere(elsewhere);
  };
  const source = readPieces(name, input === STDIN ? process.stdin : undefined);
  for await (const result of buildMany(source, { ...options, onProgress })) {
    tally.add(result);
    pace.add(1, 0, performance.now());
    if (json) await lines.add(result);
    else if (result.status === 'failed') await tellFailure(name, result, progress);
    await progress.update();
  }
  await lines.end();
}

/** A name may be as long as its line. */
const LONGEST_NAME = 64;

/** A line per problem: `vms.ndjson:17: i-2-17-VM: nics[0].mac: …`. */
async function tellFailure(
  name: string,
  { line, instanceName = '', issues }: FailedDriveResult,
  progress: Progress,
): Promise<void> {
  const who = instanceName === '' ? '' : `${printable(instanceName.slice(0, LONGEST_NAME))}: `;
  for (const issue of issues) await progress.tell(`${printable(name)}:${line}: ${who}${issueText(issue)}`);
}

async function summarise({ name, json, tally }: Report, seconds: number): Promise<void> {
  if (json) await printFacts(JSON.stringify({ schema: 'configdrive.batch/1', ...tally.facts(), seconds }));
  else await printFacts(tally.text(printable(name), seconds));
  if (tally.endedEarly)
    await printTrouble('error', 'the batch ended before its input did; --resume goes on from there');
}
