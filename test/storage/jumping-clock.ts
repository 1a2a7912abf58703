/** A wall clock that jumps under processes: hours forwards and backwards, whenever they look. */
import { renameSync, writeFileSync } from 'node:fs';
import { textOf } from '../support/run.ts';

const MOST_HOURS = 12;

export interface JumpingClock {
  /** For the environment of a process. Times of files are the disk's and stay; so does the clock that only goes forwards. */
  readonly env: Readonly<Record<string, string>>;
  jump(): void;
}

/** @param faketime The program, which knows where its library is. @param file Says how far the clock is off. */
export function jumpingClock(faketime: string, file: string): JumpingClock {
  const library = textOf(faketime, ['-m', '-f', '+0', 'sh', '-c', 'printf %s "$LD_PRELOAD"']);
  // Who reads half of it ends: the library takes no text for an offset that it does not know.
  const jump = (): void => {
    const hours = (Math.random() * 2 - 1) * MOST_HOURS;
    writeFileSync(`${file}.new`, `${hours < 0 ? '-' : '+'}${Math.abs(hours).toFixed(3)}h\n`);
    renameSync(`${file}.new`, file);
  };
  jump();
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    jump,
  };
}
