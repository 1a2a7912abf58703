/** What lies around the trees: system area, descriptors, labels, sizes, padding (R1–R28, R62–R71). */
import { describe, expect, it } from 'vitest';
import { imageOf, refusalsOf, TIMESTAMP } from './images.ts';
import { rawTree, u32, u32be } from './raw-image.ts';

const BLOCK = 2048;
const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
const units = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.slice(at, at + length))
    .swap16()
    .toString('utf16le');
const PVD = 16 * BLOCK;
const SVD = 17 * BLOCK;

describe('blocks and sizes (R1–R9)', () => {
  const { bytes, layout } = imageOf([{ path: 'f', content: new Uint8Array(5000) }]);

  it('PVD, SVD, terminator from block 16, zeros before', () => {
    expect(
      [16, 17, 18].map((block) => [bytes[block * BLOCK], ascii(bytes, block * BLOCK + 1, 5), bytes[block * BLOCK + 6]]),
    ).toEqual([
      [1, 'CD001', 1],
      [2, 'CD001', 1],
      [255, 'CD001', 1],
    ]);
    expect(bytes.subarray(0, PVD).every((byte) => byte === 0)).toBe(true);
  });

  it('the space size is the whole image, in both descriptors and both byte orders', () => {
    for (const at of [PVD, SVD]) {
      expect(u32(bytes, at + 80)).toBe(bytes.length / BLOCK);
      expect(u32be(bytes, at + 84)).toBe(bytes.length / BLOCK);
    }
    expect(layout.blockCount).toBeGreaterThan(20);
  });

  it('the root in the descriptor is the root (R21)', () => {
    for (const [at, kind] of [
      [PVD, 'plain'],
      [SVD, 'joliet'],
    ] as const) {
      const [root] = rawTree(bytes, kind).directories;
      expect(bytes.subarray(at + 156 + 2, at + 156 + 32)).toEqual(
        bytes.subarray(root!.records[0]!.at + 2, root!.records[0]!.at + 32),
      );
      expect([...bytes.subarray(at + 188, at + 190)]).toEqual([1, 0]);
      expect(bytes[at + 156]).toBe(34);
    }
  });

  it('an empty tree is an image that libarchive takes: 24 blocks, L table above 17 (R9, R20)', () => {
    const empty = imageOf([], { joliet: false, rockRidge: false });
    expect(empty.layout.blockCount).toBe(24);
    expect(empty.bytes.length).toBe(24 * BLOCK);
    expect(rawTree(empty.bytes, 'plain').pathTable.blockL).toBeGreaterThanOrEqual(18);
  });

  it('the rest of the last block of a file is zero (R53)', () => {
    const full = imageOf([{ path: 'f', content: new Uint8Array(5000).fill(0xff) }]).bytes;
    expect(full.subarray(-(3 * BLOCK - 5000)).every((byte) => byte === 0)).toBe(true);
    expect(full.subarray(-3 * BLOCK, -3 * BLOCK + 5000).every((byte) => byte === 0xff)).toBe(true);
  });
});

describe('labels (R15, R70, R71; go-diskfs #391, cloud-init #2688)', () => {
  it.each(['config-2', 'cidata', 'CIDATA', 'A.B_c-2', 'sixteen units 16'])(
    '%s is the same text in both descriptors',
    (volumeIdentifier) => {
      const { bytes } = imageOf([], { volumeIdentifier });
      expect(ascii(bytes, PVD + 40, 32)).toBe(volumeIdentifier.padEnd(32));
      expect(units(bytes, SVD + 40, 32)).toBe(volumeIdentifier.padEnd(16));
    },
  );

  it('a label that Joliet cannot hold whole is refused, and taken without Joliet', () => {
    const volumeIdentifier = 'SEVENTEEN_UNITS17';
    expect(refusalsOf([], { volumeIdentifier })).toMatchObject([{ code: 'volume-field-invalid' }]);
    expect(ascii(imageOf([], { volumeIdentifier: 'x'.repeat(32), joliet: false }).bytes, PVD + 40, 32)).toBe(
      'x'.repeat(32),
    );
    expect(refusalsOf([], { volumeIdentifier: 'x'.repeat(33), joliet: false })).toHaveLength(1);
  });

  it('no option of another descriptor field is forgotten', () => {
    const options = {
      systemIdentifier: 'LINUX',
      volumeSetIdentifier: 'SET',
      publisherIdentifier: 'P'.repeat(128),
      preparerIdentifier: 'PREPARER',
      applicationIdentifier: 'APPLICATION',
    };
    const { bytes } = imageOf([], options);
    const fields = [
      [8, 32],
      [190, 128],
      [318, 128],
      [446, 128],
      [574, 128],
    ] as const;
    const texts = Object.values(options);
    for (const [index, [offset, length]] of fields.entries()) {
      expect(ascii(bytes, PVD + offset, length)).toBe(texts[index]!.padEnd(length));
      expect(units(bytes, SVD + offset, length)).toBe(texts[index]!.slice(0, length / 2).padEnd(length / 2));
    }
  });

  it.each([
    'systemIdentifier',
    'volumeSetIdentifier',
    'publisherIdentifier',
    'preparerIdentifier',
    'applicationIdentifier',
    'copyrightFileIdentifier',
    'abstractFileIdentifier',
    'bibliographicFileIdentifier',
  ] as const)('%s too long, or not printable ASCII, is refused', (field) => {
    expect(refusalsOf([], { [field]: 'x'.repeat(129) })).toMatchObject([
      { code: 'volume-field-invalid', place: [field] },
    ]);
    expect(refusalsOf([], { [field]: 'ü' })).toMatchObject([{ code: 'volume-field-invalid', place: [field] }]);
  });
});

