/** Builds many drives in one go, on all cores, in flat memory. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { acquireLock, type HeldLock, makeDirectories } from '@configdrive/files';
import type { Issue } from '@configdrive/issues';
import { checkArguments, iterable, options as knownOptions, path as somePath } from '@configdrive/issues/arguments';
import { type CheckReference, loadCheck, locatedCheck } from './check.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import { fleetRefusal } from './codes.ts';
import { type Journal, openJournal } from './journal.ts';
import type { BatchReply, BuildSettings, DriveResult, Task } from './results.ts';
import type { Shard } from './shard.ts';
import { type WorkerPool, workerPoolFor } from './worker-pool.ts';

/** How `buildMany` builds, and where the images go. */
export interface BuildManyOptions extends BuildSettings {
  /** Where the images go, each called after its `instanceName`. Missing directories are made, 0700. */
  readonly directory: string;
  /** Dates every drive. Default: now, or that of the unfinished run that `resume` goes on with. */
  readonly timestamp?: Date | undefined;
  /** Replace existing images. */
  readonly force?: boolean | undefined;
  /** Leave what an earlier run has finished, of the same input, as it is. Default: existing images are errors. */
  readonly resume?: boolean | undefined;
  /**
   * Looks at every drive before it is written; what it finds is among the issues of the result, an error as a warning; with
   * `strict: true` an error refuses the line. The module is loaded in every thread, and once here, so that a wrong name is refused at once.
   */
  readonly check?: CheckReference | undefined;
  /** Only the instances of one part of many. */
  readonly shard?: Shard | undefined;
  /** Threads. Default: as many as the machine runs at once. */
  readonly jobs?: number | undefined;
  /** False: no flushes; a power cut may cost images that were reported as built. Default true. */
  readonly durable?: boolean | undefined;
  /** Permission bits of the images. Default 0o600. */
  readonly mode?: number | undefined;
  /** Number of the group that the images belong to. */
  readonly group?: number | undefined;
  /** Write also where other accounts may replace the images. */
  readonly allowSharedDirectory?: boolean | undefined;
  /** Called with what is worth knowing of the directory: that a group may replace what is in it. */
  readonly onIssue?: ((issue: Issue) => void) | undefined;
  /** Lets lines name a `userDataFile`, relative to this directory. Default: they may not. */
  readonly filesFrom?: string | undefined;
  /** Longest line, in bytes. Default 4 MiB. */
  readonly lineByteLength?: number | undefined;
  /** The drives under way are finished, no other is begun; what follows their results is the signal's reason as an error. */
  readonly signal?: AbortSignal | undefined;
  /** Called with bytes of the source that are done with, and lines of other shards among them, since the last call. */
  readonly onProgress?: ((sourceBytes: number, elsewhere: number) => void) | undefined;
}

const DEFAULT_LINE_BYTES = 4 * 1024 * 1024;

/**
 * Builds a drive of each line of NDJSON, plans and images in threads of their own. One result per line that is not blank and
 * not of another shard, as they come: not in order, and not faster than they are taken. A line that is refused does not stop
 * the others; a disk that is full does, and ends the results with one that says `endsBatch`.
 *
 * Beside the images lies a journal, 0600: keyed hashes of names and inputs that are finished (and durable). A run that was
 * interrupted, even by SIGKILL or a power cut, goes on from there with `resume`.
 *
 * @param ndjson In pieces of any size, such as a file's stream; a piece must not change afterwards.
 * @throws InvalidInputError `batch-unfinished`: an earlier run did not come to its end, and neither `resume` nor `force` is
 *   true; `check-invalid`: the module of `check` exports no such function
 * @throws StorageError when directory or journal cannot be made, or another process runs a batch there
 */
export async function* buildMany(
  ndjson: AsyncIterable<Uint8Array>,
  options: BuildManyOptions,
): AsyncGenerator<DriveResult, void> {
  checkArguments(['ndjson', pieces, ndjson], ['options', buildManyOptions, options]);
  options.signal?.throwIfAborted();
  refuseOptions(options);
  if (options.check !== undefined) await loadCheck(locatedCheck(options.check));
  const path = join(options.directory, journalName(options.shard));
  await makeDirectories(path, options.durable !== false);
  const lock = await acquireLock(path, options);
  yield* thenClosed(journaled(ndjson, path, lock, options), () => lock.release());
}

