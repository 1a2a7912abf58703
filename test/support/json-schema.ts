/** python3-jsonschema as a judge of JSON documents. */
import { programPath } from './foreign.ts';
import { textOf } from './run.ts';

const SCRIPT = new URL('./python/json_schema_judge.py', import.meta.url).pathname;

/** Per document what the schema refuses, as place and rule, never a value; an empty list means accepted. */
export function schemaComplaints(schemaPath: string, documents: readonly unknown[]): readonly (readonly string[])[] {
  const text = textOf(programPath('jsonschema'), [SCRIPT, schemaPath], { input: JSON.stringify(documents) });
  return JSON.parse(text) as readonly (readonly string[])[];
}
