/** Tells in what the trees of an image differ (rules R84, R87): for verifying, and for whoever looks at one tree only. */
import { InvalidImageError } from '@configdrive/issues';
import { checkArguments, isObject, kind as kindOf, object } from '@configdrive/issues/arguments';
import type { ImageCode } from './codes.ts';
import { Findings } from './findings.ts';
import type { Image, SyncImage } from './image.ts';
import type { Detail, ImageIssue, Where } from './image-issue.ts';
import type { Namespace } from './namespaces.ts';
import type { Extent, RecordKind } from './records.ts';
import { compareTrees, type TreeDifference, type TreeItem } from './tree-differences.ts';

/** What is asked of a record, whether a listing is under way or done. */
export interface TreeRecord {
  readonly path: string;
  readonly kind: RecordKind;
  readonly block: number;
  readonly byteLength: number;
  readonly sections: readonly Extent[];
  readonly recordOffset: number;
}

interface RecordItem extends TreeItem {
  readonly record: TreeRecord;
}

const kinds: Readonly<Partial<Record<RecordKind, TreeItem['kind']>>> = { file: 'file', directory: 'directory' };

const itemOf = (record: TreeRecord): RecordItem => ({
  path: record.path,
  kind: kinds[record.kind] ?? 'other',
  extent: keyOfExtent(record),
  record,
});

/** The same for two files on the same extents; undefined for what has none that tells it from others. */
export function extentKeyOf(record: Omit<TreeRecord, 'path' | 'recordOffset'>): string | undefined {
  checkArguments(['record', someRecord, record]);
  return keyOfExtent(record);
}

/** The same of a record of ours: verifying asks for each of millions. */
export function keyOfExtent({
  kind,
  byteLength,
  block,
  sections,
}: Omit<TreeRecord, 'path' | 'recordOffset'>): string | undefined {
  if (kind !== 'file' || byteLength === 0) return undefined;
  return sections.length === 1
    ? `${block} ${byteLength}`
    : sections.map((one) => `${one.block} ${one.byteLength}`).join();
}

const someImage = /* @__PURE__ */ kindOf(
  'an image: what openImage gives',
  (value) => isObject(value) && Array.isArray(value.namespaces) && typeof value.records === 'function',
);

const someRecord = /* @__PURE__ */ object('a record of an image');

type Told = Readonly<
  Record<TreeDifference['kind'], readonly [code: ImageCode, detail: (difference: TreeDifference<RecordItem>) => Detail]>
>;

const told: Told = {
  content: [
    'tree-content-differs',
    ({ rockRidge, joliet }) => ({ expected: placeOf(rockRidge?.record), got: placeOf(joliet?.record) }),
  ],
  name: [
    'tree-name-differs',
    ({ rockRidge, joliet }) => ({ expected: `"${rockRidge?.path}"`, got: `"${joliet?.path}"` }),
  ],
  'only-rock-ridge': ['trees-differ', () => ({ subject: 'missing in Joliet' })],
  'only-joliet': ['trees-differ', () => ({ subject: 'missing in Rock Ridge' })],
};

const placeOf = (record: TreeRecord | undefined): string =>
  record?.kind === 'file' ? `block ${record.block}, ${record.byteLength} bytes` : (record?.kind ?? 'nothing');

/** Reports in what a Rock Ridge tree and a Joliet tree differ. */
export function reportTreeDifferences(
  rockRidge: readonly TreeRecord[],
  joliet: readonly TreeRecord[],
  report: (code: ImageCode, where: Where, detail?: Detail) => void,
): void {
  for (const difference of compareTrees(rockRidge.map(itemOf), joliet.map(itemOf)).differences) {
    const [code, detailOf] = told[difference.kind];
    const { recordOffset, path } = (difference.joliet ?? difference.rockRidge)!.record;
    report(code, { offset: recordOffset, path: difference.rockRidge?.path ?? path }, detailOf(difference));
  }
}

const compared = ['rockRidge', 'joliet'] as const satisfies readonly Namespace[];

/** Says in what the trees of an image differ that Linux and Windows read: a path at a time, at most a thousand of each kind. */
export function treeIssuesOf(image: SyncImage): readonly ImageIssue[];
export function treeIssuesOf(image: Image): Promise<readonly ImageIssue[]>;
export function treeIssuesOf(image: Image | SyncImage): readonly ImageIssue[] | Promise<readonly ImageIssue[]> {
  checkArguments(['image', someImage, image]);
  if (!compared.every((namespace) => image.namespaces.includes(namespace)))
    return 'close' in image ? Promise.resolve([]) : [];
  try {
    const [rockRidge, joliet] = compared.map((namespace) => image.records({ namespace }));
    return rockRidge instanceof Promise || joliet instanceof Promise
      ? Promise.all([rockRidge, joliet]).then(issuesOfRecords, issuesOfCause)
      : issuesOfRecords([rockRidge, joliet]);
  } catch (cause) {
    return issuesOfCause(cause);
  }
}

function issuesOfRecords([rockRidge = [], joliet = []]: readonly (
  | readonly TreeRecord[]
  | undefined
)[]): readonly ImageIssue[] {
  const findings = new Findings(false);
  reportTreeDifferences(rockRidge, joliet, findings.report.bind(findings));
  return findings.issues;
}

/** One of the trees cannot be listed: whoever reads that one does not see the other's files. */
function issuesOfCause(cause: unknown): readonly ImageIssue[] {
  if (!(cause instanceof InvalidImageError)) throw cause;
  const findings = new Findings(false);
  findings.report('trees-differ', { offset: 0 }, { subject: `one of them cannot be listed (${cause.code})` });
  return findings.issues;
}
