/**
 * Threads that work on batches of lines. They need node:worker_threads alone: pools from npm start a file of their own, which
 * a bundle does not have, bring native code, and know no other way to stop a thread than in the middle of a write.
 */
import { Worker } from 'node:worker_threads';
import { internalError } from '@configdrive/issues';
import type { Batch, BatchReply, Task } from './results.ts';

/** Threads that all have the same task. */
export interface WorkerPool {
  /** Sends a batch to a thread, which may still be at work on earlier ones. Threads start when they are first wanted. */
  run(thread: number, batch: Batch): Promise<BatchReply>;
  /** Ends the threads, whatever they do. */
  close(): Promise<void>;
}

/** Makes the pool of a task; no thread is started yet. */
export function workerPoolFor(task: Task): WorkerPool {
  const threads = new Map<number, Thread>();
  return {
    run: (number, batch) => {
      const thread = threads.get(number) ?? new Thread(task);
      threads.set(number, thread);
      return thread.run(batch);
    },
    close: async () => {
      await Promise.all([...threads.values()].map((thread) => thread.close()));
    },
  };
}

interface Waiting {
  readonly resolve: (reply: BatchReply) => void;
  readonly reject: (error: Error) => void;
}

/** The file that a thread runs: compiled or bundled, it lies beside this one. Node 20 starts no TypeScript. */
const WORKER = new URL('./worker.js', import.meta.url);

/**
 * The limits of each thread's heap: two semi-spaces of 4 MiB and their reserve, a quarter of what V8 takes by itself. Drives are short
 * lived; more room only holds more garbage. The rest of the heap stays unlimited: a drive may be large.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

class Thread {
  readonly #worker: Worker;
  /** In the order of their batches, which is that of the replies. */
  readonly #waiting: Waiting[] = [];

  constructor(task: Task) {
    this.#worker = new Worker(WORKER, { workerData: task, resourceLimits: RESOURCE_LIMITS });
    this.#worker.on('message', (reply: BatchReply) => this.#waiting.shift()?.resolve(reply));
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', () => this.#fail(undefined));
  }

  run(batch: Batch): Promise<BatchReply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(batch, [batch.bytes.buffer]);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** The cause may quote what the thread choked on; it is for debuggers, and no message has it. */
  #fail(cause: unknown): void {
    const error = internalError('a thread of the batch ended before its work did');
    error.cause = cause;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
