/** Ceilings for what a page has to load of the packages that run in browsers, gzipped. Raise one only in the commit that needs it, with a sentence. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root } from './packages.mjs';

/**
 * Names of a package that a page imports, and the most bytes they may take: bundled with all dependencies, minified, gzipped.
 * @type {readonly { readonly from: string, readonly names: string, readonly most: number }[]}
 */
const CEILINGS = [
  // A tenth of it are the codes and steps that every storage has, which backends and files share.
  { from: '@configdrive/issues', names: '*', most: 2_300 },
  // Half of it is the table of commands with its descriptions, a fifth the hash and the checks of arguments.
  { from: '@configdrive/cloudstack-api', names: '*', most: 20_500 },
  // A tenth of it are checks of arguments, which every package has; the ceilings of the core are 500 bytes higher for them, too.
  { from: 'iso9660-format', names: '*', most: 9_600 },
  { from: 'iso9660-writer', names: 'layOutImage', most: 19_000 },
  // A byte is left: codes carry their meanings as doc comments, and what is not for writing goes elsewhere.
  { from: 'iso9660-writer', names: 'layOutImage, toBytes', most: 19_000 },
  { from: 'iso9660-writer', names: '*', most: 23_000 },
  { from: 'iso9660-reader', names: '*', most: 40_000 },
  { from: '@configdrive/core', names: 'planConfigDrive', most: 40_000 },
  // 26 kB of it are zod, nearly 7 the script that drives may carry for guests (only a whole answer of a router is one to it), half a one who provides user data.
  { from: '@configdrive/core', names: 'buildConfigDrive', most: 93_500 },
  // What brings a rebuilt drive to its running guest is a kilobyte of it; another, that trees of an image may differ; a third, the forms of metadata over HTTP.
  { from: '@configdrive/core', names: '*', most: 136_000 },
  // 36 kB of it are yaml, which looks into cloud-configs; two more readers of seeds and netplan's rules are 4 kB, releases one.
  { from: '@configdrive/guests', names: 'explain', most: 91_000 },
];

const folder = join(root, '.cache/sizes');
mkdirSync(folder, { recursive: true });
const draft = mkdtempSync(join(folder, 'page-'));
try {
  for (const ceiling of CEILINGS) await check(ceiling);
} finally {
  rmSync(draft, { recursive: true, force: true });
}

/** @param {(typeof CEILINGS)[number]} ceiling */
async function check({ from, names, most }) {
  const byteLength = await bundledByteLength(
    names === '*' ? `export * from '${from}';` : `export { ${names} } from '${from}';`,
  );
  const isTooLarge = byteLength > most;
  if (isTooLarge) process.exitCode = 1;
  console.log(`${isTooLarge ? 'TOO LARGE ' : ''}${from}, ${names}: ${byteLength} of ${most} bytes`);
}

/** @param {string} page */
async function bundledByteLength(page) {
  const entry = join(draft, 'page.js');
  writeFileSync(entry, `${page}\n`);
  const output = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      // As a page has it: the format of modules keeps its white space.
      lib: { entry, formats: ['iife'], name: 'page' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [bundle] = [output].flat();
  const chunks = bundle !== undefined && 'output' in bundle ? bundle.output : [];
  return chunks.reduce((sum, chunk) => sum + (chunk.type === 'chunk' ? gzipSync(chunk.code).byteLength : 0), 0);
}
