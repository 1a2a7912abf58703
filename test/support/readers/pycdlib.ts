/** pycdlib's strict parser: refuses an image that breaks one of the many rules it knows. */
import { programPath } from '../foreign.ts';
import { textOf } from '../run.ts';
import { byPath, type SeenEntry, type Tree, withoutVersion } from '../seen.ts';

export const PYCDLIB_SCRIPT = new URL('../python/pycdlib_judge.py', import.meta.url).pathname;

/** Throws what pycdlib says when it refuses the image, and when the image has no such tree. */
export function listWithPycdlib(image: string, tree: Tree): readonly SeenEntry[] {
  const trees = JSON.parse(textOf(programPath('pycdlib'), [PYCDLIB_SCRIPT, 'list', image])) as Record<
    Tree,
    SeenEntry[] | null
  >;
  const entries = trees[tree];
  if (entries === null) throw new Error(`pycdlib finds no ${tree} tree`);
  return entries.map((entry) => (tree === 'plain' ? shortened(entry) : entry)).sort(byPath);
}

const shortened = (entry: SeenEntry): SeenEntry => ({
  ...entry,
  path: entry.path.split('/').map(withoutVersion).join('/'),
});

/** What Ironic gets out of a drive, in each of its three ways. */
export interface IronicView {
  /** From the plain tree. */
  readonly networkData: string;
  /** Path of Rock Ridge → sum of the bytes that Joliet has under it. */
  readonly rewritten: Readonly<Record<string, string>>;
  /** Path of Rock Ridge → sum of the bytes in the plain tree, which are UTF-8. */
  readonly anaconda: Readonly<Record<string, string>>;
}

/** Throws where one of the three fails. */
export const readAsIronic = (image: string): IronicView =>
  JSON.parse(textOf(programPath('pycdlib'), [PYCDLIB_SCRIPT, 'ironic', image])) as IronicView;
