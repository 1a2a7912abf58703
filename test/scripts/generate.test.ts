/** One command makes all made pages: it knows them, compares, and says what takes the new. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../support/run.ts';
import { withTemporaryDirectory } from '../support/temporary.ts';

const SCRIPTS = fileURLToPath(new URL('../../scripts', import.meta.url));
const PAGES = [
  'api',
  'api-commands',
  'codes',
  'commands',
  'compatibility',
  'golden',
  'guest-script',
  'inputs',
  'pictures',
  'schema',
  'transcript',
];

const generate = (...words: readonly string[]) => run(process.execPath, [join(SCRIPTS, 'generate.mjs'), ...words]);

it.each([[['nothing']], [['--force']]])('tells %j which pages there are', (words) => {
  const { status, stderr } = generate(...words);
  expect(status).toBe(2);
  expect(Array.from(stderr.matchAll(/^ {2}([\w-]+) /gm), ([, name]) => name)).toEqual(PAGES);
});

it('finds the pages current that need no build', () => {
  expect(generate('api-commands', 'codes', 'commands', 'schema')).toMatchObject({ status: 0, stderr: '' });
});

/** What is changed, and the page after that. */
function compared(text: string, accept: boolean): readonly [changed: unknown, page: string] {
  return withTemporaryDirectory((folder) => {
    writeFileSync(join(folder, 'page.md'), 'old');
    const module = JSON.stringify(pathToFileURL(join(SCRIPTS, 'pages/compared.mjs')).href);
    const call = `changedPages({ 'page.md': ${JSON.stringify(text)} }, ${accept}, ${JSON.stringify(folder)})`;
    const program = `import { changedPages } from ${module}; console.log(JSON.stringify(${call}))`;
    const { stdout } = run(process.execPath, ['--input-type=module', '-e', program]);
    return [JSON.parse(stdout.toString('utf8')), readFileSync(join(folder, 'page.md'), 'utf8')];
  });
}

describe('a made page', () => {
  it.each([
    ['is left when it is current', 'old', false, [], 'old'],
    ['is named and left when it is not', 'new', false, ['page.md'], 'old'],
    ['is written when that is accepted', 'new', true, ['page.md'], 'new'],
  ])('%s', (_, text, accept, changed, page) => {
    expect(compared(text, accept)).toEqual([changed, page]);
  });
});
