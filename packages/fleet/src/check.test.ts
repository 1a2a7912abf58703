import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCheck, locatedCheck } from './check.ts';

const directory = mkdtempSync(join(tmpdir(), 'check-'));
const module = join(directory, 'checks.mjs');
beforeAll(() =>
  writeFileSync(
    module,
    `export const quiet = () => [];
     export const named = (name) => () => [{ code: 'odd', severity: 'notice', place: [], message: name }];
     export const text = 'no function';\n`,
  ),
);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const drive = {} as Parameters<Awaited<ReturnType<typeof loadCheck>>>[0];

describe('the check of a batch', () => {
  it.each([
    ['a path', module],
    ['a URL', pathToFileURL(module)],
  ])('is found by %s', async (_, place) => {
    const check = await loadCheck(locatedCheck({ module: place, name: 'quiet' }));
    expect(check(drive, {})).toEqual([]);
  });

  it('is what the function gives for its argument, where there is one', async () => {
    const check = await loadCheck(locatedCheck({ module, name: 'named', argument: 'mine' }));
    expect(check(drive, {})).toMatchObject([{ message: 'mine' }]);
  });

  it.each(['./checks.mjs', '../checks.mjs', '..'])('is refused by the relative path %s', (path) => {
    expect(() => locatedCheck({ module: path, name: 'quiet' })).toThrow('must be a URL, an absolute path or a package');
  });

  it.each([
    ['in a module that is missing', join(tmpdir(), 'no-such-module.mjs'), 'quiet', 'the module cannot be imported'],
    ['under a name that is none', module, 'loud', 'the module exports no function of this name'],
    ['that is no function', module, 'text', 'the module exports no function of this name'],
  ])('is refused %s', async (_, place, name, message) => {
    await expect(loadCheck(locatedCheck({ module: place, name }))).rejects.toThrow(message);
  });
});
