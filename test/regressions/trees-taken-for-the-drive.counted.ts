/** The works of trees-taken-for-the-drive.test.ts. */
import { compareTrees, type TreeItem } from 'iso9660-reader';
import { type Counted, growing } from '../support/steps/counted.ts';

type Trees = readonly [rockRidge: readonly TreeItem[], joliet: readonly TreeItem[]];

const itemsOf = (count: number, prefix: string, extentOf: (index: number) => unknown): readonly TreeItem[] =>
  Array.from({ length: count }, (_, index) => ({ path: `${prefix}${index}`, kind: 'file', extent: extentOf(index) }));

const compared = ([rockRidge, joliet]: Trees): unknown => compareTrees(rockRidge, joliet);

/** 10,000 and 40,000 names a tree. */
export const counted: readonly Counted[] = [
  growing('alike', (n): Trees => [itemsOf(n, 'a', (i) => i), itemsOf(n, 'a', (i) => i)], compared),
  growing('all renamed', (n): Trees => [itemsOf(n, 'a', (i) => i), itemsOf(n, 'b', (i) => i)], compared),
  growing('all of one extent', (n): Trees => [itemsOf(n, 'a', () => 1), itemsOf(n, 'b', () => 1)], compared),
  growing('nothing in common', (n): Trees => [itemsOf(n, 'a', (i) => i), itemsOf(n, 'b', (i) => -1 - i)], compared),
  growing('empty files', (n): Trees => [itemsOf(n, 'a', () => undefined), itemsOf(n, 'é', () => undefined)], compared),
];
