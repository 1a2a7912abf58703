/**
 * Entries to a layout: where everything is and how long, before a byte is written. Order on disk (rules
 * 3.13): descriptors, path tables, directories of each tree with their continuation areas, one zero block for empty
 * files, file data. All metadata first, so an image streams forward once sizes are known.
 */
import { BLOCK_SIZE, blocksFor, byteOffsetOf, type Entry, SYSTEM_AREA_BLOCKS } from 'iso9660-format';
import { measureDirectory, sectionCountOf } from './directories.ts';
import { ImageLayout } from './image-layout.ts';
import { newIssues, placeOf, type WriterIssues } from './issues.ts';
import { heldOwners, reportLeftOut } from './left-out.ts';
import { jolietNamespace, type NameTree, plainNamespace } from './namespaces.ts';
import { pathOf } from './node.ts';
import { type ImageOptions, type Settings, settingsOf, type VolumeDescriptorFields } from './options.ts';
import { pathTableByteLength, refuseHighParents } from './path-tables.ts';
import { planNamespace } from './plan.ts';
import type { PlannedImage, PlannedTree } from './planned-image.ts';
import { diskOrderOf, type Relocation, refuseLongPaths, relocationOf } from './relocation.ts';
import { type EntryTree, treeOf } from './tree.ts';
import { reportMissingFiles } from './volume-files.ts';

/** R9: libarchive reads 24 blocks before it knows what it has, and takes less for no image. */
const MINIMUM_BLOCKS = 24;

/** 8.4.8: the number of blocks is a 32-bit field. */
export const MAXIMUM_BLOCKS = 0xffff_ffff;

/**
 * Lays out a tree of entries as an ISO 9660 image.
 * @throws InvalidInputError with every problem of the entries and options together; nothing is written.
 */
export function layOutImage(entries: Iterable<Entry>, options: ImageOptions): ImageLayout {
  const report = newIssues();
  const settings = settingsOf(options, report);
  const tree = treeOf(entries, report);
  report.throwIfRefused();
  const trees = treesOf(tree, settings, report);
  reportSections(tree, settings, report);
  for (const treeLayout of trees) reportMissingFiles(treeLayout, report);
  if (tree.hasRestricted || !settings.rockRidge) reportLeftOut(tree.root, namespacesOf(trees), report);
  report.throwIfRefused();
  const owners = tree.hasRestricted ? heldOwners(tree.owners, trees) : tree.owners;
  return new ImageLayout(placed({ root: tree.root, owners }, trees, settings, report));
}

const namespacesOf = (trees: readonly PlannedTree[]): NameTree[] => trees.map(({ namespace }) => namespace);

function treesOf(tree: EntryTree, settings: Settings, report: WriterIssues): PlannedTree[] {
  const { root, nodeCount } = tree;
  const relocation = settings.strictDepth ? relocationOf(root, nodeCount + 1, settings.rockRidge, report) : undefined;
  const plain = plainNamespace(settings.identifiers, settings.rockRidge);
  const trees = [treeLayout({ root, namespace: plain, volume: settings.volume, relocation }, settings, report)];
  if (settings.strictDepth) refuseLongPaths(trees[0]!.directories, plain, report);
  if (settings.jolietVolume !== undefined) {
    const joliet = jolietNamespace(settings.jolietNames);
    trees.push(treeLayout({ root, namespace: joliet, volume: settings.jolietVolume }, settings, report));
  }
  return trees;
}

interface TreePlan {
  readonly root: EntryTree['root'];
  readonly namespace: NameTree;
  readonly volume: VolumeDescriptorFields;
  readonly relocation?: Relocation | undefined;
}

function treeLayout(plan: TreePlan, { timestamp }: Settings, report: WriterIssues): PlannedTree {
  const { root, namespace, volume, relocation } = plan;
  const directories = planNamespace(root, namespace, relocation, report);
  refuseHighParents(directories, report);
  for (const directory of directories) measureDirectory(directory, { namespace, timestamp, emptyBlock: 0 });
  return {
    namespace,
    volume,
    directories,
    directoriesOnDisk: diskOrderOf(directories, relocation),
    pathTableByteLength: pathTableByteLength(directories, namespace),
    pathTableBlockL: 0,
    pathTableBlockM: 0,
  };
}

/** R57: Linux gives up on a file with more. */
const SECTIONS_READ = 100;

/** R50: levels 1 and 2 have files of one section. */
function reportSections({ owners }: EntryTree, { identifiers }: Settings, report: WriterIssues): void {
  for (const owner of owners) {
    const sections = sectionCountOf(owner);
    if (sections > identifiers.maximumSections) {
      const message = `has ${sections} sections, ${identifiers.name} allows one; level-3 and relaxed allow more`;
      report.add('file-needs-sections', placeOf(pathOf(owner)), message);
    } else if (sections > SECTIONS_READ) {
      const message = `has ${sections} sections, Linux reads no file with more than ${SECTIONS_READ}`;
      report.add('file-beyond-readers', placeOf(pathOf(owner)), message);
    }
  }
}

/** Descriptors in front of the path tables: one for each tree, and the terminator. */
export const descriptorCount = (treeCount: number): number => treeCount + 1;

/** What the trees of the image show of the entries. */
type Held = Pick<EntryTree, 'root' | 'owners'>;

/** One forward pass gives every place. */
function placed({ root, owners }: Held, trees: PlannedTree[], settings: Settings, report: WriterIssues): PlannedImage {
  let block = SYSTEM_AREA_BLOCKS + descriptorCount(trees.length);
  const take = (byteLength: number): number => {
    const first = block;
    block += blocksFor(byteLength);
    return first;
  };
  for (const tree of trees) {
    tree.pathTableBlockL = take(tree.pathTableByteLength);
    tree.pathTableBlockM = take(tree.pathTableByteLength);
  }
  for (const { directoriesOnDisk } of trees) {
    for (const directory of directoriesOnDisk) {
      directory.block = take(directory.byteLength);
      take(directory.continuationByteLength);
    }
  }
  const emptyBlock = hasEmptyFile(root) || hasPlaceholder(trees, settings) ? take(BLOCK_SIZE) : undefined;
  for (const owner of owners) owner.block = take(owner.byteLength);
  const blockCount = blockCountOf(block, settings.paddingBlocks, report);
  return {
    byteLength: byteOffsetOf(blockCount),
    blockCount,
    timestamp: settings.timestamp,
    trees,
    files: owners,
    emptyBlock,
    systemArea: settings.systemArea,
    paddingBlocks: settings.paddingBlocks,
    issues: report.issues,
  };
}

/** Blocks of an image whose last file ends before `end`. */
export function blockCountOf(end: number, paddingBlocks: number, report: WriterIssues): number {
  const blockCount = Math.max(end + paddingBlocks, MINIMUM_BLOCKS);
  if (blockCount > MAXIMUM_BLOCKS) {
    const message = `the image needs ${blockCount} blocks, ${MAXIMUM_BLOCKS} can be counted`;
    report.add('image-too-large', [], message);
    report.throwIfRefused();
  }
  return blockCount;
}

/** R58, R112: what stands where a moved directory belongs is an empty file. */
const hasPlaceholder = (trees: readonly PlannedTree[], { strictDepth }: Settings): boolean =>
  strictDepth && trees.some(({ directories }) => directories.some(({ logicalParent }) => logicalParent !== undefined));

function hasEmptyFile(root: EntryTree['root']): boolean {
  const queue = [root];
  for (const node of queue) {
    for (const child of node.children) {
      if (child.kind === 'directory') queue.push(child);
      else if (child.extentOwner === undefined) return true;
    }
  }
  return false;
}
