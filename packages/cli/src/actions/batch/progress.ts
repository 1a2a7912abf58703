/** How a batch shows that it lives: a bar on a terminal, a line now and then elsewhere. */
import type { Severity } from '@configdrive/issues';
import { diagnosticLine, printDiagnostic } from '../../framework/output.ts';
import { type Throughput, throughputText } from './throughput.ts';

export interface Progress {
  /** The pace has changed. */
  update(): Promise<void>;
  /** An error, or what is less, without spoiling the bar. */
  tell(text: string, code?: string, severity?: Severity): Promise<void>;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** A bar where people look at standard error, unless the facts go to the same screen. */
export async function progressOf(throughput: Throughput, isFactsOnScreen: boolean): Promise<Progress> {
  const isScreen = process.stderr.isTTY && process.env.TERM !== 'dumb' && !isFactsOnScreen;
  return isScreen
    ? barOf(throughput)
    : linesOf(
        throughput,
        (text) => printDiagnostic('notice', text),
        () => performance.now(),
      );
}

const LINE_EVERY_MILLISECONDS = 5000;

/** What is done within a few seconds needs no line. */
export function linesOf(throughput: Throughput, print: (text: string) => Promise<void>, now: () => number): Progress {
  let next = now() + LINE_EVERY_MILLISECONDS;
  return {
    update: async () => {
      if (now() < next) return;
      next = now() + LINE_EVERY_MILLISECONDS;
      const percent = throughput.share === undefined ? '' : `${Math.floor(throughput.share * 100)}%, `;
      await print(`${percent}${throughputText(throughput)}`);
    },
    tell: (text, code, severity = 'error') => printDiagnostic(severity, text, code),
    end: () => {},
  };
}

const BAR_WIDTH = 30;

async function barOf(throughput: Throughput): Promise<Progress> {
  const { MultiBar } = await import('cli-progress');
  const bars = new MultiBar({
    format: () => barText(throughput),
    clearOnComplete: true,
    gracefulExit: false,
    forceRedraw: true,
  });
  bars.create(1, 0);
  return {
    update: async () => {},
    tell: async (text, code, severity = 'error') => bars.log(`${diagnosticLine(severity, text, code)}\n`),
    end: () => {
      bars.update(); // what is still to be told
      bars.stop();
    },
  };
}

function barText(throughput: Throughput): string {
  const { share } = throughput;
  if (share === undefined) return throughputText(throughput);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)}%  ${throughputText(throughput)}`;
}
