/** pycdlib's strict parser: refuses an image that breaks one of the many rules it knows. */
import { readFileSync } from 'node:fs';
import { programPath } from '../foreign.ts';
import { textOf } from '../run.ts';
import { byPath, type SeenEntry, sha256Of, type Tree, withoutVersion } from '../seen.ts';

export const PYCDLIB_SCRIPT = new URL('../python/pycdlib_judge.py', import.meta.url).pathname;

type Trees = Readonly<Record<Tree, readonly SeenEntry[] | null>>;

/** It tells all trees of an image at once, and takes half a second to start. */
let last: { readonly sha256: string; readonly trees: Trees } | undefined;

function treesOf(image: string): Trees {
  const sha256 = sha256Of(readFileSync(image));
  if (last?.sha256 !== sha256)
    last = { sha256, trees: JSON.parse(textOf(programPath('pycdlib'), [PYCDLIB_SCRIPT, 'list', image])) as Trees };
  return last.trees;
}

/** Throws what pycdlib says when it refuses the image, and when the image has no such tree. */
export function listWithPycdlib(image: string, tree: Tree): readonly SeenEntry[] {
  const entries = treesOf(image)[tree];
  if (entries === null) throw new Error(`pycdlib finds no ${tree} tree`);
  return entries.map((entry) => (tree === 'plain' ? shortened(entry) : entry)).sort(byPath);
}

const shortened = (entry: SeenEntry): SeenEntry => ({
  ...entry,
  path: entry.path.split('/').map(withoutVersion).join('/'),
});

/** What Ironic gets out of a drive; `left`: why it gives up. Paths are those of Rock Ridge, with the sums of the bytes. */
export type IronicView =
  | {
      /** Why it writes network data of its own; null: it does not. */
      readonly rewrites: string | null;
      /** By its plain name. */
      readonly networkData: string;
      /** The bytes that Joliet has under the path. */
      readonly files: Readonly<Record<string, string>>;
      /** Those of the plain tree; null where one file is no UTF-8. */
      readonly kickstart: Readonly<Record<string, string>> | null;
    }
  | { readonly left: string };

const IRONIC_SCRIPT = new URL('../python/ironic_accesses.py', import.meta.url).pathname;

export const readAsIronic = (image: string): IronicView =>
  JSON.parse(textOf(programPath('pycdlib'), [IRONIC_SCRIPT, image])) as IronicView;
