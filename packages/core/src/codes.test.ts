import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coreCodes } from './codes.ts';

const directory = new URL('./', import.meta.url);
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/(?:^|\/)codes\./.test(name),
);
const textOf = (names: readonly string[]): string =>
  names.map((name) => readFileSync(new URL(name, directory), 'utf8')).join('\n');

const product = textOf(files.filter((name) => !name.endsWith('.test.ts')));
const tests = textOf(files.filter((name) => name.endsWith('.test.ts')));

it.each(Object.entries(coreCodes))('%s is kebab-case, a sentence, used and tested', (code, { meaning }) => {
  expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
  expect(meaning).toMatch(/^\w.*\.$/);
  expect(product.includes(`'${code}'`), 'used').toBe(true);
  expect(new RegExp(`\\b${code}\\b`).test(tests), 'tested').toBe(true);
});
