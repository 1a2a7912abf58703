/** Modules of the packages as they are written, so that nothing needs to be built. */
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './packages.mjs';

const CONDITION = '@configdrive/source';

/** @template Module @param {string} path below packages/ @returns {Promise<Module>} */
export async function sourceOf(path) {
  const resolve = { conditions: [CONDITION, 'node'], externalConditions: [CONDITION] };
  const file = join(root, 'packages', path);
  const { module } = await runnerImport(file, { configFile: false, resolve, logLevel: 'error' });
  return module;
}
