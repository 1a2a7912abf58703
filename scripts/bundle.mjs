/**
 * What Node loads, beside the declarations that `tsc -b` makes: one file for each entry, and a chunk for what is loaded when
 * it is called. A library in one file is loaded in a fifth of the time that its modules take.
 */
import { join } from 'node:path';
import { build } from 'vite';
import { LICENCES_INSIDE, packages } from './packages.mjs';

/** Files that Node starts: the command, and what runs beside it. */
const COMMAND = { main: 'src/main.ts', worker: 'src/batch/worker.ts' };

/** Entries of a library beside its index. @type {Readonly<Record<string, Readonly<Record<string, string>>>>} */
const MORE_ENTRIES = { configdrive: { worker: COMMAND.worker } };

/**
 * A package has inside what its manifest has as a development dependency: from node_modules, the libraries of the core take
 * twice the time of all the rest. The others stay outside, so that a process has our tables and our errors once. Declarations
 * name the types of zod: it is a dependency, and its code is inside.
 */
const INSIDE_WITH_TYPES_OUTSIDE = ['zod'];

/** Of a library with several builds the one that needs no Node: the packages that have them inside run in browsers. */
const CONDITIONS = ['@configdrive/source', 'module', 'browser'];

const all = packages();
const commands = all.filter(({ manifest }) => 'bin' in manifest);
await Promise.all([...all.map(bundleLibrary), ...commands.map(bundleCommand)]);

/** @param {import('./packages.mjs').Package} each */
function bundleLibrary({ name, folder, manifest }) {
  const inside = [...INSIDE_WITH_TYPES_OUTSIDE, ...Object.keys(manifest.devDependencies ?? {})];
  const external = (/** @type {string} */ id) => /^[@\w]/.test(id) && !inside.some((library) => isOf(library, id));
  return bundle(
    folder,
    'dist/lib',
    { index: 'src/index.ts', ...MORE_ENTRIES[name] },
    { external, sourcemap: true, hasOthersInside: manifest.devDependencies !== undefined },
  );
}

/** With everything inside. @param {import('./packages.mjs').Package} each */
function bundleCommand({ folder }) {
  return bundle(folder, 'dist/bin', COMMAND, { external: [/^node:/], sourcemap: false, hasOthersInside: true });
}

/** @param {string} library @param {string} id */
function isOf(library, id) {
  return id === library || id.startsWith(`${library}/`);
}

/**
 * @param {string} folder
 * @param {string} outDir
 * @param {Readonly<Record<string, string>>} entries
 * @param {{ readonly external: import('vite').Rolldown.ExternalOption, readonly sourcemap: boolean, readonly hasOthersInside: boolean }} options
 */
function bundle(folder, outDir, entries, { external, sourcemap, hasOthersInside }) {
  return build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    resolve: { conditions: CONDITIONS },
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      minify: false,
      sourcemap,
      license: hasOthersInside ? { fileName: LICENCES_INSIDE } : false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(folder, path)])),
        external,
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}
