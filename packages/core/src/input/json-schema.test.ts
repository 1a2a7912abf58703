import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { driveInputJsonSchema } from './json-schema.ts';
import { driveShape, nicShape } from './shape.ts';

type Schema = Readonly<Record<string, unknown>> & { readonly $defs: Readonly<Record<string, DefinedObject>> };
interface DefinedObject {
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
  readonly additionalProperties: boolean;
}

const schema = driveInputJsonSchema() as Schema;

it('is draft 2020-12, an object or a bare list of triples', () => {
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema.anyOf).toEqual([{ $ref: '#/$defs/Drive' }, { type: 'array', items: { $ref: '#/$defs/Triple' } }]);
});

it('is plain data, the same each time', () => {
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  expect(driveInputJsonSchema()).toEqual(schema);
});

it('is the file that the package ships; if this change is meant, run npm run generate -- schema --accept', () => {
  const shipped = readFileSync(new URL('../../schema/drive-input.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(shipped)).toEqual(schema);
});

describe('its objects', () => {
  it.each([
    ['Drive', Object.keys(driveShape.shape)],
    ['Nic', Object.keys(nicShape.shape)],
    ['StaticAddress', ['address', 'gateway', 'dns', 'routes']],
    ['Route', ['network', 'gateway']],
  ])('%s has every key, described, and no other', (name, keys) => {
    const definition = new Map(Object.entries(schema.$defs)).get(name);
    expect(Object.keys(definition?.properties ?? {})).toEqual(keys);
    expect(definition?.additionalProperties).toBe(false);
    for (const [key, property] of Object.entries(definition?.properties ?? {})) {
      if (key !== 'limits') expect(property.description, `${name}.${key}`).toMatch(/\.$/);
    }
  });
});

it('names every member of every example', () => {
  const examples = new URL('../../../../examples/', import.meta.url);
  for (const file of readdirSync(examples).filter((name) => name.endsWith('.json'))) {
    const example = JSON.parse(readFileSync(new URL(file, examples), 'utf8')) as Record<string, unknown>;
    for (const key of Object.keys(example)) expect(schema.$defs.Drive?.properties).toHaveProperty([key]);
  }
});
