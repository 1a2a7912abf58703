/**
 * The JSON Schema of the input file, generated from the shape that checks it.
 */
import * as z from 'zod';
import { driveShape, tripleShape } from './shape.ts';

/** A line of `vms.ndjson` and `vm.json`: an object, or a bare list of triples. JSON Schema draft 2020-12. */
export function driveInputJsonSchema(): Readonly<Record<string, unknown>> {
  const fileShape = z
    .union([driveShape, z.array(tripleShape)])
    .meta({ title: 'configdrive input', description: 'The data of a virtual machine for its config drive.' });
  // Only userData has no form in JSON Schema (it may be bytes in JavaScript); its metadata says what it is in a file.
  const { ...schema } = z.toJSONSchema(fileShape, { io: 'input', unrepresentable: 'any' });
  return schema;
}
