/** npm run schema: writes the JSON Schema of the input file, which editors read and the core package ships. */
import { writeFileSync } from 'node:fs';
import { sourceOf } from './sources.mjs';

/** @type {typeof import('../packages/core/src/input/json-schema.ts')} */
const { driveInputJsonSchema } = await sourceOf('core/src/input/json-schema.ts');

const file = new URL('../packages/core/schema/drive-input.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(driveInputJsonSchema(), null, 2)}\n`);
