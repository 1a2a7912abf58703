/** The command's entry. What needs no library is answered before any is loaded. */
import { version } from './version.ts';

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  process.stdout.write(`${version()}\n`);
} else {
  const { run } = await import('./run.ts');
  await run(process.argv);
}
