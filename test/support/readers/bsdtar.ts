/**
 * libarchive. Names, modes, owners and link counts come from its mtree listing, which escapes every odd byte; contents from
 * an extraction of the whole tree, because by name it shows the second of two hard-linked files as empty.
 */
import { programPath } from '../foreign.ts';
import { runOk, textOf } from '../run.ts';
import { byPath, type SeenEntry, type SeenType, seenInDirectory, type Tree } from '../seen.ts';
import { withTemporaryDirectory } from '../temporary.ts';

const TREE_OPTIONS: Readonly<Record<Tree, readonly string[]>> = {
  rockRidge: [],
  joliet: ['--options', 'iso9660:!rockridge'],
  plain: ['--options', 'iso9660:!rockridge,iso9660:!joliet'],
};

export function listWithBsdtar(image: string, tree: Tree): readonly SeenEntry[] {
  const extracted = withTemporaryDirectory((directory) => {
    extractWithBsdtar(image, directory, tree);
    return seenInDirectory(directory);
  });
  if (tree !== 'rockRidge') return extracted;
  const listed = new Map(mtreeOf(image).map((entry) => [entry.path, entry]));
  return extracted.map((entry) => ({ ...listed.get(entry.path), ...entry })).sort(byPath);
}

/** Puts the whole tree below an existing directory; owners and special permission bits are not restored. */
export function extractWithBsdtar(image: string, directory: string, tree: Tree = 'rockRidge'): void {
  const options = ['--no-same-owner', '--no-same-permissions', ...TREE_OPTIONS[tree]];
  runOk(programPath('bsdtar'), ['-xf', image, '-C', directory, ...options]);
}

/** Entries with everything Rock Ridge says of them, without contents. */
export function mtreeOf(image: string): readonly SeenEntry[] {
  const fields = 'mtree:!all,mtree:type,mtree:mode,mtree:uid,mtree:gid,mtree:nlink,mtree:link,mtree:time';
  const text = textOf(programPath('bsdtar'), ['-cf', '-', '--format=mtree', '--options', fields, `@${image}`]);
  return text
    .split('\n')
    .filter((line) => line.startsWith('./'))
    .map(entryOfMtreeLine);
}

const MTREE_TYPES: Readonly<Record<string, SeenType>> = {
  file: 'file',
  dir: 'directory',
  link: 'symlink',
  block: 'device',
  char: 'device',
};

function entryOfMtreeLine(line: string): SeenEntry {
  const [name = '', ...words] = line.slice('./'.length).split(' ');
  const values = new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
  const type = MTREE_TYPES[values.get('type') ?? ''] ?? 'other';
  const target = values.get('link');
  return {
    path: unescaped(name),
    type,
    mode: Number.parseInt(values.get('mode') ?? '', 8),
    uid: Number(values.get('uid')),
    gid: Number(values.get('gid')),
    modified: Number.parseInt(values.get('time') ?? '', 10),
    ...(type === 'file' ? { nlink: Number(values.get('nlink') ?? 1) } : {}),
    ...(target === undefined ? {} : { target: unescaped(target) }),
  };
}

/** mtree writes odd bytes as three octal digits. */
const unescaped = (text: string): string =>
  Buffer.from(
    text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))),
    'latin1',
  ).toString('utf8');
