/** The System Use Sharing Protocol: what announces it, how entries and areas hold together (rules R88–R99). */
import { continuationArea, extensionsReference, rockRidgeIdentifiers, sharingProtocol } from 'iso9660-format';
import type { ImageCode } from '../codes.ts';
import { firstOther } from '../inventory/first-other.ts';
import { type ListedRecord, latin1 } from '../inventory/records.ts';
import { entriesOf, type SystemUseArea, type SystemUseEntry } from '../inventory/system-use.ts';
import type { ListedTree } from '../inventory/tree.ts';
import { lettersOf, signatures } from '../signatures.ts';
import { type Check, numbers, type Report } from './check.ts';
import { checkFields } from './fields.ts';

export const checkSystemUse: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    if (tree.systemUse === undefined) continue;
    checkAnnouncements(tree, tree.systemUse.isAnnounced, report);
    for (const { records } of tree.directories) {
      for (const record of records) {
        checkEntries(record, report);
        for (const area of record.areas) checkArea(record, area, report);
        checkChain(record, report);
      }
    }
  }
};

const isRootSelf = ({ directory, index }: ListedRecord): boolean => directory.parent === undefined && index === 0;

/** R88, R92, R93: first of all the sharing protocol, then exactly one reference that readers know. */
function checkAnnouncements({ directories: [root] }: ListedTree, isAnnounced: boolean, report: Report): void {
  const self = root?.records[0];
  if (self === undefined) return;
  if (!isAnnounced) report('sharing-protocol-missing', self.where);
  const references = entriesOf(self).filter(({ signature }) => signature === signatures.ER);
  if (references.length !== 1) report('extensions-reference', self.where, numbers(1, references.length));
  if (references.length > 0 && !references.some(isRockRidge)) {
    report('extensions-reference-unknown', self.where.to(references[0]!.offset));
  }
}

function isRockRidge({ bytes, at, length }: SystemUseEntry): boolean {
  if (length < extensionsReference.byteLength) return false;
  const from = at + extensionsReference.byteLength;
  const identifier = latin1(bytes, from, from + extensionsReference.get.identifierLength(bytes, at));
  return (rockRidgeIdentifiers as readonly string[]).includes(identifier);
}

function checkEntries(record: ListedRecord, report: Report): void {
  const entries = entriesOf(record);
  if (record.dot === undefined && entries.length === 0) report('system-use-missing', record.where);
  for (const [index, entry] of entries.entries()) {
    const where = record.where.to(entry.offset);
    if (entry.bytes[entry.at + 3] !== 1)
      report('system-use-invalid', where, { subject: lettersOf(entry.signature), got: 'another version' });
    if (entry.signature === signatures.SP) checkSharing(record, entry, index, report);
    else if (entry.signature === signatures.ER) checkReference(record, entry, report);
    else if (entry.signature === signatures.CE) checkContinuation(record, entry, report);
    else {
      const code = REMARKABLE.get(entry.signature);
      if (code !== undefined) report(code, where);
    }
  }
}

const REMARKABLE: ReadonlyMap<number, ImageCode> = new Map([
  [signatures.ST, 'system-use-terminator'],
  [signatures.PD, 'system-use-padding'],
  [signatures.SF, 'sparse-file'],
]);

function checkSharing(record: ListedRecord, entry: SystemUseEntry, index: number, report: Report): void {
  const where = record.where.to(entry.offset);
  if (!isRootSelf(record) || index !== 0) {
    report('sharing-protocol-misplaced', where);
    return;
  }
  checkFields(report, sharingProtocol, entry.bytes, entry.at, where);
  const skip = sharingProtocol.get.skipLength(entry.bytes, entry.at);
  if (skip !== 0) report('sharing-protocol-skip', where, numbers(0, skip));
}

function checkReference(record: ListedRecord, entry: SystemUseEntry, report: Report): void {
  const where = record.where.to(entry.offset);
  if (!isRootSelf(record)) report('extensions-reference', where, { got: 'one outside the root' });
  if (entry.length < extensionsReference.byteLength) {
    report('system-use-invalid', where, { rule: 'R92', subject: 'ER' });
    return;
  }
  const { identifierLength, descriptorLength, sourceLength } = extensionsReference.get;
  const { bytes, at, length } = entry;
  const texts = identifierLength(bytes, at) + descriptorLength(bytes, at) + sourceLength(bytes, at);
  const wanted = extensionsReference.byteLength + texts;
  if (wanted !== length)
    report('system-use-invalid', where, { rule: 'R92', subject: 'ER', ...numbers(wanted, length) });
  checkFields(report, extensionsReference, bytes, at, where);
}

function checkContinuation(record: ListedRecord, entry: SystemUseEntry, report: Report): void {
  const where = record.where.to(entry.offset);
  if (entry.length < continuationArea.byteLength) report('system-use-invalid', where, { rule: 'R94', subject: 'CE' });
  else checkFields(report, continuationArea, entry.bytes, entry.at, where);
}

/** R89: behind the last entry less than four bytes, all zero. R94, R95: at most one continuation, and it comes last. */
function checkArea(
  { where }: ListedRecord,
  { entries, rest, offset, byteLength }: SystemUseArea,
  report: Report,
): void {
  const place = where.to(offset + byteLength - rest.byteLength);
  const isTerminated = entries.some(({ signature }) => signature === signatures.ST);
  if (!isTerminated) {
    const isZero = firstOther(rest.bytes, rest.at, rest.at + rest.byteLength) === rest.at + rest.byteLength;
    if (!isZero) report('system-use-invalid', place);
    else if (rest.byteLength > 3)
      report('system-use-slack', place, { expected: 'at most 3 bytes', got: `${rest.byteLength}` });
  }
  const continuations = entries.filter(({ signature }) => signature === signatures.CE);
  if (continuations.length > 1) report('continuation-repeated', place);
  if (continuations.length > 0 && entries.at(-1)?.signature !== signatures.CE) report('continuation-not-last', place);
}

/** R96: hops that Linux makes. */
const MAX_CONTINUATIONS = 31;

function checkChain({ areas, where }: ListedRecord, report: Report): void {
  const hops = areas.length - 1;
  if (hops > MAX_CONTINUATIONS) report('continuation-chain-long', where, { got: `${hops}` });
}
