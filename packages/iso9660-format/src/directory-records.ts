/**
 * Directory records (ECMA-119, 2nd edition, clause 9.1). A record is this head, the identifier, a zero byte when the
 * identifier's length is even, and the system use area. Not here: extended attribute records, interleaving.
 */
import { constant, reserved } from './bytes.ts';
import { bp, type RecordCodec, record, type ValueOf } from './codec.ts';
import { recordDate } from './dates.ts';
import { u8, u16Both, u32Both } from './numbers.ts';

/** ECMA-119 9.1.6, by bit value. */
export const fileFlags = {
  hidden: 0x01,
  directory: 0x02,
  associated: 0x04,
  record: 0x08,
  protection: 0x10,
  /** Bit 7: another section of the same file follows. */
  moreSections: 0x80,
} as const;

/** ECMA-119 6.8.2.2: identifiers of the first two records of every directory. */
export const SELF_IDENTIFIER = 0x00;
export const PARENT_IDENTIFIER = 0x01;

/** ECMA-119 9.1.1: one byte holds the length, and it is even (R30). */
export const MAXIMUM_RECORD_LENGTH = 254;

const head = {
  recordLength: bp(1, 1, u8, 'ECMA-119 9.1.1', 'R30'),
  extendedAttributeLength: bp(2, 2, reserved(1), 'ECMA-119 9.1.2', 'R32'),
  extentBlock: bp(3, 10, u32Both, 'ECMA-119 9.1.3', 'R29'),
  dataByteLength: bp(11, 18, u32Both, 'ECMA-119 9.1.4', 'R29'),
  recorded: bp(19, 25, recordDate, 'ECMA-119 9.1.5', 'R61'),
  flags: bp(26, 26, u8, 'ECMA-119 9.1.6', 'R32'),
  unitSize: bp(27, 27, reserved(1), 'ECMA-119 9.1.7', 'R32'),
  gapSize: bp(28, 28, reserved(1), 'ECMA-119 9.1.8', 'R32'),
  volumeSequenceNumber: bp(29, 32, u16Both, 'ECMA-119 9.1.9', 'R32'),
  identifierLength: bp(33, 33, u8, 'ECMA-119 9.1.10', 'R29'),
} as const;

export const directoryRecord = record('directory record', head);

export interface DirectoryRecordValue extends ValueOf<typeof directoryRecord> {}

/** ECMA-119 8.4.18: the root's record as it stands in a volume descriptor, exactly 34 bytes. */
export const rootDirectoryRecord: RecordCodec<DirectoryRecordValue> = record('root directory record', {
  ...head,
  identifier: bp(34, 34, constant(SELF_IDENTIFIER), 'ECMA-119 9.1.11', 'R21'),
});

/** Where the system use area of a record begins: after the head, the identifier and its pad byte (9.1.12). */
export const systemUseOffset = (identifierLength: number): number =>
  directoryRecord.byteLength + identifierLength + (identifierLength % 2 === 0 ? 1 : 0);

/** Length of a whole record, made even (R30). */
export function recordLengthOf(identifierLength: number, systemUseLength: number): number {
  const length = systemUseOffset(identifierLength) + systemUseLength;
  return length + (length % 2);
}
