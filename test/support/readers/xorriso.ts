/** libisofs, through xorriso. It chooses any of the three trees; link counts it does not tell. */
import { programPath } from '../foreign.ts';
import { run, textOf } from '../run.ts';
import { byPath, type SeenEntry, seenInDirectory, type Tree } from '../seen.ts';
import { withTemporaryDirectory } from '../temporary.ts';
import { bitsOf, typeOf } from './ls-mode.ts';

/** `-read_fs` falls back to another tree without a word; `plain` is not mapped, so that names come as they stand. */
const TREE_OPTIONS: Readonly<Record<Tree, readonly string[]>> = {
  rockRidge: ['-read_fs', 'nojoliet'],
  joliet: ['-read_fs', 'norock'],
  plain: ['-read_fs', 'ecma119', '-ecma119_map', 'stripped'],
};

export function listWithXorriso(image: string, tree: Tree): readonly SeenEntry[] {
  const extracted = withTemporaryDirectory((directory) => {
    extractWithXorriso(image, directory, tree);
    return new Map(seenInDirectory(directory).map((entry) => [entry.path, entry]));
  });
  const extents = extentsOf(image, tree);
  return listed(image, tree)
    .map((entry) => ({ ...extents.get(entry.path), ...entry, ...extracted.get(entry.path) }))
    .sort(byPath);
}

/** Puts the whole tree below an existing directory. */
export function extractWithXorriso(image: string, directory: string, tree: Tree = 'rockRidge'): void {
  xorriso(image, tree, ['-osirrox', 'on:o_excl_off:strict_acl_off', '-extract', '/', directory]);
}

/** What xorriso complains of when it loads the tree and reads every block; empty when it finds nothing. */
export function warningsOfXorriso(image: string): readonly string[] {
  const { stdout, stderr } = run(programPath('xorriso'), ['-indev', image, '-check_media', '--']);
  const complaints = stderr.split('\n').filter((line) => /(WARNING|SORRY|MISHAP|FAILURE|FATAL)/.test(line));
  const regions = stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('Media region'));
  return [...complaints, ...regions.filter((line) => !line.includes('+ good'))];
}

const xorriso = (image: string, tree: Tree, commands: readonly string[]): string =>
  textOf(programPath('xorriso'), ['-report_about', 'WARNING', ...TREE_OPTIONS[tree], '-indev', image, ...commands]);

const ROW = /^([-dlbcps][-rwxsStT]{9}) +\d+ +(\d+) +(\d+) +[\d,]+ +\w{3} +\d+ +[\d:]+ (.*)$/;

function listed(image: string, tree: Tree): readonly SeenEntry[] {
  return xorriso(image, tree, ['-find', '/', '-exec', 'lsdl', '--'])
    .split('\n')
    .flatMap((row) => entryOf(row, tree))
    .filter((entry) => entry.path !== '');
}

function entryOf(row: string, tree: Tree): readonly SeenEntry[] {
  const match = ROW.exec(row);
  if (match === null) return [];
  const [, mode = '', uid, gid, names = ''] = match;
  const [path = '', target = ''] = quotedWords(names);
  const type = typeOf(mode);
  return [
    {
      path: path.slice(1),
      type,
      ...(tree === 'rockRidge' ? { mode: bitsOf(mode), uid: Number(uid), gid: Number(gid) } : {}),
      ...(type === 'symlink' ? { target } : {}),
    },
  ];
}

/** First blocks of the files; a file in several sections has several lines. */
function extentsOf(image: string, tree: Tree): ReadonlyMap<string, { extent: number }> {
  const rows = xorriso(image, tree, ['-find', '/', '-type', 'f', '-exec', 'report_lba', '--']).split('\n');
  const sections = rows.map((row) => /^File data lba: +0 , +(\d+) , .*? , .*? , (.*)$/.exec(row));
  return new Map(
    sections.flatMap((match) => {
      if (match === null) return [];
      const [path = ''] = quotedWords(match[2] ?? '');
      return [[path.slice(1), { extent: Number(match[1]) }] as const];
    }),
  );
}

/** `'it'"'"'s' -> 'x'`: words in the shell's single quotes. */
const quotedWords = (text: string): readonly string[] =>
  [...text.matchAll(/'((?:[^']|'"'"')*)'/g)].map((match) => (match[1] ?? '').replaceAll(`'"'"'`, `'`));
