import type { Entry } from 'iso9660-format';
import { type Namespace, openImageSync } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { sharingOf } from './sharing.ts';

const timestamp = new Date('2024-02-29T12:34:56Z');
const bytes = new Uint8Array([1, 2, 3]);

function sharingIn(entries: readonly Entry[], namespace: Namespace = 'rockRidge'): Record<string, unknown> {
  const image = openImageSync(toBytes(layOutImage(entries, { volumeIdentifier: 'DATA', timestamp })));
  return Object.fromEntries(sharingOf(image.records({ namespace })));
}

describe('sharingOf', () => {
  it('says nothing of files that share no bytes, empty ones among them', () => {
    expect(
      sharingIn([
        { path: 'a', content: 'x' },
        { path: 'b', content: 'x' },
        { path: 'c', content: '' },
        { path: 'd', content: '' },
      ]),
    ).toEqual({});
  });

  it('finds the names of one file', () => {
    expect(
      sharingIn([
        { path: 'a', content: bytes },
        { path: 'b', content: bytes },
        { path: 'c', content: bytes },
      ]),
    ).toEqual({
      a: { hardLinks: ['b', 'c'] },
      b: { hardLinks: ['a', 'c'] },
      c: { hardLinks: ['a', 'b'] },
    });
  });

  it('takes a file with several names for the one that an alias is of, whatever comes first', () => {
    expect(
      sharingIn([
        { path: 'm', content: bytes },
        { path: 'z', content: bytes },
        { path: 'a', sameAs: 'm' },
      ]),
    ).toEqual({
      a: { hardLinks: [], aliasOf: 'm' },
      m: { hardLinks: ['z'] },
      z: { hardLinks: ['m'] },
    });
  });

  it('knows the aliases that config drives have', () => {
    const [canonical, alias] = ['cloudstack/metadata/vm-id.txt', 'cloudstack/metadata/vm_id.txt'];
    expect(
      sharingIn([
        { path: canonical, content: 'x' },
        { path: alias, sameAs: canonical },
      ]),
    ).toEqual({
      [alias]: { hardLinks: [], aliasOf: canonical },
    });
  });

  it('has only the extent to go by where there is no Rock Ridge', () => {
    expect(
      sharingIn(
        [
          { path: 'm', content: bytes },
          { path: 'a', sameAs: 'm' },
        ],
        'joliet',
      ),
    ).toEqual({
      a: { hardLinks: ['m'] },
      m: { hardLinks: ['a'] },
    });
  });
});
