/** What the descriptors of an image say of its volume, as far as a writer can say it again. */
import { printable } from '@configdrive/issues';
import type { ImageFacts } from 'iso9660-reader';
import type { ConfigDrive, VolumeFields } from '../drive.ts';
import { withoutEnd } from '../encoding/python-space.ts';
import type { CoreIssues } from '../issues.ts';

const texts = [
  'systemIdentifier',
  'volumeSetIdentifier',
  'publisherIdentifier',
  'preparerIdentifier',
  'applicationIdentifier',
  'copyrightFileIdentifier',
  'abstractFileIdentifier',
  'bibliographicFileIdentifier',
] as const;

/** Null where the image does not give one: a writer would take its timestamp. */
const dates = ['created', 'modified', 'effective'] as const;

/** Descriptors that a drive written again does not have. */
const droppedKinds: ReadonlySet<string> = new Set(['boot', 'enhanced', 'supplementary', 'partition', 'unknown']);

export function readVolume(image: ImageFacts, report: CoreIssues): Pick<ConfigDrive, 'label' | 'timestamp' | 'volume'> {
  const { descriptors } = image;
  for (const { kind, block } of descriptors) {
    if (droppedKinds.has(kind))
      report.add('drive-part-dropped', ['block', block], `a descriptor (${kind}) is not kept`);
  }
  reportLabels(image, report);
  const value = descriptors.find(({ kind }) => kind === 'primary')?.value;
  const volume: { -readonly [Field in keyof VolumeFields]: VolumeFields[Field] } = {};
  for (const field of texts) {
    const text = value?.[field] ?? '';
    if (text !== '') volume[field] = writable(text, field, report);
  }
  for (const field of dates) volume[field] = value?.[field] ?? null;
  if (value?.expires !== undefined) volume.expires = value.expires;
  // Entries have dates of their own; what is left is the root.
  const timestamp = value?.root.recorded ?? value?.modified ?? value?.created ?? new Date(0);
  return { label: writable(image.label, 'label', report), timestamp, volume };
}

/** Some makers pad with zeros, some write Latin-1; a descriptor takes printable ASCII. */
function writable(text: string, field: string, report: CoreIssues): string {
  const trimmed = withoutEnd(text, (unit) => unit === '\0');
  const written = trimmed.replace(/[^\x20-\x7e]/gu, '_');
  if (written !== trimmed) report.add('drive-text-altered', [field], 'characters beyond ASCII are written as _');
  return written;
}

function reportLabels({ label, labels }: ImageFacts, report: CoreIssues): void {
  if (labels.every((one) => one.label === label)) return;
  const shown = labels.map((one) => `${one.descriptor} "${printable(one.label)}"`).join(', ');
  report.add('drive-labels-differ', ['label'], `${shown}; written alike as "${printable(label)}"`);
}
