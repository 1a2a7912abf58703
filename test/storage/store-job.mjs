/**
 * A process that does one thing with a store after the other and says how it went: what the fault tests trace and kill.
 * `node store-job.mjs '{"roots": {…}, "options": {…}, "acts": [["create", "i-2-10-VM", …], …], "forever": false}'`
 */
import { openStore } from './directories.mjs';

globalThis.hold?.();

const { roots, options = {}, acts, forever = false } = JSON.parse(process.argv[2]);
const store = openStore({ ...roots, ...options, now: () => new Date('2024-02-29T12:34:56Z') });

async function act([name, ...args]) {
  if (name !== 'move') return store[name](...args);
  const migration = await store.migrate(...args);
  return store.commit(migration);
}

const results = [];
let outcome;
try {
  do {
    for (const each of acts) results.push(await act(each));
    if (forever) results.length = 0;
  } while (forever);
  outcome = { ok: true, results };
} catch (error) {
  const { name, code, step, message, leftover } = error;
  outcome = { ok: false, name, code, step, message, leftover };
}
process.stdout.write(JSON.stringify(outcome));
