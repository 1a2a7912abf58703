/** Our reader beside the kernel: each tree of an image, listed by us, is what the kernel shows of it when it is mounted so. */
import { fileSource } from '@configdrive/files';
import { type Image, type Namespace, openImage } from 'iso9660-reader';
import { jolietOf, seenFromEntries } from '../support/expected.ts';
import { byPath, differencesOf, type SeenEntry, type Tree } from '../support/seen.ts';
import { FIELDS, type Fixture } from './fixture.ts';
import type { MountedImage } from './judge.ts';

/** The trees that Linux tries, with its mount options, one after the other. */
const TRIED: Readonly<Record<Tree, readonly Namespace[]>> = {
  rockRidge: ['rockRidge', 'joliet', 'plain'],
  joliet: ['joliet', 'plain'],
  plain: ['plain'],
};

/** Everything in which our reader and the kernel differ; empty: they see one and the same. */
export async function differencesToKernel(
  image: string,
  { habit = (entry) => entry, trees = ['rockRidge', 'joliet', 'plain'] }: Fixture,
  seen: MountedImage,
): Promise<readonly string[]> {
  const opened = await openImage(fileSource(image));
  try {
    const differences = trees.map(async (tree) => {
      const ours = (await listed(opened, tree)).map((entry) => (tree === 'rockRidge' ? habit(entry) : entry));
      const theirs = withoutHolder(seen.trees[tree].entries, ours);
      return differencesOf(ours, theirs, FIELDS).map((difference) => `${tree}: ${difference}`);
    });
    return (await Promise.all(differences)).flat();
  } finally {
    await opened.close();
  }
}

async function listed(image: Image, tree: Tree): Promise<readonly SeenEntry[]> {
  const namespace = TRIED[tree].find((one) => image.namespaces.includes(one)) ?? 'plain';
  const entries = await seenFromEntries(await image.entries({ namespace }));
  if (namespace === 'rockRidge') return entries;
  const shown = jolietOf(entries);
  return namespace === 'joliet' ? shown : shown.map(asPlain).toSorted(byPath);
}

/** Linux shows plain identifiers in lower case. */
const asPlain = (entry: SeenEntry): SeenEntry => ({ ...entry, path: entry.path.toLowerCase() });

/** R113: Linux shows the holder of relocated directories, which nobody made; we do not. */
const withoutHolder = (theirs: readonly SeenEntry[], ours: readonly SeenEntry[]): readonly SeenEntry[] =>
  ours.some(({ path }) => path === 'rr_moved') ? theirs : theirs.filter(({ path }) => path !== 'rr_moved');
