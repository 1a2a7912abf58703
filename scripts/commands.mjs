/** `npm run commands`: writes docs/commands.md from the declared commands; `-- --check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { sourceOf } from './sources.mjs';

const REFERENCE = new URL('../docs/commands.md', import.meta.url);

/** @type {typeof import('../packages/cli/src/framework/reference.ts')} */
const { commandReference } = await sourceOf('cli/src/framework/reference.ts');
/** @type {typeof import('../packages/cli/src/commands/index.ts')} */
const { commands } = await sourceOf('cli/src/commands/index.ts');

const reference = commandReference(commands);
if (!process.argv.includes('--check')) {
  writeFileSync(REFERENCE, reference);
} else if (readFileSync(REFERENCE, 'utf8') !== reference) {
  console.error('docs/commands.md is not what the commands say of themselves');
  process.exitCode = 1;
}
