import { describe, expect, it } from 'vitest';
import { hex } from './bytes.ts';
import {
  descriptorHead,
  jolietVolumeDescriptor,
  primaryVolumeDescriptor,
  terminator,
  type VolumeDescriptorValue,
} from './volume-descriptors.ts';

const date = new Date('2026-03-01T12:34:56.780Z');

const value: VolumeDescriptorValue = {
  systemIdentifier: 'LINUX',
  volumeIdentifier: 'config-2',
  volumeSpaceSize: 0x0102_0304,
  volumeSetSize: 1,
  volumeSequenceNumber: 1,
  logicalBlockSize: 2048,
  pathTableByteLength: 0x1122,
  pathTableBlockL: 19,
  optionalPathTableBlockL: 0,
  pathTableBlockM: 20,
  optionalPathTableBlockM: 0,
  root: {
    recordLength: 34,
    extentBlock: 28,
    dataByteLength: 2048,
    recorded: new Date('2026-03-01T12:34:56Z'),
    flags: 2,
    volumeSequenceNumber: 1,
    identifierLength: 1,
  },
  volumeSetIdentifier: 'SET',
  publisherIdentifier: 'PUB',
  preparerIdentifier: 'PREP',
  applicationIdentifier: 'APP',
  copyrightFileIdentifier: 'COPY',
  abstractFileIdentifier: 'ABST',
  bibliographicFileIdentifier: 'BIBL',
  created: date,
  modified: date,
  expires: undefined,
  effective: date,
  applicationUse: new Uint8Array(0),
};

const ascii = (text: string): string => hex(Uint8Array.from(text, (character) => character.charCodeAt(0)));
const units = (text: string): string => ascii(Array.from(text, (character) => `\0${character}`).join(''));
const stamp = `${ascii('2026030112345678')}00`;

/** Offsets from 0, hex; taken from the rules page 3.2 and 3.8, not from the tables. */
const plain: Readonly<Record<number, string>> = {
  0: `01 ${ascii('CD001')} 01 00`, // R3, R4, R11
  8: ascii('LINUX   '), // R14
  40: ascii('config-2    '), // R15
  72: '0000000000000000', // R12
  80: '04030201 01020304', // R16
  88: '00'.repeat(32), // R13
  120: '0100 0001 0100 0001', // R17
  128: '0008 0800', // R18
  132: '22110000 00001122', // R19
  140: '13000000 00000000 00000014 00000000', // R20
  156: '2200 1c000000 0000001c 00080000 00000800 7e03010c223800 02 00 00 0100 0001 01 00', // R21
  190: ascii('SET  '),
  318: ascii('PUB  '),
  446: ascii('PREP '),
  574: ascii('APP  '),
  702: ascii('COPY '), // R23
  739: ascii('ABST '),
  776: ascii('BIBL '),
  812: `20 ${stamp} ${stamp} ${ascii('0'.repeat(16))}00 ${stamp}`, // R24, R65
  881: '01 00', // R25, R26
  883: '00'.repeat(512 + 653), // R27, R28
};

const joliet: Readonly<Record<number, string>> = {
  0: `02 ${ascii('CD001')} 01 00`, // R67, R68
  8: units('LINUX  '), // R70
  40: units('config-2        '),
  72: '0000000000000000',
  88: `252f45 ${'00'.repeat(29)}`, // R67
  190: units('SET  '),
  318: units('PUB  '),
  702: `${units('COPY              ')}00`,
  739: `${units('ABST              ')}00`,
  776: `${units('BIBL              ')}00`,
  813: stamp,
  881: '01 00',
};

describe.each([
  ['primary', primaryVolumeDescriptor, plain],
  ['Joliet', jolietVolumeDescriptor, joliet],
] as const)('the %s volume descriptor', (_, table, expected) => {
  const bytes = new Uint8Array(2048).fill(0xff);
  table.write(bytes, 0, value);

  it.each(Object.entries(expected))('at %i', (offset, text) => {
    const packed = text.replaceAll(' ', '');
    expect(hex(bytes.subarray(Number(offset), Number(offset) + packed.length / 2))).toBe(packed);
  });

  it('is read back as it was written', () => {
    expect(table.read(bytes, 0)).toEqual({ ...value, applicationUse: new Uint8Array(512) });
  });

  it('is one sector, and a strict reader objects to the label only, if to anything', () => {
    expect(table.byteLength).toBe(2048);
    const objections = table.problems(bytes, 0).map(({ field, rule, severity }) => [field, rule, severity]);
    expect(objections).toEqual(table === primaryVolumeDescriptor ? [['volumeIdentifier', 'R15', 'warning']] : []);
  });
});

