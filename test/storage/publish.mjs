/**
 * A process that publishes one image and says how it went: what the fault tests trace, starve and kill.
 * `node publish.mjs '{"path": …, "byteLength": …, "byte": …, "repeat": …, "options": {…}}'`; every byte is `byte`.
 * With `"repeat": 0` it only finishes what was interrupted.
 */
import { finishInterrupted, writeImageFile } from '@configdrive/files';

globalThis.hold?.();

const { path, byteLength, byte, repeat = 1, options = {} } = JSON.parse(process.argv[2]);
const image = new Uint8Array(byteLength).fill(byte);

let outcome;
try {
  if (repeat === 0) await finishInterrupted(path);
  for (let round = 0; round < repeat; round++) await writeImageFile(path, image, options);
  outcome = { ok: true };
} catch (error) {
  const { name, code, step, message, leftover } = error;
  outcome = { ok: false, name, code, step, message, leftover };
}
process.stdout.write(JSON.stringify(outcome));
