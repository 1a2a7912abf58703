/**
 * Names that only the Joliet tree has counted as links of a file that Rock Ridge shows once (R102); a directory counted
 * subdirectories that it does not have, or not, depending on the order of the entries.
 */
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { imageOf } from '../writer/images.ts';
import { posixOf, rawTree, rockRidgePaths } from '../writer/raw-image.ts';

const content = Uint8Array.of(1);
const entries: readonly Entry[] = [
  { path: '' },
  { path: 'joliet', content, only: 'joliet' },
  { path: 'plain 1', content, only: 'plain' },
  { path: 'plain 2', content },
  { path: 'd', uid: 1 },
  { path: 'd/e', only: 'joliet' },
  { path: 'd/e/f', content },
  { path: 'd/g/h', content: 'x' },
];

function linksOf(order: readonly Entry[]): Readonly<Record<string, number | undefined>> {
  const paths = rockRidgePaths(rawTree(imageOf(order, {}, ['R87']).bytes, 'plain'));
  return Object.fromEntries([...paths].map(([path, record]) => [path, posixOf(record)[1]]));
}

describe('link counts when some entries are in one tree only', () => {
  const expected = { d: 3, 'd/g': 2, 'd/g/h': 1, 'plain 1': 2, 'plain 2': 2 };

  it('count what the plain tree shows', () => {
    expect(linksOf(entries)).toEqual(expected);
  });

  it('do not depend on the order of the entries', () => {
    expect(linksOf([...entries].reverse())).toEqual(expected);
  });
});
