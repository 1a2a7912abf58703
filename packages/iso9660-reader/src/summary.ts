/** What there is to tell of an image without its contents: for `inspect`, as data. */
import type { Severity } from '@configdrive/issues';
import { checkArguments, kind, someOptions } from '@configdrive/issues/arguments';
import type { VolumeDescriptorValue } from 'iso9660-format';
import { BLOCK_SIZE } from 'iso9660-format';
import type { DescriptorKind } from './descriptors.ts';
import type { Image, SyncImage, TreeOptions } from './image.ts';
import type { DescriptorLabel } from './labels.ts';
import type { Namespace } from './namespaces.ts';
import type { ImageRecord, RecordKind } from './records.ts';

/** Texts and dates of a descriptor that opens a tree; empty texts are left out. */
export interface DescriptorSummary {
  readonly descriptor: DescriptorKind;
  readonly block: number;
  readonly label: string;
  readonly system?: string;
  readonly volumeSet?: string;
  readonly publisher?: string;
  readonly preparer?: string;
  readonly application?: string;
  readonly copyrightFile?: string;
  readonly abstractFile?: string;
  readonly bibliographicFile?: string;
  readonly created?: Date;
  readonly modified?: Date;
  readonly expires?: Date;
  readonly effective?: Date;
}

export interface EntrySummary {
  readonly path: string;
  readonly kind: RecordKind;
  readonly block: number;
  readonly byteLength: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly modified?: Date;
  readonly linkCount?: number;
  readonly target?: string;
  readonly sameAs?: string;
}

export interface ImageSummary {
  /** As blkid tells it. */
  readonly label: string;
  readonly labels: readonly DescriptorLabel[];
  /** The image as it is. */
  readonly byteLength: number;
  /** What the primary descriptor says it has. */
  readonly volumeByteLength: number;
  readonly volumeBlocks: number;
  readonly namespaces: readonly Namespace[];
  /** The tree that `entries` shows. */
  readonly namespace: Namespace;
  readonly descriptors: readonly DescriptorSummary[];
  readonly entries: readonly EntrySummary[];
  /** Paths that lie on one extent, group by group. */
  readonly sharedExtents: readonly {
    readonly block: number;
    readonly byteLength: number;
    readonly paths: readonly string[];
  }[];
  readonly issues: readonly { readonly code: string; readonly severity: Severity; readonly message: string }[];
}

const someImage = /* @__PURE__ */ kind(
  'an image: what openImage gives',
  (value) => typeof (value as SyncImage).records === 'function',
);

/** Everything but contents: descriptors, entries with their places, which paths share an extent. */
export function summaryOf(image: SyncImage, options?: TreeOptions): ImageSummary;
export function summaryOf(image: Image, options?: TreeOptions): Promise<ImageSummary>;
export function summaryOf(image: Image | SyncImage, options: TreeOptions = {}): ImageSummary | Promise<ImageSummary> {
  checkArguments(['image', someImage, image], ['options', someOptions, options]);
  const records = image.records(options);
  return records instanceof Promise
    ? records.then((listed) => summaryWith(image, listed, options))
    : summaryWith(image, records, options);
}

function summaryWith(image: Image | SyncImage, records: readonly ImageRecord[], options: TreeOptions): ImageSummary {
  const { label, labels, byteLength, volumeByteLength, namespaces, descriptors, issues } = image;
  return {
    label,
    labels,
    byteLength,
    volumeByteLength,
    volumeBlocks: volumeByteLength / BLOCK_SIZE,
    namespaces,
    namespace: options.namespace ?? namespaces[0],
    descriptors: descriptors.flatMap(({ kind, block, value }) =>
      value === undefined ? [] : [descriptorSummary(kind, block, value)],
    ),
    entries: records.map(entrySummary),
    sharedExtents: sharedExtentsOf(records),
    issues: issues.map(({ code, severity, message }) => ({ code, severity, message })),
  };
}

function descriptorSummary(descriptor: DescriptorKind, block: number, value: VolumeDescriptorValue): DescriptorSummary {
  return {
    descriptor,
    block,
    label: value.volumeIdentifier,
    ...given({
      system: value.systemIdentifier,
      volumeSet: value.volumeSetIdentifier,
      publisher: value.publisherIdentifier,
      preparer: value.preparerIdentifier,
      application: value.applicationIdentifier,
      copyrightFile: value.copyrightFileIdentifier,
      abstractFile: value.abstractFileIdentifier,
      bibliographicFile: value.bibliographicFileIdentifier,
      created: value.created,
      modified: value.modified,
      expires: value.expires,
      effective: value.effective,
    }),
  };
}

function entrySummary({ entry, path, kind, block, byteLength, linkCount }: ImageRecord): EntrySummary {
  const { mode, uid, gid, modified, target, sameAs } = entry;
  return { path, kind, block, byteLength, ...given({ mode, uid, gid, modified, linkCount, target, sameAs }) };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only what is there: neither undefined nor an empty text. */
const given = <T extends object>(facts: T): Given<T> =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined && fact !== '')) as Given<T>;

function sharedExtentsOf(records: readonly ImageRecord[]): ImageSummary['sharedExtents'] {
  const files = records.filter(({ kind, byteLength }) => kind === 'file' && byteLength > 0);
  const groups = new Map<string, ImageRecord[]>();
  for (const record of files) {
    const key = `${record.block} ${record.byteLength}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, second] = group;
    if (first === undefined || second === undefined) return [];
    return [{ block: first.block, byteLength: first.byteLength, paths: group.map(({ path }) => path) }];
  });
}
