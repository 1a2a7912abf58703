/** Areas of an image with the structures in them, made one after the other: a large image has millions of fields. */
import {
  bootRecord,
  byteOffsetOf,
  directoryRecord,
  fileFlags,
  pathTableRecordL,
  terminator,
  ucs2,
} from 'iso9660-format';
import type { FoundDescriptor } from '../descriptors.ts';
import type { Claim } from '../inventory/claims.ts';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type PathTable, pathTableRecordOf } from '../inventory/path-tables.ts';
import type { ListedRecord } from '../inventory/records.ts';
import type { SystemUseArea } from '../inventory/system-use.ts';
import { strictTableOf } from '../inventory/tree.ts';
import { identifierOffset } from '../records.ts';
import { extraField, type MappedField, type MappedStructure, mapped, quoted } from './structures.ts';
import { mappedEntry } from './system-use.ts';

/** What claims mean, by where they begin. */
export class Structures {
  readonly #descriptors: ReadonlyMap<number, FoundDescriptor>;
  readonly #directories: ReadonlyMap<number, ListedDirectory>;
  readonly #tables: ReadonlyMap<number, PathTable>;
  readonly #continuations: ReadonlyMap<number, SystemUseArea>;

  constructor({ descriptors, trees }: Inventory) {
    const directories = trees.flatMap((tree) => tree.directories);
    const areas = directories.flatMap(({ records }) => records.flatMap((record) => record.areas));
    this.#descriptors = new Map(descriptors.all.map((found) => [byteOffsetOf(found.block), found]));
    this.#directories = byOffset(directories, ({ block }) => byteOffsetOf(block));
    this.#tables = byOffset(
      trees.flatMap(({ pathTables }) => Object.values(pathTables)),
      ({ block }) => byteOffsetOf(block),
    );
    this.#continuations = byOffset(
      areas.filter(({ isContinuation }) => isContinuation),
      ({ offset }) => offset,
    );
  }

  /** The structures in what is claimed; none in files and in what is not claimed. */
  in({ kind, offset }: Pick<Claim, 'kind' | 'offset'>): readonly MappedStructure[] {
    switch (kind) {
      case 'descriptor':
        return some(this.#descriptors.get(offset), mappedDescriptor);
      case 'path table':
        return some(this.#tables.get(offset), mappedTable);
      case 'directory':
        return some(this.#directories.get(offset), ({ records }) => records.flatMap(mappedRecord));
      case 'continuation':
        return some(this.#continuations.get(offset), ({ entries }) => entries.map(mappedEntry));
      case 'system area':
      case 'boot catalogue':
      case 'file':
        return [];
    }
  }
}

/** The first of several in one place. */
function byOffset<T>(things: readonly T[], offsetOf: (thing: T) => number): ReadonlyMap<number, T> {
  const found = new Map<number, T>();
  for (const thing of things) if (!found.has(offsetOf(thing))) found.set(offsetOf(thing), thing);
  return found;
}

const some = <T>(thing: T | undefined, map: (thing: T) => readonly MappedStructure[]): readonly MappedStructure[] =>
  thing === undefined ? [] : map(thing);

function mappedDescriptor(descriptor: FoundDescriptor): readonly MappedStructure[] {
  const { kind, bytes, at, block } = descriptor;
  const offset = byteOffsetOf(block);
  if (kind === 'terminator') return [mapped(terminator, bytes, at, offset)];
  if (kind === 'boot') return [mapped(bootRecord, bytes, at, offset)];
  if (kind === 'unknown' || kind === 'partition') return [];
  return [mapped(strictTableOf(descriptor), bytes, at, offset)];
}

function mappedTable({ type, entries }: PathTable): readonly MappedStructure[] {
  const head = pathTableRecordL.byteLength;
  return entries.map(({ bytes, at, offset, length, identifier }) => {
    const name = extraField('identifier', head + 1, identifier.length, 'ECMA-119 9.4.5', quoted(identifier));
    return mapped(pathTableRecordOf(type), bytes, at, offset, { byteLength: length, fields: [name] });
  });
}

function mappedRecord(record: ListedRecord): readonly MappedStructure[] {
  const { bytes, at, offset, length, flags } = record;
  const own = record.areas.filter(({ isContinuation }) => !isContinuation);
  const behind = { byteLength: length, fields: [identifierField(record)], words: { flags: flagsText(flags) } };
  return [
    mapped(directoryRecord, bytes, at, offset, behind),
    ...own.flatMap(({ entries }) => entries.map(mappedEntry)),
  ];
}

function identifierField(record: ListedRecord): MappedField {
  const { bytes, at, identifierLength, dot, directory, identifier } = record;
  const units = directory.tree.kind === 'joliet' ? ucs2(bytes, at + identifierOffset, identifierLength) : identifier;
  const value = dot === undefined ? quoted(units) : DOTS[dot];
  return extraField('identifier', identifierOffset + 1, identifierLength, 'ECMA-119 9.1.11', value);
}

const DOTS = { self: 'this directory (00)', parent: 'parent directory (01)' } as const;

function flagsText(flags: number): string {
  const names = Object.entries(fileFlags).filter(([, bit]) => (flags & bit) !== 0);
  return names.length === 0 ? `${flags}` : `${flags} (${names.map(([name]) => name).join(', ')})`;
}
