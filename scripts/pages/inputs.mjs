/**
 * packages/core/src/input/drive-input.ts: the input as interfaces whose members have hover text, from the shape that checks
 * it and makes the JSON Schema.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../packages.mjs';
import { sourceOf } from '../sources.mjs';
import { changedPages } from './compared.mjs';

const FILE = 'packages/core/src/input/drive-input.ts';

const INTRODUCTION = `/**
 * The input of a drive as callers write it. Made by npm run generate -- inputs --accept, from the shapes in shape.ts.
 */

`;

/** What each shape with a name is called in the types. @type {Readonly<Record<string, string>>} */
const TYPES = {
  Triple: 'Triple',
  Route: 'RouteInput',
  StaticAddress: 'AddressInput',
  Bond: 'BondInput',
  Vlan: 'VlanInput',
  Nic: 'NicInput',
  InjectedFile: 'InjectedFileInput',
  Device: 'DeviceInput',
  UserDataPart: 'UserDataPart',
  Router: 'RouterInput',
  Drive: 'DriveInput',
};

/** What the items of a list of fixed length are called. @type {Readonly<Record<string, readonly string[]>>} */
const ITEMS = { Triple: ['directory', 'filename', 'content'] };

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  /** @type {typeof import('../../packages/core/src/input/shape.ts')} */
  const { driveShape } = await sourceOf('core/src/input/shape.ts');
  const declarations = new Map();
  typeOf(driveShape, declarations);
  const input = INTRODUCTION + [...declarations.values()].join('\n');
  const biome = join(root, 'node_modules/.bin/biome');
  const text = execFileSync(biome, ['format', `--stdin-file-path=${FILE}`], { cwd: root, input, encoding: 'utf8' });
  return changedPages({ [FILE]: text }, accept);
};

/**
 * The type of a shape as it is written where it is used; a shape with a name is declared on the way.
 * @param {any} shape of zod @param {Map<string, string>} declarations @returns {string}
 */
function typeOf(shape, declarations) {
  const { id, description } = shape.meta() ?? {};
  if (id === undefined) return bodyOf(shape, declarations);
  const name = TYPES[id];
  if (name === undefined) throw new Error(`the shape ${id} has no type yet: add it to TYPES`);
  if (declarations.has(name)) return name;
  const body = bodyOf(shape, declarations);
  const isObject = shape._zod.def.type === 'object';
  const declaration = isObject ? `export interface ${name} ${body}` : `export type ${name} = ${body};`;
  declarations.set(name, `${comment(description)}${declaration}\n`);
  return name;
}

/** @param {any} shape @param {Map<string, string>} declarations @returns {string} */
function bodyOf(shape, declarations) {
  const { def } = shape._zod;
  const inner = (/** @type {any} */ one) => typeOf(one, declarations);
  switch (def.type) {
    case 'object':
      return `{\n${Object.entries(def.shape)
        .map(([key, member]) => memberOf(key, member, declarations))
        .join('')}}`;
    case 'optional':
      return `${inner(def.innerType)} | undefined`;
    case 'union':
      return def.options.map(inner).join(' | ');
    case 'array':
      return `readonly (${inner(def.element)})[]`;
    case 'tuple':
      return `readonly [${def.items.map((/** @type {any} */ item, /** @type {number} */ at) => labelOf(shape, at) + inner(item)).join(', ')}]`;
    case 'record':
      return `Readonly<Record<${inner(def.keyType)}, ${inner(def.valueType)}>>`;
    case 'enum':
      return Object.values(def.entries)
        .map((word) => `'${word}'`)
        .join(' | ');
    case 'literal':
      return def.values.map((/** @type {string} */ word) => `'${word}'`).join(' | ');
    case 'custom':
      return 'string | Uint8Array';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'unknown':
      return def.type;
    default:
      throw new Error(`no type for a shape of kind ${def.type} yet`);
  }
}

/** @param {string} key @param {any} shape @param {Map<string, string>} declarations */
function memberOf(key, shape, declarations) {
  const mark = shape._zod.def.type === 'optional' ? '?' : '';
  const { description, id } = shape.meta() ?? {};
  return `${id === undefined ? comment(description) : ''}  readonly ${key}${mark}: ${typeOf(shape, declarations)};\n`;
}

/** @param {any} list @param {number} at */
function labelOf(list, at) {
  const label = ITEMS[list.meta()?.id]?.[at];
  return label === undefined ? '' : `${label}: `;
}

/** @param {string | undefined} text */
const comment = (text) => (text === undefined ? '' : `/** ${text} */\n`);