/** Closes something when the results have come to their end, whichever; what went wrong before is what is told. */
async function* thenClosed(
  results: AsyncGenerator<DriveResult, void>,
  close: () => Promise<void>,
): AsyncGenerator<DriveResult, void> {
  let hasFailed = false;
  try {
    yield* results;
  } catch (cause) {
    hasFailed = true;
    throw cause;
  } finally {
    await close().catch((cause: unknown) => {
      if (!hasFailed) throw cause;
    });
  }
}

function refuseOptions({ jobs = 1, lineByteLength = 1 }: BuildManyOptions): void {
  if (!Number.isSafeInteger(jobs) || jobs < 1) throw fleetRefusal('jobs-invalid', ['jobs'], 'must be a number from 1');
  if (Number.isSafeInteger(lineByteLength) && lineByteLength >= 1) return;
  throw fleetRefusal('line-limit-invalid', ['lineByteLength'], 'must be a number of bytes');
}

/** Shards may share a directory. */
const journalName = (shard: Shard | undefined): string =>
  shard === undefined ? '.configdrive-batch.journal' : `.configdrive-batch-${shard.index}-of-${shard.count}.journal`;

async function* journaled(
  ndjson: AsyncIterable<Uint8Array>,
  path: string,
  lock: HeldLock,
  options: BuildManyOptions,
): AsyncGenerator<DriveResult, void> {
  const { resume = false, force = false, durable = true, timestamp } = options;
  const journal = openJournal(path, { resume, force, durable, timestamp });
  const run = runOf(ndjson, journal, lock, options);
  yield* thenClosed(resultsOf(run), async () => {
    // Whose journal it is by now is another one's affair.
    if (!run.isClosed()) lock.confirm('append');
    journal.close(!run.isClosed());
  });
}

/** A run under way. */
interface Run {
  readonly chunks: AsyncGenerator<Chunk>;
  readonly pool: WorkerPool;
  readonly jobs: number;
  readonly journal: Journal;
  /** On the journal. */
  readonly lock: HeldLock;
  readonly options: BuildManyOptions;
  /** No more lines are read; those that were read are finished. */
  close(): void;
  /** Only the drives under way are finished. */
  halt(): void;
  /** It has not come, and will not come, to the end of its input. */
  isClosed(): boolean;
  /** Aborts when it is closed. */
  readonly closing: AbortSignal;
}

function runOf(ndjson: AsyncIterable<Uint8Array>, journal: Journal, lock: HeldLock, options: BuildManyOptions): Run {
  const { shard, lineByteLength = DEFAULT_LINE_BYTES, jobs = availableParallelism() } = options;
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const closing = new AbortController();
  const close = (): void => closing.abort();
  return {
    chunks: chunksOf(ndjson, { shard, lineByteLength, key: journal.key }),
    pool: workerPoolFor(taskOf(journal, stop.buffer, options)),
    jobs,
    journal,
    lock,
    options,
    close,
    halt: () => {
      Atomics.store(stop, 0, 1);
      close();
    },
    isClosed: () => closing.signal.aborted,
    closing: closing.signal,
  };
}

function taskOf(journal: Journal, stop: SharedArrayBuffer, options: BuildManyOptions): Task {
  const { directory, mode, group, filesFrom, label, profile, tree, strict, allow, check } = options;
  const { force = false, durable = true, allowSharedDirectory = false } = options;
  const { key, timestamp } = journal;
  const finished = journal.finished?.memory;
  const building = { label, profile, tree, strict, allow, check: check && locatedCheck(check) };
  const publishing = { directory, mode, group, force, durable, allowSharedDirectory };
  return { ...publishing, building, filesFrom, key, timestamp, finished, stop };
}

/** How many batches a thread has at a time: one to work on, and the next. */
const BATCHES_PER_THREAD = 2;

