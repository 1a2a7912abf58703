/**
 * Words that whoever reads English as a first language stumbled over, in what the product prints and in its pages: each has been
 * put into the field's own words, and does not come back.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** What was there, and what is there for it. */
const words: readonly (readonly [old: RegExp, now: string])[] = [
  [/what is in it, without a content/i, 'with file contents hidden'],
  [/in steps, each of them data/i, 'each returns plain data'],
  [/triples made from fields/i, 'create the triples from named fields'],
  [/again, and not the same/i, 'a second time, to another value'],
  [/passes over all of it/i, 'ignores the whole file'],
  [/where blanks belong/i, 'YAML allows only spaces here'],
  [/in whose words/i, 'output format'],
  [/whose files (?:\(|a drive has)/i, 'which layout to write'],
  [/\(other bytes, as many\)/i, '(content changed, same size)'],
  [/nobody reads the stream any more/i, 'the reader closed the pipe'],
  [/a name that is none/i, 'an invalid name'],
  [/the store makes no roots/i, 'the root does not exist'],
  [/mount or make it/i, 'mount or create it'],
  [/yours to mend/i, 'fix your input'],
  [/that is none['"`]/, 'invalid'],
];

const filesBelow = (directory: string, name: RegExp): readonly string[] =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file) && !/(?:^|\/)(?:node_modules|dist|api|pictures)\//.test(file))
    .map((file) => join(directory, file));

/** Sources without their tests, and pages. */
const product = [
  ...filesBelow('packages', /^[^/]+\/(?:src\/(?!.*\.test\.ts$).*\.ts|README\.md)$/),
  ...filesBelow('docs', /\.(?:md|json)$/),
  ...filesBelow('examples', /\.(?:ts|md|mjs)$/),
  'README.md',
];
const texts = product.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);

describe('what the product prints, and its pages', () => {
  it('are looked at', () => {
    expect(product.length).toBeGreaterThan(300);
    expect(texts.find(([file]) => file === 'docs/commands.md')?.[1]).toContain('Exit codes');
  });

  it.each(words)('have %s no more', (old) => {
    // A line may end in the middle of such words.
    const found = texts.filter(([, text]) => old.test(text.replaceAll(/\s*\n\s*(?:[*/]+ )?/g, ' ')));
    expect(found.map(([file]) => file)).toEqual([]);
  });
});
