/** The JSON Schema of the input file, which editors read and the core package ships, in the form of this repository. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../packages.mjs';
import { sourceOf } from '../sources.mjs';
import { changedPages } from './compared.mjs';

const FILE = 'packages/core/schema/drive-input.schema.json';

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  /** @type {typeof import('../../packages/core/src/input/json-schema.ts')} */
  const { driveInputJsonSchema } = await sourceOf('core/src/input/json-schema.ts');
  const input = JSON.stringify(driveInputJsonSchema(), null, 2);
  const biome = join(root, 'node_modules/.bin/biome');
  const text = execFileSync(biome, ['format', `--stdin-file-path=${FILE}`], { cwd: root, input, encoding: 'utf8' });
  return changedPages({ [FILE]: text }, accept);
};
