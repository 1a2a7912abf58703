/** System use entries of one's own were written unchecked: 300 bytes with a length byte of 48, a second PX, an ST. */
import { describe, expect, it } from 'vitest';
import { imageOf, refusalsOf } from '../writer/images.ts';
import { entriesNamed, rawRecords, rawTree } from '../writer/raw-image.ts';

const entry = { signature: 'ZF', version: 1, payload: Uint8Array.of(1, 2, 3) };

describe('system use entries that come with an entry', () => {
  it.each<[string, typeof entry]>([
    ['too long', { ...entry, payload: new Uint8Array(252) }],
    ['with a signature of three characters', { ...entry, signature: 'ZFX' }],
    ['with a signature that is no byte', { ...entry, signature: 'Z€' }],
    ['with a version that is no byte', { ...entry, version: 256 }],
    ...['SP', 'CE', 'ER', 'ST', 'PX', 'PN', 'SL', 'NM', 'CL', 'PL', 'RE', 'TF'].map(
      (signature): [string, typeof entry] => [`called ${signature}`, { ...entry, signature }],
    ),
  ])('%s are refused', (_, systemUse) => {
    expect(refusalsOf([{ path: 'a', content: 'x', systemUse: [systemUse] }])).toMatchObject([
      { code: 'attribute-invalid', place: ['entries', 'a', 'systemUse'] },
    ]);
  });

  it('that need more continuation areas than Linux follows (R96) are refused', () => {
    const systemUse = Array.from({ length: 129 }, () => ({ ...entry, payload: new Uint8Array(251) }));
    expect(refusalsOf([{ path: 'a', content: 'x', systemUse }])).toHaveLength(1);
    expect(refusalsOf([{ path: 'a', content: 'x', systemUse: systemUse.slice(1) }])).toEqual([]);
  });

  it('are written as they came', () => {
    const systemUse = [entry, { ...entry, signature: 'AL', version: 255, payload: new Uint8Array(251).fill(7) }];
    const [record] = rawRecords(
      rawTree(imageOf([{ path: 'a', content: 'x', systemUse }], {}, ['R89', 'R120']).bytes, 'plain'),
    );
    expect(entriesNamed(record!, 'ZF').map(({ payload }) => payload)).toEqual([entry.payload]);
    expect(entriesNamed(record!, 'AL').map(({ payload }) => payload)).toEqual([systemUse[1]!.payload]);
  });
});