describe('dates of the volume (R24, R65)', () => {
  const at = (bytes: Uint8Array, offset: number): string => ascii(bytes, offset, 16) + String(bytes[offset + 16]);

  it('are the timestamp where nothing is said, the same in both descriptors; expiration is sixteen digits zero', () => {
    const { bytes } = imageOf([]);
    for (const descriptor of [PVD, SVD]) {
      expect([813, 830, 847, 864].map((offset) => at(bytes, descriptor + offset))).toEqual([
        '20260301123456000',
        '20260301123456000',
        '00000000000000000',
        '20260301123456000',
      ]);
    }
  });

  it('are what is said', () => {
    const year = (value: string) => new Date(`${value}-01-01T00:00:00.120Z`);
    const { bytes } = imageOf([], {
      created: year('0001'),
      modified: year('1899'),
      expires: year('9999'),
      effective: year('2156'),
    });
    expect([813, 830, 847, 864].map((offset) => at(bytes, PVD + offset))).toEqual([
      '00010101000000120',
      '18990101000000120',
      '99990101000000120',
      '21560101000000120',
    ]);
  });

  it('are sixteen digits zero where null says that they are not given', () => {
    const { bytes } = imageOf([], { created: null, modified: null, effective: null }, ['R24']);
    for (const descriptor of [PVD, SVD]) {
      expect(new Set([813, 830, 847, 864].map((offset) => at(bytes, descriptor + offset)))).toEqual(
        new Set(['00000000000000000']),
      );
    }
  });

  it('that no field can hold are refused', () => {
    expect(refusalsOf([], { created: new Date('+010000-01-01') })).toMatchObject([
      { code: 'volume-field-invalid', place: ['created'] },
      { code: 'volume-field-invalid', place: ['created'] },
    ]);
    expect(refusalsOf([], { expires: new Date(Number.NaN), joliet: false })).toHaveLength(1);
  });

  it('of records are the timestamp where an entry has none (R66)', () => {
    const [root] = rawTree(imageOf([{ path: 'f', content: 'x' }]).bytes, 'plain').directories;
    const dates = root!.records.map(({ date }) => [...date]);
    expect(new Set(dates.map(String))).toEqual(new Set([String([126, 3, 1, 12, 34, 56, 0])]));
    expect(TIMESTAMP.toISOString()).toBe('2026-03-01T12:34:56.000Z');
  });
});

describe('system area and padding (R2, R8)', () => {
  it('the system area is passed through, zeros behind it', () => {
    const systemArea = Uint8Array.from({ length: 1000 }, (_, index) => index & 0xff);
    const { bytes } = imageOf([], { systemArea }, ['R2']);
    expect(bytes.subarray(0, 1000)).toEqual(systemArea);
    expect(bytes.subarray(1000, PVD).every((byte) => byte === 0)).toBe(true);
    expect(imageOf([], { systemArea: new Uint8Array(32_768).fill(9) }, ['R2']).bytes[PVD - 1]).toBe(9);
    expect(refusalsOf([], { systemArea: new Uint8Array(32_769) })).toMatchObject([{ code: 'system-area-too-long' }]);
  });

  it('padding is zero blocks that the space size counts; none by default', () => {
    const bare = imageOf([{ path: 'f', content: 'x' }]);
    const padded = imageOf([{ path: 'f', content: 'x' }], { paddingBlocks: 150 });
    expect(padded.bytes.length).toBe(bare.bytes.length + 150 * BLOCK);
    expect(padded.bytes.subarray(-150 * BLOCK).every((byte) => byte === 0)).toBe(true);
    expect(u32(padded.bytes, PVD + 80)).toBe(padded.bytes.length / BLOCK);
  });

  it.each([-1, 0.5, Number.NaN])('padding of %d blocks is refused', (paddingBlocks) => {
    expect(refusalsOf([], { paddingBlocks })).toMatchObject([{ code: 'option-invalid' }]);
  });
});

describe('without a Joliet tree', () => {
  it('there is one descriptor and the terminator', () => {
    const { bytes } = imageOf([{ path: 'f', content: 'x' }], { joliet: false });
    expect([16, 17].map((block) => bytes[block * BLOCK])).toEqual([1, 255]);
  });
});
