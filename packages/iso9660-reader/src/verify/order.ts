/** Order and uniqueness of identifiers in a directory (rules R38, R39, R76, R78). */
import { compareJolietIdentifiers, comparePlainIdentifiers, fileFlags, identityOf, ucs2 } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { ListedRecord } from '../inventory/records.ts';
import { identifierOffset } from '../records.ts';
import type { Check, Report } from './check.ts';

export const checkOrder: Check = ({ inventory, report }) => {
  for (const { kind, directories } of inventory.trees) {
    for (const directory of directories) {
      if (kind === 'joliet') checkJoliet(directory, report);
      else checkPlain(directory, report);
    }
  }
};

/** Records that have a name, a file of several sections once. */
export const namedRecords = ({ records }: ListedDirectory): ListedRecord[] =>
  records.filter((record, index) => record.dot === undefined && !isContinued(records[index - 1]));

/** A directory's first two records have no sections, whatever their flags say. */
const isContinued = (record: ListedRecord | undefined): boolean =>
  record !== undefined && record.dot === undefined && record.hasMoreSections;

function checkPlain(directory: ListedDirectory, report: Report): void {
  const named = namedRecords(directory);
  const identifiers = named.map(({ identifier }) => identifier);
  reportDisorder(named, identifiers, [comparePlainIdentifiers], 'R38', report);
  const seen = new Set<string>();
  for (const [index, record] of named.entries()) {
    // An associated file has the identifier of the file it belongs to.
    const identity = `${record.flags & fileFlags.associated}${identityOf(identifiers[index]!)}`;
    if (seen.has(identity)) report('identifier-duplicate', record.where);
    seen.add(identity);
  }
}

type Compare = (a: string, b: string) => number;

/** R78: whole identifiers by units, or name, extension, version as in the plain tree; makers differ, no reader cares. */
const JOLIET_ORDERS: readonly Compare[] = [
  compareJolietIdentifiers,
  comparePlainIdentifiers,
  (a, b) => compareJolietIdentifiers(a.replace(/;1$/, ''), b.replace(/;1$/, '')),
];

function checkJoliet(directory: ListedDirectory, report: Report): void {
  const named = namedRecords(directory);
  const units = named.map(unitsOf);
  reportDisorder(named, units, JOLIET_ORDERS, 'R78', report);
  const seen = new Set<string>();
  const alike = new Set<string>();
  for (const [index, record] of named.entries()) {
    const folded = foldedName(record.name);
    if (seen.has(units[index]!)) report('identifier-duplicate', record.where, { rule: 'R76' });
    else if (alike.has(folded)) report('joliet-names-alike', record.where);
    seen.add(units[index]!);
    alike.add(folded);
  }
}

const unitsOf = ({ bytes, at, identifierLength }: ListedRecord): string =>
  ucs2(bytes, at + identifierOffset, identifierLength);

/** What two names must differ in to be told apart without case and in any normalisation. */
export const foldedName = (name: string): string => name.normalize('NFC').toLowerCase();

/** Reports the first record out of order, when no accepted order holds. */
function reportDisorder(
  named: readonly ListedRecord[],
  identifiers: readonly string[],
  orders: readonly Compare[],
  rule: string,
  report: Report,
): void {
  const breaks = orders.map((compare) =>
    identifiers.findIndex((identifier, index) => index > 0 && compare(identifiers[index - 1]!, identifier) > 0),
  );
  const [first] = breaks;
  if (first === undefined || breaks.includes(-1)) return;
  report('directory-order', named[first]!.where, { rule });
}
