/** What there is to say of an image before its tree: label, size, dates, texts of its descriptor, and who will read it. */
import { readConfigDrive } from '@configdrive/core';
import { type Explanation, explain } from '@configdrive/guests';
import { InvalidImageError, printable } from '@configdrive/issues';
import type { DescriptorSummary, ImageSource, ImageSummary, Namespace } from 'iso9660-reader';
import { nameOf } from '../../inputs/bytes.ts';
import type { Fact } from '../../views/text.ts';

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

/** Whether one release of a guest takes a drive; `explain` has all the rest. */
export type Guest = Pick<Explanation, 'guest' | 'version' | 'verdict'>;

/** Of an image that is no config drive, or too large for one, nobody is told to read it. */
export async function guestsOf(source: ImageSource): Promise<readonly Guest[]> {
  try {
    const drive = await readConfigDrive(withoutClose(source));
    return explain(drive, { now: () => performance.now() }).map(({ guest, version, verdict }) => ({
      guest,
      version,
      verdict,
    }));
  } catch (cause) {
    if (cause instanceof InvalidImageError) return [];
    throw cause;
  }
}

/** Reading a drive closes its source; this one is somebody else's. */
const withoutClose = (source: ImageSource): ImageSource =>
  'read' in source ? { byteLength: source.byteLength, read: (offset, length) => source.read(offset, length) } : source;

const headings = { taken: 'taken by', partly: 'partly by', refused: 'refused by' } as const;

export function guestFacts(guests: readonly Guest[]): readonly Fact[] {
  if (guests.length === 0) return [];
  const facts = Object.entries(headings).flatMap(([verdict, heading]) => {
    const names = namesWith(verdict, guests);
    return names.length === 0 ? [] : [[heading, names.join(', ')] as const];
  });
  return facts.length > 0 ? facts : [['taken by', 'none of the guests that configdrive explain knows']];
}

/** Names the guests of a verdict; a guest whose releases agree goes without them. */
function namesWith(verdict: string, guests: readonly Guest[]): readonly string[] {
  const agree = (name: string): boolean => guests.every((guest) => guest.guest !== name || guest.verdict === verdict);
  const named = guests
    .filter((guest) => guest.verdict === verdict)
    .map(({ guest, version }) => (agree(guest) ? guest : `${guest} ${version}`));
  return [...new Set(named)];
}
