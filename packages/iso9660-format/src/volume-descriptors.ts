/**
 * Volume descriptors (ECMA-119, 2nd edition, clause 8; Joliet specification; El Torito 1.0 for the boot record).
 * The primary and the supplementary descriptor are one table: they differ in type, flags, escape sequences and text form.
 */
import { constant, constantText, freeBytes, reserved } from './bytes.ts';
import { bp, type FieldCodec, record, structure, type ValueOf } from './codec.ts';
import { descriptorDate } from './dates.ts';
import { rootDirectoryRecord } from './directory-records.ts';
import { u8, u16Both, u32BigEndian, u32Both, u32LittleEndian } from './numbers.ts';
import { BLOCK_SIZE } from './sectors.ts';
import { aCharacters, dCharacters, text, ucs2Text } from './text-fields.ts';

/** ECMA-119 8.1.1. */
export const descriptorTypes = { boot: 0, primary: 1, supplementary: 2, terminator: 255 } as const;

/** ECMA-119 8.1.2. */
export const STANDARD_IDENTIFIER = 'CD001';

/** R67: Joliet level 3. Levels 1 and 2 are read, never written. */
export const jolietEscapeSequences = { level1: '%/@', level2: '%/C', level3: '%/E' } as const;

/** What every descriptor begins with: enough to know its kind. */
export const descriptorHead = record('volume descriptor', {
  type: bp(1, 1, u8, 'ECMA-119 8.1.1', 'R3'),
  standardIdentifier: bp(2, 6, constantText(STANDARD_IDENTIFIER), 'ECMA-119 8.1.2', 'R3'),
  version: bp(7, 7, u8, 'ECMA-119 8.1.3', 'R3'),
});

interface DescriptorForm {
  readonly name: string;
  readonly type: number;
  readonly flags: 'reserved' | 'no unregistered escapes';
  readonly escapeSequences: string | undefined;
  readonly version: 1 | 2;
  readonly aText: (byteLength: number) => FieldCodec<string>;
  readonly dText: (byteLength: number) => FieldCodec<string>;
}

/* @__NO_SIDE_EFFECTS__ */
function volumeDescriptor(form: DescriptorForm) {
  const { aText, dText } = form;
  const flagsRule = form.flags === 'reserved' ? 'R11' : 'R68';
  const escapesRule = form.escapeSequences !== undefined ? 'R67' : form.version === 1 ? 'R13' : 'R52';
  const versionRule = form.version === 1 ? 'R25' : 'R52';
  const isUcs2 = aText === ucs2Text;
  const textRule = (rule: string): string => (isUcs2 ? 'R70' : rule);
  const textSeverity = isUcs2 ? 'error' : 'warning';
  return record(form.name, {
    type: bp(1, 1, constant(form.type), 'ECMA-119 8.4.1', 'R3'),
    standardIdentifier: bp(2, 6, constantText(STANDARD_IDENTIFIER), 'ECMA-119 8.4.2', 'R3'),
    version: bp(7, 7, constant(form.version), 'ECMA-119 8.4.3', 'R4'),
    flags: bp(8, 8, reserved(1), 'ECMA-119 8.4.4, 8.5.3', flagsRule),
    systemIdentifier: bp(9, 40, aText(32), 'ECMA-119 8.4.5', textRule('R14'), textSeverity),
    // Lower case and "-" break the standard and the whole world does it: config-2, cidata.
    volumeIdentifier: bp(41, 72, dText(32), 'ECMA-119 8.4.6', textRule('R15'), textSeverity),
    unused73: bp(73, 80, reserved(8), 'ECMA-119 8.4.7', 'R12'),
    volumeSpaceSize: bp(81, 88, u32Both, 'ECMA-119 8.4.8', 'R16'),
    escapeSequences: bp(89, 120, paddedConstant(form.escapeSequences ?? '', 32), 'ECMA-119 8.4.9, 8.5.6', escapesRule),
    volumeSetSize: bp(121, 124, u16Both, 'ECMA-119 8.4.10', 'R17'),
    volumeSequenceNumber: bp(125, 128, u16Both, 'ECMA-119 8.4.11', 'R17'),
    logicalBlockSize: bp(129, 132, u16Both, 'ECMA-119 8.4.12', 'R18'),
    pathTableByteLength: bp(133, 140, u32Both, 'ECMA-119 8.4.13', 'R19'),
    pathTableBlockL: bp(141, 144, u32LittleEndian, 'ECMA-119 8.4.14', 'R20'),
    optionalPathTableBlockL: bp(145, 148, u32LittleEndian, 'ECMA-119 8.4.15', 'R20'),
    pathTableBlockM: bp(149, 152, u32BigEndian, 'ECMA-119 8.4.16', 'R20'),
    optionalPathTableBlockM: bp(153, 156, u32BigEndian, 'ECMA-119 8.4.17', 'R20'),
    root: bp(157, 190, structure(rootDirectoryRecord), 'ECMA-119 8.4.18', 'R21'),
    volumeSetIdentifier: bp(191, 318, dText(128), 'ECMA-119 8.4.19', textRule('R22'), textSeverity),
    publisherIdentifier: bp(319, 446, aText(128), 'ECMA-119 8.4.20', textRule('R22'), textSeverity),
    preparerIdentifier: bp(447, 574, aText(128), 'ECMA-119 8.4.21', textRule('R22'), textSeverity),
    applicationIdentifier: bp(575, 702, aText(128), 'ECMA-119 8.4.22', textRule('R22'), textSeverity),
    copyrightFileIdentifier: bp(703, 739, dText(37), 'ECMA-119 8.4.23', textRule('R23'), textSeverity),
    abstractFileIdentifier: bp(740, 776, dText(37), 'ECMA-119 8.4.24', textRule('R23'), textSeverity),
    bibliographicFileIdentifier: bp(777, 813, dText(37), 'ECMA-119 8.4.25', textRule('R23'), textSeverity),
    created: bp(814, 830, descriptorDate, 'ECMA-119 8.4.26', 'R65'),
    modified: bp(831, 847, descriptorDate, 'ECMA-119 8.4.27', 'R65'),
    expires: bp(848, 864, descriptorDate, 'ECMA-119 8.4.28', 'R65'),
    effective: bp(865, 881, descriptorDate, 'ECMA-119 8.4.29', 'R65'),
    fileStructureVersion: bp(882, 882, constant(form.version), 'ECMA-119 8.4.30', versionRule),
    reserved883: bp(883, 883, reserved(1), 'ECMA-119 8.4.31', 'R26'),
    applicationUse: bp(884, 1395, freeBytes(512), 'ECMA-119 8.4.32', 'R27'),
    reserved1396: bp(1396, BLOCK_SIZE, reserved(653), 'ECMA-119 8.4.33', 'R28'),
  });
}

