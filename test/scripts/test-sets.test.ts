/** Every test file is in exactly one set: what is proven with `npm test` and `npm run test:rest` is all there is, and nothing twice. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { longTests } from '../long/tests.ts';
import { textOf } from '../support/run.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(CHECKOUT, 'node_modules/vitest/vitest.mjs');

interface ListedFile {
  readonly file: string;
  readonly projectName: string;
}

const PROJECTS = ['unit', 'alone', 'house', 'mounted', 'rest', 'browser', 'guest', 'long'];
let listed: readonly ListedFile[];
beforeAll(() => {
  const words = ['list', '--filesOnly', '--json', ...PROJECTS.flatMap((name) => ['--project', name])];
  listed = JSON.parse(textOf(process.execPath, [VITEST, ...words], { cwd: CHECKOUT })) as readonly ListedFile[];
});

/** A browser's project has its name behind it. */
const inProject = (name: string): readonly string[] =>
  listed
    .filter(({ projectName }) => projectName.split(' ')[0] === name)
    .map(({ file }) => relative(CHECKOUT, file))
    .sort();

const projectsOf = (set: string): readonly string[] => {
  const text = textOf(process.execPath, ['scripts/test.mjs', set, '--projects'], { cwd: CHECKOUT });
  return JSON.parse(text) as readonly string[];
};

const inSet = (name: string): readonly string[] => projectsOf(name).flatMap(inProject).sort();

const onDisk = ['packages', 'test'].flatMap((folder) =>
  readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(path)),
);

it('each file is in npm test, in npm run test:rest, or boots a guest, and npm run test:all is both', () => {
  const [test, rest, all] = [inSet('test'), inSet('rest'), inSet('all')];
  expect([...test, ...rest, ...inProject('guest')].sort()).toEqual(onDisk.sort());
  expect(all).toEqual([...test, ...rest].sort());
  expect(test).toEqual(expect.arrayContaining([...inProject('mounted')]));
  expect(inProject('mounted')).toContain('test/mounted/mounted.test.ts');
});

it('a browser takes tests of every pure package', () => {
  const folders = new Set(inProject('browser').map((path) => path.split('/')[1]));
  const pure = readdirSync(join(CHECKOUT, 'packages')).filter((folder) => isPure(folder));
  expect(folders).toEqual(new Set(pure));
});

/** By the script that checks it. */
function isPure(folder: string): boolean {
  const table = readFileSync(join(CHECKOUT, 'scripts/check-arrows.mjs'), 'utf8');
  return new RegExp(`folder: '${folder}',[^}]*pure: true`).test(table);
}

it('what has a long form is the project of the long forms', () => {
  expect(inProject('long')).toEqual(longTests());
});
