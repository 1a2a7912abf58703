/** docs/commands.md: the reference of the commands, from their declarations. */
import { sourceOf } from '../sources.mjs';
import { changedPages } from './compared.mjs';

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  /** @type {typeof import('../../packages/cli/src/framework/reference.ts')} */
  const { commandReference } = await sourceOf('cli/src/framework/reference.ts');
  /** @type {typeof import('../../packages/cli/src/commands/index.ts')} */
  const { commands } = await sourceOf('cli/src/commands/index.ts');
  return changedPages({ 'docs/commands.md': commandReference(commands) }, accept);
};
