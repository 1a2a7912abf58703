/** `configdrive schema`: what an input may hold, and what --json prints. */
import { createRequire } from 'node:module';
import { driveInputJsonSchema } from '@configdrive/core';
import type { schema as words } from '../commands/schema.ts';
import type { ActionOf } from '../framework/action.ts';
import { printFacts } from '../framework/output.ts';

export const schema: ActionOf<typeof words> = async ({ of = 'input' }) => {
  const text = of === 'input' ? driveInputJsonSchema() : outputSchema(of);
  await printFacts(JSON.stringify(text, null, 2));
};

/** The package finds its own files wherever a bundler puts this one. */
const outputSchema = (name: string): unknown =>
  createRequire(import.meta.url)(`configdrive/schema/${name}.schema.json`);
