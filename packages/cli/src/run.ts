/** Runs one command line, tells what went wrong, and sets the exit code. */
import { bugReportOf, type Issue } from '@configdrive/issues';
import { commands } from './commands/index.ts';
import type { Options } from './framework/command.ts';
import { DONE, type ExitCode, exitCodeOf } from './framework/exit-codes.ts';
import { hintOf } from './framework/hints.ts';
import { printDiagnostic, printIssues, tolerateClosedPipes } from './framework/output.ts';
import { programOf } from './framework/program.ts';
import { type Watch, watchSignals } from './framework/signals.ts';
import { actionOf } from './table.ts';

/** @param args without the names of Node and of the program */
export async function run(args: readonly string[]): Promise<void> {
  tolerateClosedPipes();
  let watch: Watch | undefined;
  const program = programOf(commands, async (command, operands, options): Promise<ExitCode> => {
    if (!command.onlyLooks) watch = watchSignals();
    const act = await actionOf(command);
    return (await act(operands, options, { signal: watch?.signal ?? new AbortController().signal })) ?? DONE;
  });
  try {
    process.exitCode = await program.run(args);
  } catch (error) {
    const stopped = watch?.exitCode();
    // A read that nobody will ever answer must not keep a process that was told to stop.
    if (stopped !== undefined) process.exit(stopped);
    process.exitCode = await told(error, program.options);
  }
}

/** Prints every problem and answers the exit code. */
async function told(error: unknown, options: Options): Promise<number> {
  if (isCommanderError(error)) return error.exitCode === 0 ? 0 : exitCodeOf(error);
  if (hasIssues(error)) await printIssues(error.issues, (issue) => hintOf(issue, options));
  else await printDiagnostic('error', bugReportOf(error));
  return exitCodeOf(error);
}

const isCommanderError = (error: unknown): error is Error & { readonly exitCode: number } =>
  error instanceof Error && error.name === 'CommanderError' && 'exitCode' in error;

const hasIssues = (error: unknown): error is Error & { readonly issues: readonly Issue[] } =>
  error instanceof Error && 'issues' in error && Array.isArray(error.issues);
