/** A thread of a fleet: batches of lines come, images are put in place, replies go. */
import { parentPort, workerData } from 'node:worker_threads';
import { flushDirectory } from '@configdrive/files';
import { loadCheck } from './check.ts';
import { driveMakerOf, failureOf, type Made } from './drive-maker.ts';
import type { Batch, BatchReply, SentLine, Task } from './results.ts';

const task = workerData as Task;
const { check } = task.building;
const makeDrive = driveMakerOf(task, check && (await loadCheck(check)));
const stop = new Int32Array(task.stop);
const isStopped = (): boolean => Atomics.load(stop, 0) !== 0;

/** Drives whose flushes run at once; the file system makes one of several. */
const AT_ONCE = 16;

/** One after the other, though the next one is here already. */
let idle = Promise.resolve();
parentPort?.on('message', (batch: Batch) => {
  idle = idle.then(async () => parentPort?.postMessage(await replyTo(batch)));
});

async function replyTo(batch: Batch): Promise<BatchReply> {
  const made = await madeOf(batch);
  batch.bytes.fill(0);
  const done = task.durable ? await flushed(made) : made;
  return { results: done.map(({ result }) => result), records: done.map(({ record }) => record).join('') };
}

async function madeOf({ lines, bytes }: Batch): Promise<readonly Made[]> {
  const made: Made[] = [];
  let at = 0;
  for (let first = 0; first < lines.length && !isStopped(); first += AT_ONCE) {
    const group = lines.slice(first, first + AT_ONCE).map((line): Promise<Made | undefined> => {
      at += line.byteLength;
      return madeUnlessStopped(line, bytes.subarray(at - line.byteLength, at));
    });
    made.push(...(await Promise.all(group)).filter((each) => each !== undefined));
  }
  return made;
}

/** The names of the new images on stable storage, too; else nothing is finished. */
async function flushed(made: readonly Made[]): Promise<readonly Made[]> {
  if (made.every(({ record }) => record === '')) return made;
  try {
    await flushDirectory(task.directory);
    return made;
  } catch (cause) {
    return made.map(({ result, record }) => ({
      result: record === '' ? result : failureOf(result, cause),
      record: '',
    }));
  }
}

/** What is under way comes to its end; nothing else begins. A full disk stops all threads. */
async function madeUnlessStopped(line: SentLine, bytes: Uint8Array): Promise<Made | undefined> {
  if (isStopped()) return undefined;
  const made = await makeDrive(line, bytes);
  if (made.result.status === 'failed' && made.result.endsBatch) Atomics.store(stop, 0, 1);
  return made;
}
