/**
 * What Node loads, beside the declarations that `tsc -b` makes: one file for each entry, and a chunk for what is loaded when
 * it is called. A library in one file is loaded sooner than its modules; what it depends on stays outside, so that a process has
 * it once and `npm audit` sees it. The command has everything inside.
 */
import { join } from 'node:path';
import { build } from 'vite';
import { LICENCES_INSIDE, packages } from './packages.mjs';

/** Files that Node starts or loads by their names: the command, the threads of the fleet beside it, and what these ask guests by. */
const COMMAND = { main: 'src/main.ts', worker: '../fleet/src/worker.ts', 'guest-check': 'src/guest-check.ts' };

/** Entries of a library beside its index. @type {Readonly<Record<string, Readonly<Record<string, string>>>>} */
const MORE_ENTRIES = {
  '@configdrive/core': { internal: 'src/internal.ts', serving: 'src/serving.ts' },
  '@configdrive/issues': { arguments: 'src/arguments.ts' },
  '@configdrive/fleet': { worker: 'src/worker.ts' },
  configdrive: { 'guest-check': 'src/guest-check.ts', serve: 'src/serve.ts' },
  '@configdrive/store': { testing: 'src/testing/index.ts' },
};

/**
 * Modules of a library in a file of their own: zod's shapes are made when they are loaded, so that a page which does not parse
 * an input would load them in vain.
 * @type {Readonly<Record<string, { readonly name: string, readonly test: RegExp }>>}
 */
const APART = {
  '@configdrive/core': {
    name: 'shape',
    test: /\/core\/src\/input\/(?:shape|shaped-input|shape-issues|json-schema)\.ts$/,
  },
};

/** Of a library with several builds the one that needs no Node: the packages that have them inside run in browsers. */
const CONDITIONS = ['@configdrive/source', 'module', 'browser'];

const all = packages();
const commands = all.filter(({ manifest }) => 'bin' in manifest);
await Promise.all([...all.map(bundleLibrary), ...commands.map(bundleCommand)]);

/** With everything of others outside. @param {import('./packages.mjs').Package} each */
function bundleLibrary({ name, folder }) {
  const entries = { index: 'src/index.ts', ...MORE_ENTRIES[name] };
  return bundle(folder, 'dist/lib', entries, {
    external: /^[@\w]/,
    sourcemap: true,
    hasOthersInside: false,
    apart: APART[name],
  });
}

/** With everything inside. @param {import('./packages.mjs').Package} each */
function bundleCommand({ folder }) {
  return bundle(folder, 'dist/bin', COMMAND, { external: [/^node:/], sourcemap: false, hasOthersInside: true });
}

/**
 * @param {string} folder
 * @param {string} outDir
 * @param {Readonly<Record<string, string>>} entries
 * @param {{ readonly external: import('vite').Rolldown.ExternalOption, readonly sourcemap: boolean, readonly hasOthersInside: boolean, readonly apart?: { readonly name: string, readonly test: RegExp } | undefined }} options
 */
function bundle(folder, outDir, entries, { external, sourcemap, hasOthersInside, apart }) {
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
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // The sources are in the package, where the maps say.
          sourcemapExcludeSources: true,
          ...(apart === undefined ? {} : { codeSplitting: { groups: [apart], includeDependenciesRecursively: false } }),
        },
      },
    },
  });
}
