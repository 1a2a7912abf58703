/**
 * Forty-one symbolic links of long targets took minutes: each component copied what was left of the path, and each link was
 * followed again for every path. Old rules and new ones must give the same file for every path.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { linksInside } from '../../packages/files/src/extract/links.ts';
import { GuestTree } from '../../packages/guests/src/tree.ts';
import { stepsOf } from '../support/steps/steps.ts';
import { COMPONENTS, chained } from './links-that-take-minutes.counted.ts';

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
        const tree = new GuestTree({ entries }, 'linux');
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
      const tree = new GuestTree({ entries: [...order, { path: 'file', content: 'x' }] }, 'linux');
      expect([...tree.filePaths()]).toHaveLength(Math.min(count, 40) + 1);
      expect(tree.file(`l${count - 1}`) !== undefined).toBe(isThere);
    }
  });

  it('of long chained targets are followed', () => {
    const entries = [...chained(82), { path: 'file', content: 'x' }];
    expect([...new GuestTree({ entries }, 'linux').filePaths()]).toHaveLength(2 * 40 + 1);
    const links = entries.slice(0, -1).map((entry) => ({ path: entry.path, entry }));
    expect(linksInside(links, { onWindows: false, allowsAlike: false })).toHaveLength(2 * 40);
  });

  it('in a chain of a hundred thousand, or in a circle, lead nowhere', () => {
    const links = Array.from({ length: 100_000 }, (_, n) => ({ path: `l${n}`, target: `l${n + 1}` }));
    expect(new GuestTree({ entries: links }, 'linux').file('l0')).toBeUndefined();
    const circle = new GuestTree({ entries: [...links, { path: 'l100000', target: 'l0' }] }, 'linux');
    expect([...circle.filePaths()]).toEqual([]);
  });
});

/** The rules of an extraction as they were: each link is followed for itself. */
function stayed(path: string, targets: ReadonlyMap<string, string>): boolean {
  const at = path.split('/').slice(0, -1);
  const ahead = [path.slice(path.lastIndexOf('/') + 1)];
  let followed = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.pop() === undefined) return false;
      continue;
    }
    at.push(name);
    const target = targets.get(at.join('/').toUpperCase());
    if (target === undefined) continue;
    if (++followed > 40 || target.startsWith('/')) return false;
    at.pop();
    ahead.push(...target.split('/').toReversed());
  }
  return true;
}

describe('links that an extraction makes', () => {
  it('are those that were made before', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ path, target }), { maxLength: 12 }), (given) => {
        const links = [...new Map(given.map((link) => [link.path, { path: link.path, entry: link }])).values()];
        const targets = new Map(links.map((link) => [link.path.toUpperCase(), link.entry.target]));
        const made = linksInside(links, { onWindows: false, allowsAlike: false });
        expect(made).toEqual(links.filter((link) => stayed(link.path, targets)));
      }),
      { numRuns: 3000, seed: 21 },
    );
  });
});

describe('four hundred links of long chained targets', () => {
  /** For each component of each target: its part of a text, a look at a name, a step up or down. */
  const STEPS_FOR_A_COMPONENT = 20;

  it('take some steps for each component', async () => {
    const steps = await stepsOf(join(import.meta.dirname, 'links-that-take-minutes.counted.ts'));
    expect([...steps.keys()]).toEqual(['links to extract', 'links of a guest']);
    for (const [count = Number.NaN] of steps.values()) {
      expect(count).toBeGreaterThan(400 * COMPONENTS);
      expect(count).toBeLessThan(STEPS_FOR_A_COMPONENT * 400 * COMPONENTS);
    }
  });
});
