/** Whether all trees show the same files and directories (rules R84, R87): else two guests see two drives. */
import { byteOffsetOf } from 'iso9660-format';
import type { FoundRecord } from '../records.ts';
import { type Check, numbers, type Report } from './check.ts';

/** The trees as readers list them: relocated directories in place, sections joined. */
export interface Listings {
  /** By Rock Ridge where there is any. */
  readonly plain: readonly FoundRecord[];
  readonly joliet: readonly FoundRecord[];
}

export const checkTrees =
  ({ plain, joliet }: Listings): Check =>
  ({ inventory, report }) => {
    if (inventory.descriptors.joliet === undefined) return;
    const specials = checkSpecials(plain, joliet, report);
    checkPaths(plain, joliet, report);
    checkMissing(plain, joliet, 'Joliet', report);
    checkMissing(joliet, plain, 'the plain tree', report);
    const where = { offset: byteOffsetOf(inventory.descriptors.joliet.block) };
    const directories = [countOf(plain, isDirectory), countOf(joliet, isDirectory)] as const;
    if (directories[0] !== directories[1])
      report('trees-differ', where, { subject: 'directories', ...numbers(...directories) });
    const empty = [countOf(plain, isEmptyFile), countOf(joliet, isEmptyFile) - specials] as const;
    if (empty[0] !== empty[1]) report('trees-differ', where, { subject: 'empty files', ...numbers(...empty) });
  };

const isDirectory = ({ kind }: FoundRecord): boolean => kind === 'directory';
const isEmptyFile = ({ kind, byteLength }: FoundRecord): boolean => kind === 'file' && byteLength === 0;
const hasBytes = ({ kind, byteLength }: FoundRecord): boolean => kind === 'file' && byteLength > 0;

const countOf = (records: readonly FoundRecord[], isCounted: (record: FoundRecord) => boolean): number =>
  records.reduce((count, record) => count + Number(isCounted(record)), 0);

const whereOf = ({ recordOffset, path }: FoundRecord) => ({ offset: recordOffset, path });

/** R84: what Joliet cannot hold is best left out. How many it shows as empty files. */
function checkSpecials(plain: readonly FoundRecord[], joliet: readonly FoundRecord[], report: Report): number {
  const specials = new Map(
    plain.filter(({ kind }) => kind !== 'file' && kind !== 'directory').map((record) => [record.path, record]),
  );
  let empty = 0;
  for (const record of joliet) {
    if (record.kind !== 'file' || !specials.has(record.path)) continue;
    report('joliet-special-file', whereOf(record));
    if (record.byteLength === 0) empty++;
  }
  return empty;
}

const extentOf = ({ block, byteLength }: FoundRecord): string => `${block} ${byteLength}`;

/** One path, two contents: the worst that can be. */
function checkPaths(plain: readonly FoundRecord[], joliet: readonly FoundRecord[], report: Report): void {
  const byPath = new Map(plain.filter(hasBytes).map((record) => [record.path, record]));
  for (const record of joliet) {
    const other = byPath.get(record.path);
    if (other === undefined || record.kind !== 'file' || extentOf(other) === extentOf(record)) continue;
    report('tree-content-differs', whereOf(record), {
      expected: `block ${other.block}, ${other.byteLength} bytes`,
      got: `block ${record.block}, ${record.byteLength} bytes`,
    });
  }
}

/** R87: names may differ between the trees, extents may not. */
function checkMissing(from: readonly FoundRecord[], other: readonly FoundRecord[], name: string, report: Report): void {
  const counts = new Map<string, number>();
  for (const record of other) {
    if (hasBytes(record)) counts.set(extentOf(record), (counts.get(extentOf(record)) ?? 0) + 1);
  }
  for (const record of from) {
    if (!hasBytes(record)) continue;
    const count = counts.get(extentOf(record)) ?? 0;
    if (count === 0) report('trees-differ', whereOf(record), { subject: `missing in ${name}` });
    counts.set(extentOf(record), count - 1);
  }
}
