import { directoryRecord, fileFlags, utf8Bytes } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { Attributes } from './attributes.ts';
import { DateMemo } from './date-memo.ts';
import { Findings } from './findings.ts';
import { fixedLimits } from './limits.ts';
import type { ImageTree } from './namespaces.ts';
import { RecordReader } from './record-reader.ts';
import { FoundRecord, type RecordKind } from './records.ts';
import { Sections } from './sections.ts';

const IMAGE_BYTES = 100 * 2048;
const tree: ImageTree = {
  namespace: 'plain',
  rootBlock: 20,
  rootByteLength: 2048,
  rootRecordOffset: 0,
  volumeSequenceNumber: 1,
  skipLength: 0,
  readAheadEnd: 0,
};

const AT = 3;

interface Section {
  readonly identifier?: string;
  readonly block?: number;
  readonly byteLength?: number;
  readonly hasMore?: boolean;
}

function bytesOf({ identifier = 'FILE', block = 30, byteLength = 2048, hasMore = false }: Section): Uint8Array {
  const bytes = new Uint8Array(300);
  bytes[AT] = 60;
  bytes[AT + 32] = identifier.length;
  bytes.set(utf8Bytes(identifier), AT + 33);
  directoryRecord.put.extentBlock(bytes, AT, block);
  directoryRecord.put.dataByteLength(bytes, AT, byteLength);
  directoryRecord.put.volumeSequenceNumber(bytes, AT, 1);
  directoryRecord.put.flags(bytes, AT, hasMore ? fileFlags.moreSections : 0);
  return bytes;
}

/** A file that has begun with one block at block 30. */
function begun(kind: RecordKind = 'file') {
  const findings = new Findings(false);
  const reader = new RecordReader(tree, IMAGE_BYTES, findings, new DateMemo(), new Attributes(new DateMemo()));
  const sections = new Sections(reader, findings);
  const record = new FoundRecord('file', 4100, 30, 2048);
  record.kind = kind;
  sections.begin(record, bytesOf({ hasMore: true }), AT);
  return { sections, record, issues: () => findings.issues, take: (next: Section) => sections.take(bytesOf(next), AT) };
}

const invalid = { code: 'multi-extent-invalid', block: 2, byte: 4, path: 'file' };

describe('sections of a file', () => {
  it('are added up to the last, and the next record is another file', () => {
    const { record, take, issues } = begun();
    expect(take({ block: 31, byteLength: 2048, hasMore: true })).toBe(true);
    expect(take({ block: 40, byteLength: 5 })).toBe(true);
    expect(take({ block: 50 })).toBe(false);
    expect(record.byteLength).toBe(2048 + 2048 + 5);
    expect(record.sections).toEqual([
      { block: 30, byteLength: 2048 },
      { block: 31, byteLength: 2048 },
      { block: 40, byteLength: 5 },
    ]);
    expect(record.rare?.obstacle).toBeUndefined();
    expect(issues()).toEqual([]);
  });

  it.each(['FILF', 'GILE', 'FIL', 'FILE1'])('all have one identifier: FILE is not followed by %s', (identifier) => {
    const { record, sections, take, issues } = begun();
    expect(take({ identifier })).toBe(false);
    expect(issues()).toMatchObject([invalid]);
    expect(take({})).toBe(false);
    sections.endDirectory();
    expect(issues()).toHaveLength(1);
    expect(record.byteLength).toBe(2048);
  });

  it('end with their directory', () => {
    const { sections, take, issues } = begun();
    sections.endDirectory();
    expect(issues()).toMatchObject([invalid]);
    expect(take({})).toBe(false);
    sections.endDirectory();
    expect(issues()).toHaveLength(1);
  });

  it('do not make a directory', () => {
    const { take, issues } = begun('directory');
    expect(issues()).toMatchObject([invalid]);
    expect(take({})).toBe(false);
  });

  it('that lie outside the image, or claim more than it has, cannot be had', () => {
    const outside = begun();
    outside.take({ block: 99, byteLength: 2049 });
    expect(outside.record.rare?.obstacle).toBe('extent-outside-image');
    expect(outside.issues()).toMatchObject([{ code: 'file-outside-image', got: 'block 99, 2049 bytes' }]);
    const overlapping = begun();
    overlapping.take({ block: 0, byteLength: 99 * 2048, hasMore: true });
    expect(overlapping.record.rare?.obstacle).toBeUndefined();
    overlapping.take({ block: 0, byteLength: 1 });
    expect(overlapping.record.rare?.obstacle).toBe('extent-outside-image');
  });

  it('are at most 4096; more are told and not taken', () => {
    const { record, take, issues } = begun();
    for (let count = 1; count < fixedLimits.sectionsPerFile; count++) take({ byteLength: 1, hasMore: true });
    expect(record.sections).toHaveLength(4096);
    expect(issues()).toEqual([]);
    expect(take({ byteLength: 1, hasMore: true })).toBe(true);
    expect(record.sections).toHaveLength(4096);
    expect(record.byteLength).toBe(2048 + 4095);
    expect(issues()).toMatchObject([
      { code: 'too-many-sections', path: 'file', expected: 'at most 4096', got: 'more' },
    ]);
  });
});
