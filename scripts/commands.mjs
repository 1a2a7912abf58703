/** `npm run commands`: writes docs/commands.md from the declared commands; `-- --check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { runnerImport } from 'vite';

const REFERENCE = new URL('../docs/commands.md', import.meta.url);
const SOURCES = new URL('../packages/cli/src/', import.meta.url).pathname;

/** The sources, so that nothing needs to be built. @template Module @param {string} name @returns {Promise<Module>} */
async function sourceOf(name) {
  const resolve = { conditions: ['@configdrive/source', 'node'], externalConditions: ['@configdrive/source'] };
  const { module } = await runnerImport(`${SOURCES}${name}`, { configFile: false, resolve, logLevel: 'error' });
  return module;
}

/** @type {typeof import('../packages/cli/src/frame/reference.ts')} */
const { commandReference } = await sourceOf('frame/reference.ts');
/** @type {typeof import('../packages/cli/src/commands/index.ts')} */
const { commands } = await sourceOf('commands/index.ts');

const reference = commandReference(commands);
if (!process.argv.includes('--check')) {
  writeFileSync(REFERENCE, reference);
} else if (readFileSync(REFERENCE, 'utf8') !== reference) {
  console.error('docs/commands.md is not what the commands say of themselves');
  process.exitCode = 1;
}
