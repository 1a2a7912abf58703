/**
 * A process that stops in the middle of publishing and says so: what tests kill there, or let live.
 * `node kept-open.mjs '{"path": …, "stopAt": "fill" | "claim", "options": {…}}'`
 */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeImageFile } from '@configdrive/files';

const { path, stopAt, options = {} } = JSON.parse(process.argv[2]);
const stop = () => {
  process.stdout.write('stopped\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

if (stopAt === 'claim') {
  // Comparing a large file pauses for others now and then.
  const stopOnceClaimed = () => {
    if (readdirSync(dirname(path)).some((name) => name.endsWith('.claim'))) stop();
    setImmediate(stopOnceClaimed);
  };
  setImmediate(stopOnceClaimed);
}
await writeImageFile(path, new Uint8Array(10), { ...options, ...(stopAt === 'fill' ? { onProgress: stop } : {}) });
