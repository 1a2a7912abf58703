/** `buildMany` with a check: a function that is named by the module that exports it, and looks at every drive in its thread. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DriveResult } from '@configdrive/fleet';
import type { Issue } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { imagesIn } from '../cli/batch-inputs.ts';
import { textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const SCRIPT = fileURLToPath(new URL('./checked.mjs', import.meta.url));
const MODULE = new URL('./name-check.mjs', import.meta.url);

interface Outcome {
  readonly results?: readonly DriveResult[];
  readonly issues?: readonly Issue[];
}

const outcomeOf = (...args: readonly string[]): Outcome => JSON.parse(textOf(process.execPath, [SCRIPT, ...args]));

/** Status of each line, and the severities that the check gave. */
const told = ({ results = [] }: Outcome): readonly unknown[] =>
  results.map((result) => [
    result.status,
    'issues' in result ? result.issues.filter(({ code }) => code === 'host-seen').map(({ severity }) => severity) : [],
  ]);

describe('a check', () => {
  it.each([
    ['a URL', MODULE.href],
    ['an absolute path', fileURLToPath(MODULE)],
  ])('named by %s looks at every drive; what it finds is in the results', (kind, module) => {
    const outcome = outcomeOf(path(kind), module, 'hostIssues');
    const noticed = ['built', ['notice']];
    expect(told(outcome)).toEqual([noticed, noticed, ['built', ['warning']], noticed]);
    expect(imagesIn(path(kind))).toHaveLength(4);
  });

  it('refuses a line by an error where the batch is strict, and no other line', () => {
    const outcome = outcomeOf(path('strict'), MODULE.href, 'hostIssues', 'strict');
    expect(outcome.results?.map(({ status }) => status)).toEqual(['built', 'built', 'failed', 'built']);
    expect(outcome.results?.[2]).toMatchObject({ fault: 'input', endsBatch: false, issues: [{ code: 'host-seen' }] });
    expect(imagesIn(path('strict'))).toHaveLength(3);
  });

  it('is left out where none is named', () => {
    expect(told(outcomeOf(path('none')))).toEqual(Array.from({ length: 4 }, () => ['built', []]));
  });

  it.each([
    ['a module that is not there', 'file:///nowhere/check.mjs', 'hostIssues', 'module'],
    ['a relative path', './name-check.mjs', 'hostIssues', 'module'],
    ['a name that the module does not export', MODULE.href, 'other', 'name'],
    ['what is no function', MODULE.href, 'notAFunction', 'name'],
  ])('that is %s is refused before anything begins', (_, module, name, place) => {
    const issue = { code: 'check-invalid', severity: 'error', place: ['check', place] };
    expect(outcomeOf(path('refused'), module, name)).toEqual({ issues: [expect.objectContaining(issue)] });
    expect(existsSync(path('refused'))).toBe(false);
  });
});
