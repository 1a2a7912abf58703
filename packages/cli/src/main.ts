/** The command's entry. What needs no library is answered before any is loaded. */
import { version } from './version.ts';

const args = process.argv.slice(2);
if (args[0] === '--version' || args[0] === '-V') {
  process.stdout.write(`${version()}\n`);
} else {
  try {
    const { run } = await import('./run.ts');
    await run(args);
  } catch (error) {
    // Nothing that could say more is loaded: a file of the program cannot be read.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    process.stderr.write(`error: a file of the program cannot be loaded (${code})\n`);
    process.exitCode = 3;
  }
}