/* @__NO_SIDE_EFFECTS__ */
function paddedConstant(value: string, byteLength: number) {
  if (value === '') return reserved(byteLength);
  const bytes = new Uint8Array(byteLength);
  for (let index = 0; index < value.length; index++) bytes[index] = value.charCodeAt(index);
  return constant(...bytes);
}

const plainText = {
  aText: (byteLength: number) => text(byteLength, aCharacters),
  dText: (byteLength: number) => text(byteLength, dCharacters),
};

/** ECMA-119 8.4. */
export const primaryVolumeDescriptor = volumeDescriptor({
  name: 'primary volume descriptor',
  type: descriptorTypes.primary,
  flags: 'reserved',
  escapeSequences: undefined,
  version: 1,
  ...plainText,
});

const jolietDescriptor = /* @__NO_SIDE_EFFECTS__ */ (name: string, escapeSequences: string) =>
  volumeDescriptor({
    name,
    type: descriptorTypes.supplementary,
    flags: 'no unregistered escapes',
    escapeSequences,
    version: 1,
    aText: ucs2Text,
    dText: ucs2Text,
  });

/** ECMA-119 8.5 with Joliet's escape sequence; level 3 is the one to write. */
export const jolietVolumeDescriptor = jolietDescriptor('Joliet volume descriptor', jolietEscapeSequences.level3);

/** The same with the escape sequences of all levels; 1 and 2 are read, never written. */
export const jolietVolumeDescriptors = {
  level1: jolietDescriptor('Joliet volume descriptor (level 1)', jolietEscapeSequences.level1),
  level2: jolietDescriptor('Joliet volume descriptor (level 2)', jolietEscapeSequences.level2),
  level3: jolietVolumeDescriptor,
} as const;

const anyText = /* @__NO_SIDE_EFFECTS__ */ (byteLength: number) =>
  text(byteLength, { name: 'any characters', pattern: /[\s\S]*/ });

/** ISO 9660:1999, ECMA-119 4th edition 8.5 (R52): version 2, any characters. Read, never written. */
export const enhancedVolumeDescriptor = volumeDescriptor({
  name: 'enhanced volume descriptor',
  type: descriptorTypes.supplementary,
  flags: 'no unregistered escapes',
  escapeSequences: undefined,
  version: 2,
  aText: anyText,
  dText: anyText,
});

/** The fields of a primary or Joliet descriptor that have a value. */
export interface VolumeDescriptorValue extends ValueOf<typeof primaryVolumeDescriptor> {}

/** ECMA-119 8.3. */
export const terminator = record('volume descriptor set terminator', {
  type: bp(1, 1, constant(descriptorTypes.terminator), 'ECMA-119 8.3.1', 'R6'),
  standardIdentifier: bp(2, 6, constantText(STANDARD_IDENTIFIER), 'ECMA-119 8.3.2', 'R6'),
  version: bp(7, 7, constant(1), 'ECMA-119 8.3.3', 'R6'),
  reserved8: bp(8, BLOCK_SIZE, reserved(BLOCK_SIZE - 7), 'ECMA-119 8.3.4', 'R6'),
});

/** El Torito 1.0, figure 7: a boot record in block 17 that points to a catalogue of boot images. Read, never written. */
export const bootRecord = record('boot record', {
  type: bp(1, 1, constant(descriptorTypes.boot), 'ECMA-119 8.2.1', 'R3'),
  standardIdentifier: bp(2, 6, constantText(STANDARD_IDENTIFIER), 'ECMA-119 8.2.2', 'R3'),
  version: bp(7, 7, constant(1), 'ECMA-119 8.2.3', 'R3'),
  bootSystemIdentifier: bp(8, 39, freeBytes(32), 'ECMA-119 8.2.4', 'R5'),
  bootIdentifier: bp(40, 71, freeBytes(32), 'ECMA-119 8.2.5', 'R5'),
  catalogueBlock: bp(72, 75, u32LittleEndian, 'El Torito 1.0', 'R5'),
  bootSystemUse: bp(76, BLOCK_SIZE, freeBytes(BLOCK_SIZE - 75), 'ECMA-119 8.2.6', 'R5'),
});

/** El Torito 1.0: what the boot system identifier begins with. */
export const EL_TORITO = 'EL TORITO SPECIFICATION';
