/**
 * Structure-aware fuzzing: seeded, so that image number N is the same everywhere. CONFIGDRIVE_FUZZ says how many images (200,000
 * under CI, 10,000 elsewhere; millions if one likes), CONFIGDRIVE_FUZZ_SEED which one is the first. A failure names its image.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { beforeAll, expect, it } from 'vitest';
import type { FuzzReport, FuzzShare } from './fuzz-worker.ts';

const WORKERS = 2;
const IMAGES = Number(process.env.CONFIGDRIVE_FUZZ ?? (process.env.CI === undefined ? 10_000 : 200_000));
const FIRST = Number(process.env.CONFIGDRIVE_FUZZ_SEED ?? 0);
/** An image that is still being worked on at the second look, this much later, hangs. */
const LOOK_MS = 5000;
const MEGABYTE = 1024 * 1024;

let code = '';

// Bundled, because a test runner's module system costs more than the reader, and because a thread can be ended when it hangs.
beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@configdrive/source'] },
    ssr: { noExternal: true, resolve: { conditions: ['@configdrive/source'] } },
    build: { ssr: fileURLToPath(new URL('fuzz-worker.ts', import.meta.url)), write: false, target: 'node20' },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (bundle === undefined || !('output' in bundle)) throw new Error('the bundler gave nothing');
  code = bundle.output[0].code;
});

it(`${IMAGES} damaged images are read, refused, verified and mapped without harm`, {
  timeout: 24 * 3_600_000,
}, async () => {
  const shares = Array.from({ length: WORKERS }, (_, index) => runShare(index));
  const reports = await Promise.all(shares);
  expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
  expect(reports.reduce((total, { executed }) => total + executed, 0)).toBeGreaterThanOrEqual(IMAGES);
  for (const { grown } of reports) expect(grown).toBeLessThan(256 * MEGABYTE);
});

function runShare(index: number): Promise<FuzzReport> {
  const progress = new SharedArrayBuffer(4);
  const share: FuzzShare = { first: FIRST + index, step: WORKERS, count: Math.ceil(IMAGES / WORKERS), progress };
  const worker = new Worker(new URL(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`), {
    workerData: share,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise((resolve, reject) => {
    const stop = watch(worker, progress, reject);
    worker.once('message', (report: FuzzReport) => {
      stop();
      resolve(report);
    });
    worker.once('error', (cause) => {
      stop();
      reject(new Error(`image ${at(progress)} ended its thread`, { cause }));
    });
  });
}

const at = (progress: SharedArrayBuffer): number => Atomics.load(new Int32Array(progress), 0);

/** Ends a thread that is at the same image twice. */
function watch(worker: Worker, progress: SharedArrayBuffer, reject: (cause: Error) => void): () => void {
  let last = -1;
  const timer = setInterval(() => {
    const now = at(progress);
    if (now === last) {
      clearInterval(timer);
      void worker.terminate();
      reject(new Error(`image ${now} hangs`));
    }
    last = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}
