/** Targets of symbolic links, component by component (rules R104, R105). */
import { fileTypes, nameFlags, symbolicLink, symbolicLinkComponent } from 'iso9660-format';
import type { ListedRecord } from '../inventory/records.ts';
import { entriesOf, type SystemUseEntry } from '../inventory/system-use.ts';
import { fixedLimits } from '../limits.ts';
import { signatures } from '../signatures.ts';
import { hasRockRidge } from './attributes.ts';
import { type Check, numbers, type Report } from './check.ts';
import { attributesOf } from './files.ts';

export const checkLinks: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    if (!hasRockRidge(tree)) continue;
    for (const { records } of tree.directories) {
      for (const record of records) checkLink(record, report);
    }
  }
};

interface Component {
  readonly flags: number;
  readonly byteLength: number;
}

/** R105: bytes of a target that Linux takes. */
const LONGEST_TARGET = 4095;

function checkLink(record: ListedRecord, report: Report): void {
  const entries = entriesOf(record).filter(({ signature }) => signature === signatures.SL);
  const isLink = ((attributesOf(record)?.mode ?? 0) & fileTypes.mask) === fileTypes.symbolicLink;
  if (isLink && entries.length === 0 && record.dot === undefined) report('link-without-target', record.where);
  const components: Component[] = [];
  for (const [index, entry] of entries.entries()) {
    const where = record.where.to(entry.offset);
    const isLast = index === entries.length - 1;
    const inEntry = componentsOf(entry, where, report);
    components.push(...inEntry);
    checkEntry(entry, inEntry, isLast, where, report);
  }
  if (entries.length > 0) checkTarget(components, record.where, report);
}

/** At most a hundred or so, as an entry has 255 bytes. */
function componentsOf(
  { bytes, at, length }: SystemUseEntry,
  where: ListedRecord['where'],
  report: Report,
): Component[] {
  const components: Component[] = [];
  let next = symbolicLink.byteLength;
  while (next + symbolicLinkComponent.byteLength <= length) {
    const flags = symbolicLinkComponent.get.flags(bytes, at + next);
    const byteLength = symbolicLinkComponent.get.length(bytes, at + next);
    next += symbolicLinkComponent.byteLength + byteLength;
    if (next > length) break;
    components.push({ flags, byteLength });
  }
  if (next !== length) report('link-target', where, { subject: 'length of the entry', ...numbers(next, length) });
  return components;
}

/** R104: every entry but the last says that it continues. R105: and then ends inside a component. */
function checkEntry(
  { bytes, at, length }: SystemUseEntry,
  components: readonly Component[],
  isLast: boolean,
  where: ListedRecord['where'],
  report: Report,
): void {
  const flags = length < symbolicLink.byteLength ? 0 : symbolicLink.get.flags(bytes, at);
  const expected = isLast ? 0 : nameFlags.continue;
  if (flags !== expected) report('link-target', where, { subject: 'flags', ...numbers(expected, flags) });
  const last = components.at(-1);
  if (last === undefined) report('link-target', where, { expected: 'at least one component', got: 'none' });
  const isInside = ((last?.flags ?? 0) & nameFlags.continue) !== 0;
  if (!isLast && !isInside) report('link-split', where);
  if (isLast && isInside) report('link-target', where, { subject: 'last component', got: 'one that continues' });
}

/** Bytes that a component adds to the target, with the `/` behind it; one that continues has none. */
function textLengthOf({ flags, byteLength }: Component, isLast: boolean): number {
  if ((flags & nameFlags.root) !== 0) return 1;
  const length = (flags & nameFlags.parent) !== 0 ? 2 : (flags & nameFlags.current) !== 0 ? 1 : byteLength;
  return length + (isLast || (flags & nameFlags.continue) !== 0 ? 0 : 1);
}

/** Values that FreeBSD knows: none or one of the flags. */
const COMPONENT_FLAGS: ReadonlySet<number> = new Set([0, ...Object.values(nameFlags)]);

function checkTarget(components: readonly Component[], where: ListedRecord['where'], report: Report): void {
  let byteLength = 0;
  for (const [index, component] of components.entries()) {
    const { flags } = component;
    if (!COMPONENT_FLAGS.has(flags)) report('link-target', where, { subject: 'flags of a component', got: `${flags}` });
    const isNamed = (flags & ~nameFlags.continue) === 0;
    if (!isNamed && component.byteLength > 0) {
      report('link-target', where, { subject: 'length of a component', ...numbers(0, component.byteLength) });
    }
    if ((flags & nameFlags.root) !== 0 && index > 0)
      report('link-split', where, { subject: 'root', got: 'not the first' });
    byteLength += textLengthOf(component, index === components.length - 1);
  }
  if (byteLength > fixedLimits.linkTargetBytes) report('link-invalid', where, { got: `${byteLength} bytes` });
  else if (byteLength > LONGEST_TARGET) report('link-split', where, { got: `${byteLength} bytes` });
}
