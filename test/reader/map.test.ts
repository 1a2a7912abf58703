/** The map accounts for every block of any image, and shows no content. */
import { readFileSync } from 'node:fs';
import { type Entry, utf8Bytes } from 'iso9660-format';
import { type ImageMap, mapImage, mapImageSync, mapText } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { FOREIGN_MAKERS } from '../support/makers.ts';
import { makeSampleTree, SAMPLE_ENTRIES } from '../support/sample-tree.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();
beforeAll(() => makeSampleTree(directory('tree')));

const build = (entries: readonly Entry[]): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp: new Date('2026-07-01T00:00:00Z') }));

const textOf = (map: ImageMap): string => [...mapText(map)].join('\n');

/** Bytes that no area covers. */
function uncovered(map: ImageMap): number {
  const covered = new Uint8Array(map.byteLength);
  for (const { block, blocks, offset, byteLength } of map.areas()) {
    expect(offset).toBeGreaterThanOrEqual(block * 2048);
    expect(offset + byteLength).toBeLessThanOrEqual((block + blocks) * 2048);
    const end = byteLength % 2048 === 0 || offset % 2048 !== 0 ? offset + byteLength : (block + blocks) * 2048;
    covered.fill(1, offset, end);
  }
  return covered.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
}

describe('our own image', () => {
  const bytes = build(SAMPLE_ENTRIES);

  it('has every byte in some area, in order', () => {
    const map = mapImageSync(bytes);
    expect(uncovered(map)).toBe(0);
    const offsets = [...map.areas()].map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(map.issues).toEqual([]);
  });

  it('shows every record once, with its fields, and no problem but the label', () => {
    const text = textOf(mapImageSync(bytes));
    expect(text).toMatch(/volumeIdentifier +"config-2".*!! text-characters \(R15\)/);
    expect(text).toMatch(/name +"vm-id.txt"/);
    expect(text).toMatch(/identifier +"vm_id.txt;1"/);
    expect(text.match(/!!/g)).toHaveLength(1);
  });

  it('is the same from far away', async () => {
    const source = {
      byteLength: bytes.byteLength,
      read: (offset: number, length: number) => Promise.resolve(bytes.slice(offset, offset + length)),
    };
    expect(textOf(await mapImage(source))).toBe(textOf(mapImageSync(bytes)));
  });

  it('shows no content, not even of links that cannot be followed', () => {
    const secret = 'a-secret-of-one-drive';
    const map = mapImageSync(build([{ path: 'a', content: utf8Bytes(secret) }]));
    expect(JSON.stringify([...map.areas()])).not.toContain(secret);
    expect([...map.areas()].find(({ kind }) => kind === 'file')).toMatchObject({
      byteLength: secret.length,
      paths: ['a'],
    });
  });

  it('tells what was left behind where nothing points to', () => {
    const left = build([{ path: 'a', content: new Uint8Array(5000) }]);
    const grown = new Uint8Array(left.byteLength + 5 * 2048);
    grown.set(left);
    grown[left.byteLength + 100] = 1;
    const [last] = [...mapImageSync(grown).areas()].slice(-1);
    expect(last).toMatchObject({ kind: 'unclaimed', blocks: 5, isZero: false });
  });
});

describe('what is no image', () => {
  it.each([0, 1, 5000, 50_000])('of %i bytes is one area, with the reason', (byteLength) => {
    const map = mapImageSync(new Uint8Array(byteLength));
    expect(uncovered(map)).toBe(0);
    expect(map.issues).toHaveLength(1);
  });
});

describe.each(FOREIGN_MAKERS)('an image by $name', ({ name, programs, make }) => {
  withForeign(programs, 'mapped', () => {
    it('has every byte in some area', () => {
      make(directory('tree'), directory(`${name}.iso`), 'config-2');
      const map = mapImageSync(new Uint8Array(readFileSync(directory(`${name}.iso`))));
      expect(uncovered(map)).toBe(0);
      expect(textOf(map)).toContain('/openstack/latest/user_data');
    });
  });
});
