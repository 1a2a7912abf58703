/** genisoimage compiled to WebAssembly, from the bench's own packages (`npm ci --prefix bench`). */
import { createRequire } from 'node:module';

/** The command that runs it, or undefined when it is not installed. It takes a Node that has `fetch` for a browser. */
export function portedCommand() {
  try {
    return [
      process.execPath,
      '--no-experimental-fetch',
      createRequire(import.meta.url)('node-genisoimage').genisoimage,
    ];
  } catch {
    return undefined;
  }
}
