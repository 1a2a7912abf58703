/** Runs a command beside a router: beside-router.mjs LOG SERVE COMMAND…, where SERVE is the router's command as JSON. */
import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';

const [log = '', serve = '[]', program = '', ...args] = process.argv.slice(2);
spawnSync('ip', ['link', 'set', 'lo', 'up'], { stdio: 'inherit' });
const [router = '', ...words] = JSON.parse(serve);
const service = spawn(router, words, { stdio: ['ignore', 'pipe', openSync(log, 'w')] });
service.on('exit', (status) => {
  console.error(`the router ended with exit code ${status}`);
  process.exit(1);
});
// It says who is served when its sockets are open.
service.stdout.once('data', () => {
  spawn(program, args, { stdio: 'inherit' }).on('exit', (status) => process.exit(status ?? 1));
});
