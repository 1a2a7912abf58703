/** What a reader must see of an image of ours, tree by tree: entries give types and contents, the layout gives the names. */
import type { Entry } from 'iso9660-format';
import type { ImageLayout } from 'iso9660-writer';
import { plannedImageOf, recordsOf } from '../../packages/iso9660-writer/src/internal.ts';
import { seenFromEntries } from '../support/expected.ts';
import { byPath, type SeenEntry, sha256Of, type Tree, withoutVersion } from '../support/seen.ts';

const EMPTY: Pick<SeenEntry, 'byteLength' | 'sha256'> = { byteLength: 0, sha256: sha256Of('') };

/** In path order, as readers list them. Relocation shows in the plain tree only; do not ask for it then. */
export async function viewOf(
  entries: readonly Entry[],
  layout: ImageLayout,
  tree: Tree,
): Promise<readonly SeenEntry[]> {
  const logical = await seenFromEntries(
    entries.filter(({ path }) => path !== ''),
    { timestamp: layout.timestamp },
  );
  if (tree === 'rockRidge') return logical.map(withRecordedTarget);
  const names = recordedPaths(layout, tree);
  return logical
    .filter(({ path }) => names.has(path))
    .map((entry) => ({ ...recordedAs(entry), path: names.get(entry.path)! }))
    .sort(byPath);
}

/** R105: neither `//` nor a final `/` has a form of its own. */
const withRecordedTarget = (entry: SeenEntry): SeenEntry =>
  entry.target === undefined
    ? entry
    : { ...entry, target: entry.target.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1') };

/** Without Rock Ridge there are files and directories only, and no attributes. */
function recordedAs({ path, type, byteLength, sha256, modified }: SeenEntry): SeenEntry {
  const date = modified === undefined ? {} : { modified };
  if (type === 'directory') return { path, type, ...date };
  return {
    path,
    type: 'file',
    ...EMPTY,
    ...(byteLength === undefined ? {} : { byteLength }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...date,
  };
}

/** Paths of entries to paths of identifiers, without versions. */
function recordedPaths(image: ImageLayout, tree: 'joliet' | 'plain'): ReadonlyMap<string, string> {
  const layout = plannedImageOf(image).trees.find(({ namespace }) => namespace.kind === tree);
  const paths = new Map<string, string>();
  if (layout === undefined) return paths;
  const [root] = layout.directories;
  const logical = new Map([[root!, { path: '', recorded: '' }]]);
  for (const directory of layout.directories) {
    const above = logical.get(directory)!;
    for (const { node, identifier, directory: below } of recordsOf(directory).slice(2)) {
      const name = tree === 'plain' ? withoutVersion(identifier) : identifier;
      const place = { path: join(above.path, node.name), recorded: join(above.recorded, name) };
      paths.set(place.path, place.recorded);
      if (below !== undefined) logical.set(below, place);
    }
  }
  return paths;
}

const join = (parent: string, name: string): string => (parent === '' ? name : `${parent}/${name}`);
