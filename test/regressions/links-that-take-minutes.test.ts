/**
 * Forty-one symbolic links of long targets took minutes: each component copied what was left of the path, and each link was
 * followed again for every path. Old rules and new ones must give the same file for every path.
 */
import fc from 'fast-check';
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { GuestTree } from '../../packages/guests/src/tree.ts';

/** The rules as they were: plain, and slow. */
function followed(entries: ReadonlyMap<string, Entry>, path: string): Entry | undefined {
  let rest = path.split('/');
  const at: string[] = [];
  let links = 0;
  for (let name = rest[0]; name !== undefined; name = rest[0]) {
    rest = rest.slice(1);
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.pop() === undefined) return undefined;
      continue;
    }
    at.push(name);
    const target = entries.get(at.join('/'))?.target;
    if (target === undefined) continue;
    if (target.startsWith('/') || ++links > 40) return undefined;
    at.pop();
    rest = [...target.split('/'), ...rest];
  }
  return entries.get(at.join('/'));
}

const component = fc.constantFrom('a', 'b', 'c', 'd', '..', '.', '');
const path = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'));
const target = fc.array(component, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ path, target }),
  fc.record({ path, content: fc.constantFrom('x', 'y', 'z') }),
);

describe('links', () => {
  it('lead where they led before', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), fc.array(target, { maxLength: 8 }), (entries, paths) => {
        const tree = new GuestTree(entries, 'linux');
        const byPath = new Map(entries.map((one) => [one.path, one] as const));
        for (const one of [...paths, ...byPath.keys()]) {
          const direct = byPath.get(one);
          const expected = direct?.content === undefined ? followed(byPath, one) : direct;
          expect(tree.file(one)?.text).toBe(expected?.content);
        }
      }),
      { numRuns: 3000, seed: 21 },
    );
  });

  it.each([
    [39, true],
    [40, true],
    [41, false],
  ])('in a chain of %d are followed: %s', (count, isThere) => {
    const links = Array.from({ length: count }, (_, n) => ({ path: `l${n}`, target: n === 0 ? 'file' : `l${n - 1}` }));
    // From its far end and from its near one, since answers are kept.
    for (const order of [links, links.toReversed()]) {
      const tree = new GuestTree([...order, { path: 'file', content: 'x' }], 'linux');
      expect([...tree.filePaths()]).toHaveLength(Math.min(count, 40) + 1);
      expect(tree.file(`l${count - 1}`) !== undefined).toBe(isThere);
    }
  });

  it('of long chained targets take no time', () => {
    const down = Array.from({ length: 700 }, () => 'd').join('/');
    const up = Array.from({ length: 700 }, () => '..').join('/');
    const links = Array.from({ length: 10_000 }, (_, n) => ({
      path: `l${n}`,
      target: `${down}/${up}/${n % 41 === 0 ? 'file' : `l${n - 1}`}`,
    }));
    const start = process.cpuUsage();
    const tree = new GuestTree([...links, { path: 'file', content: 'x' }], 'linux');
    expect([...tree.filePaths()].length).toBeGreaterThan(9000);
    expect(process.cpuUsage(start).user).toBeLessThan(10_000_000);
  });

  it('in a chain of a hundred thousand, or in a circle, lead nowhere', () => {
    const links = Array.from({ length: 100_000 }, (_, n) => ({ path: `l${n}`, target: `l${n + 1}` }));
    expect(new GuestTree(links, 'linux').file('l0')).toBeUndefined();
    const circle = new GuestTree([...links, { path: 'l100000', target: 'l0' }], 'linux');
    expect([...circle.filePaths()]).toEqual([]);
  });
});
