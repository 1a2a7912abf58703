/** Path tables of one namespace (ECMA-119 6.9, 9.4): all its directories, parents first, in both byte orders. */
import {
  MAXIMUM_PARENT_NUMBER,
  pathTableRecordL,
  pathTableRecordLength,
  pathTableRecordM,
  SELF_IDENTIFIER,
} from 'iso9660-format';
import { placeOf, type WriterIssues } from './issues.ts';
import type { NameTree } from './namespaces.ts';
import { pathOf } from './node.ts';
import type { PlannedDirectory } from './planned.ts';

const isRoot = (directory: PlannedDirectory): boolean => directory.parent === directory;

/** R86: the root's identifier is one zero byte in every namespace. */
const identifierLengthOf = (directory: PlannedDirectory, namespace: NameTree): number =>
  isRoot(directory) ? 1 : namespace.identifierByteLength(directory.identifier, false);

/** Bytes of one table, without the padding to its block (R19). */
export function pathTableByteLength(directories: readonly PlannedDirectory[], namespace: NameTree): number {
  let byteLength = 0;
  for (const directory of directories) byteLength += pathTableRecordLength(identifierLengthOf(directory, namespace));
  return byteLength;
}

/** R44: refuses a tree in which a number above 16 bits would be needed as a parent. */
export function refuseHighParents(directories: readonly PlannedDirectory[], report: WriterIssues): void {
  if (directories.length <= MAXIMUM_PARENT_NUMBER) return;
  const child = directories.find(({ parent }) => parent.number > MAXIMUM_PARENT_NUMBER);
  if (child === undefined) return;
  const message = `directory number ${child.parent.number} has a subdirectory; only the first ${MAXIMUM_PARENT_NUMBER} can`;
  report.add('too-many-directories', placeOf(pathOf(child.parent.node)), message);
}

/** Writes one table to zeroed bytes. */
export function encodePathTable(
  directories: readonly PlannedDirectory[],
  namespace: NameTree,
  byteOrder: 'L' | 'M',
  target: Uint8Array,
  offset: number,
): void {
  const { put, byteLength } = byteOrder === 'L' ? pathTableRecordL : pathTableRecordM;
  let at = offset;
  for (const directory of directories) {
    const identifierLength = identifierLengthOf(directory, namespace);
    put.identifierLength(target, at, identifierLength);
    put.extentBlock(target, at, directory.block);
    put.parentNumber(target, at, directory.parent.number);
    if (isRoot(directory)) target[at + byteLength] = SELF_IDENTIFIER;
    else namespace.writeIdentifier(target, at + byteLength, directory.identifier, false);
    at += pathTableRecordLength(identifierLength);
  }
}