async function* resultsOf(run: Run): AsyncGenerator<DriveResult, void> {
  const pending = new Map<number, Promise<BatchResult>>();
  const begin = (slot: number): void => void pending.set(slot, nextResult(run, slot));
  const onAbort = (): void => run.halt();
  run.options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    run.options.signal?.throwIfAborted(); // while the directory was made ready
    for (let slot = 0; slot < run.jobs * BATCHES_PER_THREAD; slot++) begin(slot);
    yield* drained(run, pending, begin);
    run.options.signal?.throwIfAborted();
  } finally {
    run.options.signal?.removeEventListener('abort', onAbort);
    await shutdown(run, pending);
  }
}

async function* drained(
  run: Run,
  pending: Map<number, Promise<BatchResult>>,
  begin: (slot: number) => void,
): AsyncGenerator<DriveResult, void> {
  let failure: BatchResult['failure'];
  while (pending.size > 0) {
    const batch = await Promise.race(pending.values());
    pending.delete(batch.slot);
    failure ??= batch.failure;
    if (failure !== undefined) run.close();
    if (batch.results.some(endsBatch)) run.halt();
    if (!batch.isLast && !run.isClosed()) begin(batch.slot);
    yield* batch.results;
  }
  if (failure !== undefined) throw failure.error;
}

const endsBatch = (result: DriveResult): boolean => result.status === 'failed' && result.endsBatch;

/** Finishes what is under way and writes it down, for whoever takes no more results. */
async function shutdown(run: Run, pending: Map<number, Promise<BatchResult>>): Promise<void> {
  if (pending.size > 0 || (run.options.signal?.aborted ?? false)) run.halt();
  // Not waited for: a source that keeps silent would not answer.
  run.chunks.return(undefined).catch(() => {});
  await Promise.all(pending.values());
  await run.pool.close();
}

/** What came of one batch. */
interface BatchResult {
  readonly slot: number;
  readonly results: readonly DriveResult[];
  /** There was no chunk. */
  readonly isLast: boolean;
  readonly failure?: { readonly error: unknown };
}

const NOTHING: BatchReply = { results: [], records: '' };

/** Takes the next chunk through a thread into the journal. Never rejects. */
async function nextResult(run: Run, slot: number): Promise<BatchResult> {
  const results: DriveResult[] = [];
  try {
    const chunk = await nextChunk(run);
    if (chunk === undefined) return { slot, results, isLast: true };
    // Whoever lost the lock builds nothing more beside the one who took it over.
    run.lock.confirm('append');
    const reply = chunk.lines.length === 0 ? NOTHING : await run.pool.run(slot % run.jobs, chunk);
    results.push(...[...chunk.refused, ...reply.results].sort((a, b) => a.line - b.line));
    if (reply.records !== '') {
      run.lock.confirm('append');
      run.journal.append(reply.records);
    }
    run.options.onProgress?.(chunk.sourceBytes, chunk.elsewhere);
    return { slot, results, isLast: false };
  } catch (error) {
    return { slot, results, isLast: true, failure: { error } };
  }
}

/** Waits for the next chunk. Undefined: there is none, or none is wanted any more, though the source may keep silent. */
async function nextChunk({ chunks, closing }: Run): Promise<Chunk | undefined> {
  if (closing.aborted) return undefined;
  // Not Promise.race: a promise that settles last, or never, would hold on to every chunk it was raced with.
  return new Promise((resolve, reject) => {
    const onClose = (): void => resolve(undefined);
    closing.addEventListener('abort', onClose, { once: true });
    chunks
      .next()
      .then(({ done = false, value }) => resolve(done || closing.aborted ? undefined : value), reject)
      .finally(() => closing.removeEventListener('abort', onClose));
  });
}

const pieces = iterable('pieces of lines: a stream, or a list of bytes');
/** The names of all options of a batch, complete by their type. */
export const buildManyOptionNames = {
  directory: true,
  timestamp: true,
  force: true,
  resume: true,
  check: true,
  shard: true,
  jobs: true,
  durable: true,
  mode: true,
  group: true,
  allowSharedDirectory: true,
  onIssue: true,
  filesFrom: true,
  lineByteLength: true,
  signal: true,
  onProgress: true,
  label: true,
  tree: true,
  strict: true,
  profile: true,
  allow: true,
} as const satisfies Readonly<Record<keyof BuildManyOptions, true>>;

const buildManyOptions = knownOptions<BuildManyOptions>(
  buildManyOptionNames,
  ({ directory }) => somePath.is(directory),
  'an object: { directory: where the images go, … }',
);
