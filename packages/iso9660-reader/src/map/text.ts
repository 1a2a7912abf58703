/** The map as lines of text, for people. */
import { listText, printable } from '@configdrive/issues';
import { checkArguments, kind } from '@configdrive/issues/arguments';
import type { ImageMap, MappedArea } from './map.ts';
import type { MappedField, MappedStructure } from './structures.ts';

const someMap = /* @__PURE__ */ kind(
  'a map: what mapImage gives',
  (value) => typeof (value as ImageMap).areas === 'function',
);

/** Line by line: areas flush left, their structures indented, fields below them. */
export function* mapText(map: ImageMap): Generator<string> {
  checkArguments(['map', someMap, map]);
  yield `${map.byteLength} bytes, ${map.blocks} blocks`;
  for (const area of map.areas()) {
    yield areaLine(area);
    for (const structure of area.structures) {
      yield structureLine(structure);
      for (const field of structure.fields) yield fieldLine(field);
    }
  }
}

function areaLine({ block, blocks, kind, title, byteLength, paths, morePaths, isZero }: MappedArea): string {
  const place = blocks === 1 ? `block ${block}` : `blocks ${block}-${block + blocks - 1}`;
  const what = title === '' ? kind : `${kind} (${title})`;
  const zero = isZero === undefined ? '' : isZero ? ', all zero' : ', not zero';
  const names = listText(
    paths.map((path) => ` /${printable(path)}`),
    '',
    morePaths,
  );
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
