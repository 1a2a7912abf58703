/** The map as lines of text, for people. */
import { printable } from '@configdrive/issues';
import type { ImageMap, MappedArea } from './map.ts';
import type { MappedField, MappedStructure } from './structures.ts';

/** Line by line: areas flush left, their structures indented, fields below them. */
export function* mapText(map: ImageMap): Generator<string> {
  yield `${map.byteLength} bytes, ${map.blocks} blocks`;
  for (const area of map.areas()) {
    yield areaLine(area);
    for (const structure of area.structures) {
      yield structureLine(structure);
      for (const field of structure.fields) yield fieldLine(field);
    }
  }
}

function areaLine({ block, blocks, kind, title, byteLength, paths, isZero }: MappedArea): string {
  const place = blocks === 1 ? `block ${block}` : `blocks ${block}-${block + blocks - 1}`;
  const what = title === '' ? kind : `${kind} (${title})`;
  const zero = isZero === undefined ? '' : isZero ? ', all zero' : ', not zero';
  const names = paths.map((path) => ` /${printable(path)}`).join('');
  return `${place}: ${what}, ${byteLength} bytes${zero}${names}`;
}

const structureLine = ({ offset, name, byteLength }: MappedStructure): string =>
  `  ${offset.toString(16).padStart(8, '0')}  ${name}, ${byteLength} bytes`;

const NAME_WIDTH = 28;

function fieldLine({ first, last, name, value, source, problem }: MappedField): string {
  const positions = first === last ? `${first}` : `${first}-${last}`;
  const wrong = problem === undefined ? '' : `  !! ${problem}`;
  return `    ${positions.padEnd(10)}${name.padEnd(NAME_WIDTH)}${value}  [${source}]${wrong}`;
}
