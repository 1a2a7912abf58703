/** How a batch shows that it lives: a bar on a terminal, a line now and then elsewhere. */
import { printTrouble, troubleLine } from '../../frame/output.ts';
import { type Pace, paceText } from './pace.ts';

export interface Progress {
  /** The pace has changed. */
  update(): Promise<void>;
  /** An error, without spoiling the bar. */
  tell(text: string): Promise<void>;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** A bar where people look at standard error, unless the facts go to the same screen. */
export async function progressOf(pace: Pace, isFactsOnScreen: boolean): Promise<Progress> {
  const isScreen = process.stderr.isTTY && process.env.TERM !== 'dumb' && !isFactsOnScreen;
  return isScreen
    ? barOf(pace)
    : linesOf(
        pace,
        (text) => printTrouble('notice', text),
        () => performance.now(),
      );
}

const LINE_EVERY_MILLISECONDS = 5000;

/** What is done within a few seconds needs no line. */
export function linesOf(pace: Pace, print: (text: string) => Promise<void>, now: () => number): Progress {
  let next = now() + LINE_EVERY_MILLISECONDS;
  return {
    update: async () => {
      if (now() < next) return;
      next = now() + LINE_EVERY_MILLISECONDS;
      const percent = pace.share === undefined ? '' : `${Math.floor(pace.share * 100)}%, `;
      await print(`${percent}${paceText(pace)}`);
    },
    tell: (text) => printTrouble('error', text),
    end: () => {},
  };
}

const BAR_WIDTH = 30;

async function barOf(pace: Pace): Promise<Progress> {
  const { MultiBar } = await import('cli-progress');
  const bars = new MultiBar({
    format: () => barText(pace),
    clearOnComplete: true,
    gracefulExit: false,
    forceRedraw: true,
  });
  bars.create(1, 0);
  return {
    update: async () => {},
    tell: async (text) => bars.log(`${troubleLine('error', text)}\n`),
    end: () => {
      bars.update(); // what is still to be told
      bars.stop();
    },
  };
}

function barText(pace: Pace): string {
  const { share } = pace;
  if (share === undefined) return paceText(pace);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)}%  ${paceText(pace)}`;
}
