/** The page of clients of the metadata service: each row is a client that a test asks as, and each of these has its row. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { clients } from '../serve/clients.ts';

const fileAt = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const rows = fileAt('docs/serve-clients.md')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.slice(2, -2).split(' | '));

/** In the last column: a file, and what its test is called. */
const judgesIn = (cell: string): readonly (readonly [path: string, title: string])[] =>
  Array.from(cell.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\)/g), ([, title = '', path = '']) => [path, title] as const);

const CLIENTS_TEST = 'test/serve/clients.test.ts';

it('has a row for each client whose requests are tested', () => {
  const tested = clients.map(({ name, form, findsBy, accepts }) => [name, form, findsBy, accepts]);
  const told = rows.map((row) => row.slice(0, 4));
  expect(told.filter(([name]) => tested.some(([other]) => other === name))).toEqual(tested);
});

it('names tests that are there', () => {
  const named = rows.map((row) => judgesIn(row[4] ?? ''));
  expect(named.filter((judges) => judges.length === 0)).toEqual([]);
  for (const [path, title] of named.flat()) {
    const isOfTable = path === CLIENTS_TEST && clients.some(({ name }) => name === title);
    expect(isOfTable || fileAt(path).includes(title), `${path}: ${title}`).toBe(true);
  }
});

it('has rows of clients that run themselves', () => {
  expect(rows.length).toBeGreaterThan(clients.length);
});
