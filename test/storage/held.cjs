/**
 * Loaded before a program that is to be traced: `hold()` waits until strace has attached to the threads that it shall see, so
 * that it counts the calls of the work alone, not those of Node's start, and breaks none in another thread.
 */
const fs = require('node:fs');

const { HELD_FILE, HELD_THREAD, HELD_AT_START } = process.env;
const GRACE_MILLISECONDS = 2;

const threads = () => fs.readdirSync('/proc/self/task');

const nap = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** By pread alone, which nobody counts. */
function isTraced(status) {
  const text = Buffer.alloc(4096);
  fs.readSync(status, text, 0, text.byteLength, 0);
  return !/^TracerPid:\t0$/m.test(text.toString('latin1'));
}

/** The one thread that does what Node does not do at once: it comes with the first thing to do. */
function startPool() {
  const before = threads();
  fs.stat('/', () => undefined);
  return threads().find((thread) => !before.includes(thread));
}

if (HELD_FILE !== undefined) {
  const main = String(process.pid);
  const pool = startPool();
  globalThis.hold = () => {
    const seen = { main: [main], pool: [pool], all: threads() }[HELD_THREAD];
    const statuses = seen.map((thread) => fs.openSync(`/proc/self/task/${thread}/status`));
    fs.writeFileSync(`${HELD_FILE}.part`, `${HELD_THREAD === 'pool' ? pool : main} ${main} ${pool}\n`);
    fs.renameSync(`${HELD_FILE}.part`, HELD_FILE);
    while (!statuses.every(isTraced)) nap(1);
    nap(GRACE_MILLISECONDS);
  };
  if (HELD_AT_START !== undefined) globalThis.hold();
}
