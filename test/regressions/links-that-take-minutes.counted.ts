/** The works of links-that-take-minutes.test.ts. */
import type { Entry } from 'iso9660-format';
import { linksInside } from '../../packages/files/src/extract/links.ts';
import { GuestTree } from '../../packages/guests/src/tree.ts';
import type { Counted } from '../support/steps/counted.ts';

const DEPTH = 700;
const down = Array.from({ length: DEPTH }, () => 'd').join('/');
const up = Array.from({ length: DEPTH }, () => '..').join('/');

/** Of each target, with the link that it leads to. */
export const COMPONENTS = 2 * DEPTH + 1;

/** Chains of at most forty-one links, each of which first goes a long way down and up. */
export const chained = (count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, n) => ({
    path: `l${n}`,
    target: `${down}/${up}/${n % 41 === 0 ? 'file' : `l${n - 1}`}`,
  }));

const recordsOf = (count: number): readonly { path: string; entry: Entry }[] =>
  chained(count).map((entry) => ({ path: entry.path, entry }));

export const counted: readonly Counted[] = [
  {
    name: 'links to extract',
    givens: [() => recordsOf(400)],
    work: (links: ReturnType<typeof recordsOf>) => linksInside(links, { onWindows: false, allowsAlike: false }),
  },
  {
    name: 'links of a guest',
    givens: [() => [...chained(400), { path: 'file', content: 'x' }]],
    work: (entries: readonly Entry[]) => [...new GuestTree({ entries }, 'linux').filePaths()],
  },
];
