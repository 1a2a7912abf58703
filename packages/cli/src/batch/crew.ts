/**
 * Threads that work on parcels. Of node:worker_threads alone: pools from npm start a file of their own, which a bundle does
 * not have, bring native code, and know no other way to stop a thread than in the middle of a write.
 */
import { Worker } from 'node:worker_threads';
import { internalError } from '@configdrive/issues';
import type { Answer, Parcel, Task } from './results.ts';

export interface Crew {
  /** The answer of a thread, which may still be at work on earlier ones; threads start when they are first wanted. */
  give(thread: number, parcel: Parcel): Promise<Answer>;
  /** Ends the threads, whatever they do. */
  end(): Promise<void>;
}

export function crewFor(task: Task): Crew {
  const threads = new Map<number, Thread>();
  return {
    give: (number, parcel) => {
      const thread = threads.get(number) ?? new Thread(task);
      threads.set(number, thread);
      return thread.give(parcel);
    },
    end: async () => {
      await Promise.all([...threads.values()].map((thread) => thread.end()));
    },
  };
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Compiled or bundled, the file lies beside this one. Node 20 starts no TypeScript. */
const WORKER = new URL('./worker.js', import.meta.url);

/**
 * Of each thread's heap: two semi-spaces of 4 MiB and their reserve, a quarter of what V8 takes by itself. Drives are short
 * lived; more room only holds more garbage. The rest of the heap stays unlimited: a drive may be large.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

class Thread {
  readonly #worker: Worker;
  /** In the order of their parcels, which is that of the answers. */
  readonly #waiting: Waiting[] = [];

  constructor(task: Task) {
    this.#worker = new Worker(WORKER, { workerData: task, resourceLimits: RESOURCE_LIMITS });
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', () => this.#fail(undefined));
  }

  give(parcel: Parcel): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(parcel, [parcel.bytes.buffer]);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** The cause may quote what the thread choked on; it is for debuggers, and no message has it. */
  #fail(cause: unknown): void {
    const error = internalError('a thread of the batch ended before its work did');
    error.cause = cause;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
