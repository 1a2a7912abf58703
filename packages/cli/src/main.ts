/** The command's entry. What needs no library is answered before any is loaded. */
import { version } from './version.ts';

const args = process.argv.slice(2);
if (args[0] === '--version' || args[0] === '-V') {
  process.stdout.write(`${version()}\n`);
} else {
  const { run } = await import('./run.ts');
  await run(args);
}
