/** `configdrive inspect`: what is on a drive, as a tree or as data; never a content. */
import { printable } from 'iso9660-format';
import {
  type DescriptorSummary,
  type Image,
  type ImageSummary,
  type Namespace,
  openImage,
  summaryOf,
} from 'iso9660-reader';
import type { Context } from '../../frame/command.ts';
import { inColour, printFacts, printIssues, printJson } from '../../frame/output.ts';
import { nameOf, withImageSource } from '../../inputs/bytes.ts';
import { octal } from '../../views/octal.ts';
import type { InspectOptions } from './command.ts';
import { type Sharing, sharingOf } from './sharing.ts';
import { treeLines } from './tree-view.ts';

export async function inspect(path: string, options: InspectOptions, { signal }: Context): Promise<void> {
  await withImageSource(path, signal, async (source) => {
    await show(path, await openImage(source, { now: () => performance.now() }), options);
  });
}

async function show(path: string, image: Image, { json = false }: InspectOptions): Promise<void> {
  const summary = await summaryOf(image);
  const sharing = sharingOf(await image.records());
  if (json) return printJson('configdrive.inspect/1', dataOf(summary, sharing));
  await printFacts(textOf(path, summary, sharing));
  await printIssues(image.issues);
}

type SharingByPath = ReadonlyMap<string, Sharing>;

/** Field names are API: adding one is minor, renaming one makes it `configdrive.inspect/2`. */
function dataOf(summary: ImageSummary, sharing: SharingByPath): object {
  const entries = summary.entries.map((entry) => ({
    ...entry,
    mode: entry.mode === undefined ? undefined : octal(entry.mode),
    // Which of several files on one extent a disc names first says nothing: `aliasOf` does.
    sameAs: undefined,
    ...sharing.get(entry.path),
  }));
  return { ...summary, entries };
}

const treeNames: Readonly<Record<Namespace, string>> = {
  rockRidge: 'Rock Ridge',
  joliet: 'Joliet',
  plain: 'plain ISO 9660',
  enhanced: 'ISO 9660:1999',
};

function textOf(path: string, summary: ImageSummary, sharing: SharingByPath): string {
  const facts = factsOf(path, summary);
  const width = Math.max(...facts.map(([name]) => name.length));
  const bold = (text: string): string => inColour('bold', text, process.stdout);
  const dim = (text: string): string => inColour('dim', text, process.stdout);
  const lines = facts.map(([name, fact]) => `${dim(name.padEnd(width))}  ${name === 'label' ? bold(fact) : fact}`);
  return [...lines, '', ...treeLines(summary.entries, sharing, dim)].join('\n');
}

type Fact = readonly [name: string, fact: string];

function factsOf(path: string, summary: ImageSummary): readonly Fact[] {
  const { byteLength, volumeByteLength, volumeBlocks, namespaces } = summary;
  const size = `${byteLength} bytes, ${volumeBlocks} blocks`;
  const isWhole = byteLength === volumeByteLength;
  return [
    ['image', printable(nameOf(path))],
    ['label', labelsText(summary)],
    ['size', isWhole ? size : `${size} that should be ${volumeByteLength} bytes`],
    ['trees', namespaces.map((namespace) => treeNames[namespace]).join(', ')],
    ...descriptorFacts(summary.descriptors[0]),
  ];
}

/** One label where all descriptors agree, else each with its own. */
function labelsText({ labels }: ImageSummary): string {
  const [first] = labels;
  const places = labels.map(({ descriptor }) => descriptor).join(' and ');
  if (labels.every(({ label }) => label === first?.label)) return `${labelText(first?.label ?? '')} (${places})`;
  return labels.map(({ descriptor, label }) => `${labelText(label)} (${descriptor})`).join(', ');
}

const labelText = (label: string): string => (label === '' ? 'none' : printable(label));

/** What the primary descriptor says beside its label. */
function* descriptorFacts(descriptor: DescriptorSummary | undefined): Generator<Fact> {
  if (descriptor === undefined) return;
  const { created, modified, system, application, publisher, preparer, volumeSet } = descriptor;
  if (created !== undefined) yield ['created', created.toISOString()];
  if (modified !== undefined && modified.getTime() !== created?.getTime()) yield ['modified', modified.toISOString()];
  const texts = { system, application, publisher, preparer, 'volume set': volumeSet };
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined && text.trim() !== '') yield [name, printable(text.trim())];
  }
}
