/**
 * cdrkit's isoinfo and isovfy. isoinfo shows each name with its extent, which is how to see that two names share one; it cannot
 * print Joliet names beyond U+00FF. Of a file in several sections every section is a line; they are joined here.
 */
import { programPath } from '../foreign.ts';
import { run, runOk, textOf } from '../run.ts';
import { byPath, type SeenEntry, sha256Of, type Tree, withoutVersion } from '../seen.ts';
import { bitsOf, typeOf } from './ls-mode.ts';

const TREE_OPTIONS: Readonly<Record<Tree, readonly string[]>> = { rockRidge: ['-R'], joliet: ['-J'], plain: [] };

interface Line {
  readonly directory: string;
  readonly mode: string;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly byteLength: number;
  readonly extent: number;
  readonly name: string;
  readonly target: string;
}

/** Contents are read one process per file: meant for trees of a few dozen names. */
export function listWithIsoinfo(image: string, tree: Tree): readonly SeenEntry[] {
  const entries = joined(linesOf(image, tree)).map((line) => entryOf(line, tree));
  return entries
    .map((entry) => (entry.type === 'file' ? { ...entry, sha256: sha256Of(contentOf(image, tree, entry)) } : entry))
    .sort(byPath);
}

/** The plain tree's identifiers as they stand on disk, `cloudstack/metadata/vm_id.txt;1`, with their first blocks. */
export const identifiersWithIsoinfo = (image: string): ReadonlyMap<string, number> =>
  new Map(joined(linesOf(image, 'plain')).map((line) => [`${line.directory}${line.name}`, line.extent]));

/** What isovfy complains of; empty when it finds nothing. */
export function warningsOfIsovfy(image: string): readonly string[] {
  const { stdout, stderr } = run(programPath('isovfy'), [image]);
  return `${stdout.toString('utf8')}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !/^(Root at extent|\[\d+ \d+\]$|No errors found)/.test(line));
}

function linesOf(image: string, tree: Tree): readonly Line[] {
  const text = textOf(programPath('isoinfo'), ['-l', ...TREE_OPTIONS[tree], '-i', image]);
  const lines: Line[] = [];
  let directory = '';
  for (const row of text.split('\n')) {
    const title = /^Directory listing of \/(.*)$/.exec(row);
    if (title !== null) directory = title[1] ?? '';
    const line = lineOf(directory, row);
    if (line !== undefined && line.name !== '.' && line.name !== '..') lines.push(line);
  }
  return lines;
}

const ROW =
  /^([-dlbcps][-rwxsStT]{9}) +(\d+) +(\d+) +(\d+) +(\d+) \w{3} [ \d]\d \d{4} \[ *(-?\d+) [\da-f]{2}\] {2}(.*)$/;

function lineOf(directory: string, row: string): Line | undefined {
  const match = ROW.exec(row);
  if (match === null) return undefined;
  const [, mode = '', nlink, uid, gid, byteLength, extent, rest = ''] = match;
  const [name = '', target = ''] = mode.startsWith('l') ? rest.split(' -> ') : [rest.slice(0, -1)];
  const numbers = { nlink: Number(nlink), uid: Number(uid), gid: Number(gid) };
  return { directory, mode, ...numbers, byteLength: Number(byteLength), extent: Number(extent), name, target };
}

/** The sections of one file are neighbours of one name. */
function joined(lines: readonly Line[]): readonly Line[] {
  const files: Line[] = [];
  for (const line of lines) {
    const last = files.at(-1);
    if (last?.directory !== line.directory || last.name !== line.name) files.push(line);
    else files[files.length - 1] = { ...last, byteLength: last.byteLength + line.byteLength };
  }
  return files;
}

function entryOf(line: Line, tree: Tree): SeenEntry {
  const type = typeOf(line.mode);
  const directory = tree === 'plain' ? line.directory.split('/').map(withoutVersion).join('/') : line.directory;
  return {
    path: `${directory}${tree === 'plain' ? withoutVersion(line.name) : line.name}`,
    type,
    extent: line.extent,
    ...(type === 'file' ? { byteLength: line.byteLength } : {}),
    ...(type === 'symlink' ? { target: line.target } : {}),
    ...(tree === 'rockRidge' ? { mode: bitsOf(line.mode), nlink: line.nlink, uid: line.uid, gid: line.gid } : {}),
    ...(tree === 'plain' ? { identifier: line.name } : {}),
  };
}

function contentOf(image: string, tree: Tree, entry: SeenEntry): Buffer {
  const parent = entry.path.slice(0, entry.path.lastIndexOf('/') + 1);
  const path = entry.identifier === undefined ? entry.path : `${parent}${entry.identifier}`;
  return runOk(programPath('isoinfo'), [...TREE_OPTIONS[tree], '-i', image, '-x', `/${path}`]).stdout;
}
