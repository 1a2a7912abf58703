/**
 * libcdio's iso-info and iso-read. Contents in the Rock Ridge tree only: iso-read takes no other names. No plain tree: iso-info
 * shows Rock Ridge names where there are any, also when told not to.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../foreign.ts';
import { runOk, textOf } from '../run.ts';
import { byPath, type SeenEntry, sha256Of, type Tree } from '../seen.ts';
import { withTemporaryDirectory } from '../temporary.ts';
import { bitsOf, typeOf } from './ls-mode.ts';

/** Joliet wins where it is not forbidden. */
const TREE_OPTIONS: Readonly<Record<Tree, readonly string[]>> = {
  rockRidge: ['--no-joliet'],
  joliet: [],
  plain: ['--no-joliet'],
};

const DATE = String.raw`\w{3} \d\d \d{4} \d\d:\d\d:\d\d`;
const ROCK_RIDGE_ROW = new RegExp(String.raw`^  (\S{10}) +(\d+) (\d+) (\d+) \[LSN +(\d+)\] +(\d+) ${DATE}  (.*)$`);
const BARE_ROW = new RegExp(String.raw`^  ([d-]) \[LSN +(\d+)\] +(\d+) ${DATE}  (.*)$`);

/** One process per file for the contents: meant for trees of a few dozen names. */
export function listWithIsoInfo(image: string, tree: Tree): readonly SeenEntry[] {
  const entries = listed(image, tree);
  if (tree !== 'rockRidge') return entries;
  return entries.map((entry) => (entry.type === 'file' ? { ...entry, sha256: contentHash(image, entry.path) } : entry));
}

function listed(image: string, tree: Tree): readonly SeenEntry[] {
  const text = textOf(programPath('iso-info'), ['--quiet', '--no-header', '-l', ...TREE_OPTIONS[tree], '-i', image]);
  const entries: SeenEntry[] = [];
  let directory = '';
  for (const row of text.split('\n')) {
    const title = /^\/(.*):$/.exec(row);
    if (title !== null) directory = title[1] ?? '';
    const entry = tree === 'rockRidge' ? rockRidgeEntryOf(directory, row) : bareEntryOf(directory, row);
    if (entry !== undefined && !/(^|\/)\.\.?$/.test(entry.path)) entries.push(entry);
  }
  return entries.sort(byPath);
}

function rockRidgeEntryOf(directory: string, row: string): SeenEntry | undefined {
  const match = ROCK_RIDGE_ROW.exec(row);
  if (match === null) return undefined;
  const [, mode = '', nlink, uid, gid, extent, byteLength, rest = ''] = match;
  const type = typeOf(mode);
  const [name = '', target = ''] = type === 'symlink' ? rest.split(' -> ') : [rest];
  return {
    path: `${directory}${name}`,
    type,
    mode: bitsOf(mode),
    nlink: Number(nlink),
    uid: Number(uid),
    gid: Number(gid),
    extent: Number(extent),
    ...(type === 'file' ? { byteLength: Number(byteLength) } : {}),
    ...(type === 'symlink' ? { target } : {}),
  };
}

function bareEntryOf(directory: string, row: string): SeenEntry | undefined {
  const match = BARE_ROW.exec(row);
  if (match === null) return undefined;
  const [, kind, extent, byteLength, name = ''] = match;
  const common = { path: `${directory}${name}`, extent: Number(extent) };
  return kind === 'd' ? { ...common, type: 'directory' } : { ...common, type: 'file', byteLength: Number(byteLength) };
}

const contentHash = (image: string, path: string): string =>
  withTemporaryDirectory((directory) => {
    const output = join(directory, 'content');
    runOk(programPath('iso-read'), ['--no-header', '-i', image, '-e', `/${path}`, '-o', output]);
    return sha256Of(readFileSync(output));
  });
