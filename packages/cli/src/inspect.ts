/** `configdrive inspect`: what is on a drive, as a tree or as data; never a content. */
import { fileSource, readWholeStream } from '@configdrive/storage';
import { printable } from 'iso9660-format';
import {
  type DescriptorSummary,
  type Image,
  type ImageSummary,
  type Namespace,
  openImage,
  summaryOf,
} from 'iso9660-reader';
import { STDIN } from './input.ts';
import { inColour, printFacts, printIssues } from './output.ts';
import { type Sharing, sharingOf } from './sharing.ts';
import { octal, treeLines } from './tree-view.ts';

/** As commander gives them. */
export interface InspectOptions {
  readonly json?: boolean;
}

export async function inspect(path: string, options: InspectOptions, signal: AbortSignal): Promise<void> {
  const source = path === STDIN ? await sourceOfStdin(signal) : fileSource(path);
  try {
    await show(path, await openImage(source, { now: () => performance.now() }), options);
  } finally {
    if ('close' in source) source.close();
  }
}

/** What comes through a pipe is held in memory; config drives have at most 64 MiB. */
const PIPE_LIMIT_BYTES = 256 * 1024 * 1024;

const sourceOfStdin = (signal: AbortSignal): Promise<Uint8Array> =>
  readWholeStream(process.stdin, 'standard input', { limit: PIPE_LIMIT_BYTES, signal });

async function show(path: string, image: Image, { json = false }: InspectOptions): Promise<void> {
  const summary = await summaryOf(image);
  const sharing = sharingOf(await image.records());
  await printFacts(json ? jsonOf(summary, sharing) : textOf(path, summary, sharing));
  if (!json) await printIssues(image.issues);
}

type SharingByPath = ReadonlyMap<string, Sharing>;

/** Field names are API: adding one is minor, renaming one makes it `configdrive.inspect/2`. */
function jsonOf(summary: ImageSummary, sharing: SharingByPath): string {
  const entries = summary.entries.map((entry) => ({
    ...entry,
    mode: entry.mode === undefined ? undefined : octal(entry.mode),
    // Which of several files on one extent a disc names first says nothing: `aliasOf` does.
    sameAs: undefined,
    ...sharing.get(entry.path),
  }));
  return JSON.stringify({ schema: 'configdrive.inspect/1', ...summary, entries }, null, 2);
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
    ['image', path === STDIN ? 'standard input' : printable(path)],
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
