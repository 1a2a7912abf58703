/**
 * Runs in a process of its own, bundled: takes seed after seed, tells which look it is at, and stops at the first that is
 * not as it must be, since what a look leaves behind would be blamed on the next one.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf, looksAt } from './looks.ts';

export interface Share {
  readonly first: number;
  readonly step: number;
  /** By `Date.now()`. */
  readonly endsAt: number;
  readonly most: number;
  readonly directory: string;
  /** Only looks whose name begins so. */
  readonly only?: string | undefined;
}

export type Told =
  | { readonly kind: 'at'; readonly seed: number; readonly look: string }
  | { readonly kind: 'fault'; readonly seed: number; readonly look: string; readonly what: string }
  | {
      readonly kind: 'end';
      readonly seeds: number;
      readonly looks: number;
      readonly mostMebibytes: number;
      readonly mostSeconds: number;
    };

const MOST_MEBIBYTES = 256;
/** Processor time of one look; what is not linear takes minutes. A backstop: nothing that is judged here depends on it else. */
const MOST_SECONDS = 20;

/** Mebibytes that this process has had at most since it forgot the last time. */
const peakMebibytes = (): number =>
  Number(/VmHWM:\s+([0-9]+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

/** Linux forgets the peak where it is told to, so that what makes hostile contents is not taken for what looks at them. */
function forgetPeak(): void {
  globalThis.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
}

const tell = (told: Told): Promise<void> => new Promise((resolve) => process.send?.(told, () => resolve()));

async function work({ first, step, endsAt, most, directory, only }: Share): Promise<Told> {
  const own = join(directory, String(process.pid));
  await warmUp(own);
  forgetPeak();
  const start = peakMebibytes();
  let [seeds, looks, mostSeconds, mostMebibytes] = [0, 0, 0, 0];
  for (let seed = first; seeds < most && Date.now() < endsAt; seed += step, seeds++) {
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true, mode: 0o700 });
    for (const look of looksAt(seed, own)) {
      if (only !== undefined && !look.name.startsWith(only)) continue;
      await tell({ kind: 'at', seed, look: look.name });
      forgetPeak();
      const cpu = process.cpuUsage();
      const fault = await faultOf(look);
      const seconds = process.cpuUsage(cpu).user / 1e6;
      mostSeconds = Math.max(mostSeconds, seconds);
      looks++;
      const grown = peakMebibytes() - start;
      mostMebibytes = Math.max(mostMebibytes, Math.round(grown));
      const what = fault ?? excess(grown, seconds);
      if (what !== undefined) return { kind: 'fault', seed, look: look.name, what };
    }
  }
  rmSync(own, { recursive: true, force: true });
  return { kind: 'end', seeds, looks, mostMebibytes, mostSeconds };
}

function excess(mebibytes: number, seconds: number): string | undefined {
  if (mebibytes > MOST_MEBIBYTES) return `takes ${Math.round(mebibytes)} MiB above the start`;
  return seconds > MOST_SECONDS ? `takes ${seconds.toFixed(1)} s of the processor` : undefined;
}

/** What is loaded once, by whatever looks first, is no seed's. */
async function warmUp(directory: string): Promise<void> {
  for (const seed of [1, 2, 3]) for (const look of looksAt(seed, directory)) await faultOf(look);
}

process.once('message', (share: Share) => {
  void work(share)
    .then(tell)
    .finally(() => process.disconnect());
});
