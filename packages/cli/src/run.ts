/** Runs one command line, tells what went wrong, and sets the exit code. */
import { commands } from './commands/index.ts';
import { DONE, type ExitCode, exitCodeOf } from './framework/exit-codes.ts';
import { isCommanderError, tellFailure } from './framework/failure.ts';
import { tolerateClosedPipes } from './framework/output.ts';
import { type Program, programOf } from './framework/program.ts';
import { type Watch, watchSignals } from './framework/signals.ts';
import { forgetTexts } from './inputs/read-texts.ts';
import { actionOf } from './table.ts';

/** @param args without the names of Node and of the program */
export async function run(args: readonly string[]): Promise<void> {
  tolerateClosedPipes();
  let watch: Watch | undefined;
  const program = programOf(commands, async (command, operands, options): Promise<ExitCode> => {
    if (!command.onlyLooks) watch = watchSignals(command);
    const act = await actionOf(command);
    return (await act(operands, options, { signal: watch?.signal ?? new AbortController().signal })) ?? DONE;
  });
  try {
    process.exitCode = await program.run(args);
  } catch (error) {
    const stopped = watch?.exitCode();
    // A read that nobody will ever answer must not keep a process that was told to stop.
    if (stopped !== undefined) process.exit(stopped);
    process.exitCode = await told(error, args, program);
  } finally {
    forgetTexts();
  }
}

/** Prints every problem and answers the exit code. */
async function told(error: unknown, args: readonly string[], { options, given }: Program): Promise<number> {
  if (isCommanderError(error) && error.exitCode === 0) return DONE;
  // Whoever reads an image from standard output must not get a text for one.
  const json = args.includes('--json') && given.output !== '-';
  await tellFailure(error, { options, json });
  return exitCodeOf(error);
}
