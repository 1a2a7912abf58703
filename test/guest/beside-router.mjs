/** Runs a command beside a router: beside-router.mjs LOG SERVE COMMAND…, where SERVE is the router's command as JSON. */
import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';

const [log = '', serve = '[]', program = '', ...args] = process.argv.slice(2);
spawnSync('ip', ['link', 'set', 'lo', 'up'], { stdio: 'inherit' });
const [router = '', ...words] = JSON.parse(serve);
const service = spawn(router, words, { stdio: ['ignore', 'pipe', openSync(log, 'w')] });
/** @type {number | undefined} */
let outcome;
service.on('exit', (status) => {
  if (outcome === undefined) console.error(`the router ended with exit code ${status}: see ${log}`);
  process.exit(outcome ?? 1);
});
// It says who is served when its sockets are open.
service.stdout.once('data', () => {
  spawn(program, args, { stdio: 'inherit' }).on('exit', (status) => {
    outcome = status ?? 1;
    service.kill('SIGTERM');
  });
});
