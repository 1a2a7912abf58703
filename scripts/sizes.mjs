/** Ceilings for what a page has to load of each package that runs in browsers, as it is built, gzipped. Raise one only in the commit that needs it, with a sentence. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { packages } from './packages.mjs';

/** In bytes, with all dependencies, minified and gzipped. @type {Readonly<Record<string, number>>} */
const CEILINGS = {
  '@configdrive/issues': 2_500,
  'iso9660-format': 10_000,
  'iso9660-writer': 25_000,
  'iso9660-reader': 44_000,
  // zod (26 kB), yaml (36 kB), which looks into cloud-configs, and the rules of eighteen guests' programs.
  '@configdrive/core': 205_000,
};

let tooLarge = 0;
for (const { name, folder } of packages()) {
  const ceiling = CEILINGS[name];
  if (ceiling === undefined) continue;
  const byteLength = await bundledByteLength(folder);
  const isTooLarge = byteLength > ceiling;
  if (isTooLarge) tooLarge++;
  console.log(`${isTooLarge ? 'TOO LARGE ' : ''}${name}: ${byteLength} of ${ceiling} bytes`);
}
process.exitCode = tooLarge > 0 ? 1 : 0;

/** @param {string} folder */
async function bundledByteLength(folder) {
  const output = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      lib: { entry: join(folder, 'dist/lib/index.js'), formats: ['es'] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [bundle] = [output].flat();
  const chunks = bundle !== undefined && 'output' in bundle ? bundle.output : [];
  return chunks.reduce((sum, chunk) => sum + (chunk.type === 'chunk' ? gzipSync(chunk.code).byteLength : 0), 0);
}
