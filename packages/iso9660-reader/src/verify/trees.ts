/** Whether all trees show the same files and directories (rules R84, R87): else two guests see two drives. */
import { byteOffsetOf } from 'iso9660-format';
import type { FoundRecord } from '../records.ts';
import { keyOfExtent, reportTreeDifferences } from '../tree-issues.ts';
import { type Check, numbers, type Report } from './check.ts';

/** The trees as readers list them: relocated directories in place, sections joined. */
export interface Listings {
  /** By Rock Ridge where there is any. */
  readonly plain: readonly FoundRecord[];
  readonly joliet: readonly FoundRecord[];
  /** Names of the one are meant to be those of the other; those of a plain tree never are. */
  readonly hasRockRidge: boolean;
}

export const checkTrees =
  ({ plain, joliet, hasRockRidge }: Listings): Check =>
  ({ inventory, report }) => {
    if (inventory.descriptors.joliet === undefined) return;
    checkSpecials(plain, joliet, report);
    if (hasRockRidge) return reportTreeDifferences(plain, joliet, report);
    checkMissing(plain, joliet, 'Joliet', report);
    checkMissing(joliet, plain, 'the plain tree', report);
    const where = { offset: byteOffsetOf(inventory.descriptors.joliet.block) };
    for (const { subject, isCounted } of COUNTED) {
      const counts = [countOf(plain, isCounted), countOf(joliet, isCounted)] as const;
      if (counts[0] !== counts[1]) report('trees-differ', where, { subject, ...numbers(...counts) });
    }
  };

/** What has no bytes to be known by. */
const COUNTED = [
  { subject: 'directories', isCounted: ({ kind }: FoundRecord): boolean => kind === 'directory' },
  {
    subject: 'empty files',
    isCounted: ({ kind, byteLength }: FoundRecord): boolean => kind === 'file' && byteLength === 0,
  },
] as const;

const countOf = (records: readonly FoundRecord[], isCounted: (record: FoundRecord) => boolean): number =>
  records.reduce((count, record) => count + Number(isCounted(record)), 0);

const whereOf = ({ recordOffset, path }: FoundRecord) => ({ offset: recordOffset, path });

/** R84: what Joliet cannot hold is best left out. */
function checkSpecials(plain: readonly FoundRecord[], joliet: readonly FoundRecord[], report: Report): void {
  const specials = new Set(plain.filter(({ kind }) => kind !== 'file' && kind !== 'directory').map(({ path }) => path));
  for (const record of joliet) {
    if (record.kind === 'file' && specials.has(record.path)) report('joliet-special-file', whereOf(record));
  }
}

/** R87: names may differ between the trees, extents may not. */
function checkMissing(from: readonly FoundRecord[], other: readonly FoundRecord[], name: string, report: Report): void {
  const counts = new Map<string, number>();
  for (const record of other) {
    const key = keyOfExtent(record);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const record of from) {
    const key = keyOfExtent(record);
    if (key === undefined) continue;
    const count = counts.get(key) ?? 0;
    if (count === 0) report('trees-differ', whereOf(record), { subject: `missing in ${name}` });
    counts.set(key, count - 1);
  }
}
