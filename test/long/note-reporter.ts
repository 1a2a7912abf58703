/** Vitest reporter: says how old the last run of the long forms is. */
import type { Reporter } from 'vitest/node';
import { commitsSince, lastRuns, noteOn } from './report.ts';

export default class LongNoteReporter implements Reporter {
  onTestRunEnd(): void {
    process.stdout.write(`${noteOn(lastRuns(), new Date(), commitsSince)}\n`);
  }
}