describe('what a strict reader says of a primary volume descriptor', () => {
  const spoilt = (offset: number, byte: number) => {
    const bytes = new Uint8Array(2048);
    primaryVolumeDescriptor.write(bytes, 0, { ...value, volumeIdentifier: 'CONFIG_2' });
    bytes[offset] = byte;
    return primaryVolumeDescriptor.problems(bytes, 0).map(({ field, rule }) => `${field} ${rule}`);
  };

  it.each([
    [0, 2, 'type R3'],
    [5, 0x32, 'standardIdentifier R3'],
    [6, 2, 'version R4'],
    [7, 1, 'flags R11'],
    [8, 0x61, 'systemIdentifier R14'],
    [40, 0x2d, 'volumeIdentifier R15'],
    [71, 0, 'volumeIdentifier R15'],
    [72, 1, 'unused73 R12'],
    [80, 5, 'volumeSpaceSize R16'],
    [88, 0x25, 'escapeSequences R13'],
    [119, 1, 'escapeSequences R13'],
    [120, 2, 'volumeSetSize R17'],
    [124, 2, 'volumeSequenceNumber R17'],
    [128, 1, 'logicalBlockSize R18'],
    [132, 1, 'pathTableByteLength R19'],
    [157, 1, 'root.extendedAttributeLength R32'],
    [158, 1, 'root.extentBlock R29'],
    [189, 1, 'root.identifier R21'],
    [190, 0x61, 'volumeSetIdentifier R22'],
    [739, 0x61, 'abstractFileIdentifier R23'],
    [813, 0x20, 'created R65'],
    [881, 2, 'fileStructureVersion R25'],
    [882, 1, 'reserved883 R26'],
    [1395, 1, 'reserved1396 R28'],
    [2047, 1, 'reserved1396 R28'],
  ])('byte %i changed to %i', (offset, byte, problem) => {
    expect(spoilt(offset, byte)).toEqual([problem]);
  });

  it('the application use is free (R27)', () => {
    expect(spoilt(883, 0x41)).toEqual([]);
    expect(spoilt(1394, 0x41)).toEqual([]);
  });
});

describe('what cannot be written into a volume descriptor', () => {
  it.each([
    [{ volumeIdentifier: 'x'.repeat(33) }, 'volumeIdentifier R15'],
    [{ volumeIdentifier: 'é' }, 'volumeIdentifier R15'],
    [{ created: new Date('+010000-01-01') }, 'created R65'],
    [{ copyrightFileIdentifier: 'x'.repeat(38) }, 'copyrightFileIdentifier R23'],
    [{ volumeSpaceSize: 2 ** 32 }, 'volumeSpaceSize R16'],
  ])('%j', (part, refusal) => {
    expect(primaryVolumeDescriptor.refusals(part).map(({ field, rule }) => `${field} ${rule}`)).toEqual([refusal]);
  });

  it('Joliet has half the room for text', () => {
    expect(jolietVolumeDescriptor.refusals({ volumeIdentifier: 'x'.repeat(16) })).toEqual([]);
    expect(jolietVolumeDescriptor.refusals({ volumeIdentifier: 'x'.repeat(17) })).toHaveLength(1);
    expect(jolietVolumeDescriptor.refusals({ copyrightFileIdentifier: 'x'.repeat(19) })).toHaveLength(1);
  });
});

describe('the terminator (R6)', () => {
  const bytes = new Uint8Array(2048).fill(0xff);
  terminator.write(bytes, 0, {});

  it('is its head and zeros', () => {
    expect(hex(bytes)).toBe(`ff${ascii('CD001')}01${'00'.repeat(2041)}`);
    expect(terminator.problems(bytes, 0)).toEqual([]);
  });

  it('with anything in its body is reported: libarchive refuses it', () => {
    const spoilt = bytes.slice();
    spoilt[2047] = 1;
    expect(terminator.problems(spoilt, 0)).toMatchObject([{ field: 'reserved8', rule: 'R6' }]);
  });
});

describe('the head of any descriptor', () => {
  it('tells kind and version', () => {
    const bytes = new Uint8Array(2048);
    jolietVolumeDescriptor.write(bytes, 0, value);
    expect(descriptorHead.read(bytes, 0)).toEqual({ type: 2, version: 1 });
  });
});
