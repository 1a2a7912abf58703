/**
 * Path table records (ECMA-119, 2nd edition, clause 9.4), in both byte orders. A record is this head, the identifier,
 * and a zero byte when the identifier's length is odd (the other way round than in a directory record).
 */
import { reserved } from './bytes.ts';
import { bp, type FieldCodec, record } from './codec.ts';
import { u8, u16BigEndian, u16LittleEndian, u32BigEndian, u32LittleEndian } from './numbers.ts';

const pathTableRecord = /* @__NO_SIDE_EFFECTS__ */ (name: string, u32: FieldCodec<number>, u16: FieldCodec<number>) =>
  record(name, {
    identifierLength: bp(1, 1, u8, 'ECMA-119 9.4.1', 'R41'),
    extendedAttributeLength: bp(2, 2, reserved(1), 'ECMA-119 9.4.2', 'R41'),
    extentBlock: bp(3, 6, u32, 'ECMA-119 9.4.3', 'R41'),
    parentNumber: bp(7, 8, u16, 'ECMA-119 9.4.4', 'R43'),
  });

/** Type L: least significant byte first (ECMA-119 6.9.3). */
export const pathTableRecordL = pathTableRecord('path table record (L)', u32LittleEndian, u16LittleEndian);

/** Type M: most significant byte first (ECMA-119 6.9.4). */
export const pathTableRecordM = pathTableRecord('path table record (M)', u32BigEndian, u16BigEndian);

/** R44: parent numbers are 16 bits, so a directory with a higher number can have no subdirectory. */
export const MAXIMUM_PARENT_NUMBER = 0xffff;

export const pathTableRecordLength = (identifierLength: number): number =>
  pathTableRecordL.byteLength + identifierLength + (identifierLength % 2);
