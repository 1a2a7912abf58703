/** Every code has an image that shows it: a code that nothing reports is a promise that nobody keeps. */
import { readFileSync } from 'node:fs';
import { InvalidImageError, type Issue } from '@configdrive/issues';
import { imageCodes, openImageSync, verifyImageSync } from 'iso9660-reader';
import { expect, it } from 'vitest';
import { HOSTILE_CASES } from '../hostile/families.ts';
import { IMAGE_MUTANTS, mutated } from './mutants.ts';

/** Codes that no image of mutants and families shows, and where they are tested. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'source-short': 'a fault of the source: api.test.ts',
  'image-too-large': 'a limit of the caller: api.test.ts',
  'time-limit': 'a limit of the caller: api.test.ts',
  'too-many-entries': 'a limit of the caller: api.test.ts',
  'directory-too-large': 'a limit of the caller: api.test.ts',
  'interleaved-file': 'thrown when the file is read: families.test.ts',
  'other-volume': 'thrown when the file is read: families.test.ts',
  'path-table-numbers': 'needs 65,536 directories, which the writer refuses to make',
};

/** Large, and about time. */
const WIDE_FAMILY = 17;

const foreignFindings = readFileSync(new URL('../../docs/foreign-findings.md', import.meta.url), 'utf8');

function issuesOfOpening(bytes: Uint8Array): readonly Issue[] {
  try {
    return openImageSync(bytes).issues;
  } catch (cause) {
    if (cause instanceof InvalidImageError) return cause.issues;
    throw cause;
  }
}

it('every code of the table is reported for some image', () => {
  const reported = new Set([...foreignFindings.matchAll(/\| R\d+ \| ([\w-]+) \|/g)].map(([, code = '']) => code));
  const take = (bytes: Uint8Array, strict = false): void => {
    for (const { code } of [...verifyImageSync(bytes, { strict }), ...issuesOfOpening(bytes)]) reported.add(code);
  };
  for (const mutant of IMAGE_MUTANTS) take(mutated(mutant), mutant.strict);
  for (const { family, image } of HOSTILE_CASES) if (family !== WIDE_FAMILY) take(image());
  const silent = Object.keys(imageCodes).filter((code) => !reported.has(code));
  expect(silent.toSorted()).toEqual(Object.keys(ELSEWHERE).toSorted());
});
