/** What there is to say of an image before its tree: label, size, dates, texts of its descriptor. */
import { printable } from '@configdrive/issues';
import type { DescriptorSummary, ImageSummary, Namespace } from 'iso9660-reader';
import { nameOf } from '../../inputs/bytes.ts';
import type { Fact } from '../../views/facts.ts';

const treeNames: Readonly<Record<Namespace, string>> = {
  rockRidge: 'Rock Ridge',
  joliet: 'Joliet',
  plain: 'plain ISO 9660',
  enhanced: 'ISO 9660:1999',
};

export function imageFacts(path: string, summary: ImageSummary): readonly Fact[] {
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
