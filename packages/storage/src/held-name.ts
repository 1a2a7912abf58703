/** A name that a process keeps for longer than one write: for all that happens in a directory, or beside a file. */
import { internalError } from '@configdrive/issues';
import { claiming } from './claim.ts';
import { type Pause, runLater } from './pauses.ts';
import { openTarget, releaseTarget, type TargetOptions } from './target.ts';

/** Who keeps a name for long is not worth a long wait. */
const LONGEST_WAIT_MILLISECONDS = 2000;

/**
 * Keeps a name for this process until it is released: whoever claims it meanwhile waits, and gives up with `busy`.
 *
 * @param path Need not exist; its directory must.
 * @throws StorageError
 */
export async function holdName(path: string, options: HoldOptions = {}): Promise<HeldName> {
  const target = openTarget(path, options);
  let begin: () => void = () => {};
  let end: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const whole = runLater(
    claiming(target, options.signal, () => untilReleased(begin, ended), LONGEST_WAIT_MILLISECONDS),
  ).finally(() => releaseTarget(target));
  await Promise.race([begun, whole]);
  return {
    release: async () => {
      end();
      await whole;
    },
  };
}

export interface HoldOptions extends Pick<TargetOptions, 'allowSharedDirectory'> {
  /** Ends the waiting for others. */
  readonly signal?: AbortSignal | undefined;
}

export interface HeldName {
  release(): Promise<void>;
}

function* untilReleased(begin: () => void, ended: Promise<void>): Generator<Pause, void> {
  yield {
    now: () => {
      throw internalError('a name cannot be held in one go');
    },
    later: () => {
      begin();
      return ended;
    },
  };
}
