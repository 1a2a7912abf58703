/** `configdrive schema`: what an input may hold, and what --json prints. */
import { createRequire } from 'node:module';
import { driveInputJsonSchema } from '@configdrive/core';
import { printFacts } from '../../frame/output.ts';
import type { JsonSchemaName } from './names.ts';

export async function schema(of: JsonSchemaName = 'input'): Promise<void> {
  const text = of === 'input' ? driveInputJsonSchema() : outputSchema(of);
  await printFacts(JSON.stringify(text, null, 2));
}

/** The package finds its own files wherever a bundler puts this one. */
const outputSchema = (name: string): unknown =>
  createRequire(import.meta.url)(`configdrive/schema/${name}.schema.json`);
