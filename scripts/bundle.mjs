/**
 * The published command: one entry file, and a chunk for whatever a command loads when it is called. Loading a library from
 * one file costs a fifth of loading it from node_modules.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const cli = fileURLToPath(new URL('../packages/cli', import.meta.url));

/** Files that Node starts: the command, and what runs beside it. */
const ENTRIES = { main: `${cli}/src/main.ts`, worker: `${cli}/src/batch/worker.ts` };

await build({
  configFile: false,
  root: cli,
  logLevel: 'warn',
  resolve: { conditions: ['@configdrive/source', 'node'] },
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/bin',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: ENTRIES,
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
