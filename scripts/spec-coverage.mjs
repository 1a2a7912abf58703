/**
 * Keeps test/spec-coverage.json true: each rule R1 to R122 once, with the codecs that hold it, the tests that prove it, a
 * status and, in words, what is missing. Named codecs and tests must exist; every field of every table must be named under
 * its rule; the verifier must know what counts as verified. Checks test/spec-coverage.json or the file that is named;
 * `--gaps` lists what is missing.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** @typedef {{ about: string, codecs: string[], tests: string[], status: string, gap: string }} Row */

const root = resolve(import.meta.dirname, '..');
const FORMAT = 'packages/iso9660-format/src';
const READER = 'packages/iso9660-reader/src';
const RULE_COUNT = 122;
const STATUSES = ['verified', 'partial', 'not emitted'];
/** Rules of a writer alone: bytes do not show them. */
const NOT_IN_BYTES = new Set(['R44', 'R50', 'R51', 'R63', 'R66', 'R79', 'R99', 'R114', 'R117', 'R118']);

/** @param {string} path */
const textAt = (path) => readFileSync(join(root, path), 'utf8');

/** @param {string} directory @returns {string[]} */
const sourcesIn = (directory) =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${directory}/${name}`);

/** @type {Record<string, Row>} */
const coverage = JSON.parse(readFileSync(namedFile() ?? join(root, 'test/spec-coverage.json'), 'utf8'));

function namedFile() {
  return process.argv.slice(2).find((word) => !word.startsWith('--'));
}

if (process.argv.includes('--gaps')) {
  for (const [rule, { about, status, gap }] of Object.entries(coverage)) {
    if (gap !== '') console.log(`${rule.padEnd(5)} ${status.padEnd(12)} ${about}: ${gap}`);
  }
} else report([...listProblems(), ...Object.entries(coverage).flatMap(rowProblems), ...fieldProblems()]);

/** @param {string[]} problems */
function report(problems) {
  for (const problem of problems) console.error(problem);
  const counts = STATUSES.map(
    (status) => `${Object.values(coverage).filter((row) => row.status === status).length} ${status}`,
  );
  console.log(
    problems.length === 0 ? `spec coverage: ${counts.join(', ')}` : `spec coverage: ${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function listProblems() {
  const expected = Array.from({ length: RULE_COUNT }, (_, index) => `R${index + 1}`).join(' ');
  return Object.keys(coverage).join(' ') === expected
    ? []
    : [`the rules are not R1 to R${RULE_COUNT}, each once and in order`];
}

/** @param {[string, Row]} entry @returns {string[]} */
function rowProblems([rule, { codecs, tests, status, gap }]) {
  return [
    ...(STATUSES.includes(status) ? [] : [`${rule}: ${status} is no status`]),
    ...(status === 'verified' && tests.length === 0 ? [`${rule}: verified by no test`] : []),
    ...(status !== 'verified' && gap === '' ? [`${rule}: ${status}, and no word why`] : []),
    ...(status === 'verified' && !isKnownToVerifier(rule) ? [`${rule}: the verifier does not know it`] : []),
    ...codecs.filter((codec) => !isThere(FORMAT, codec)).map((codec) => `${rule}: no codec ${codec}`),
    ...tests.filter((test) => !isThere('', test)).map((test) => `${rule}: no test ${test}`),
  ];
}

/** `file: text`: the file exists and has the text. @param {string} directory @param {string} reference */
function isThere(directory, reference) {
  const separator = reference.indexOf(': ');
  const path = join(directory, reference.slice(0, separator));
  return existsSync(join(root, path)) && textAt(path).includes(reference.slice(separator + 2));
}

/** @param {string} rule */
function isKnownToVerifier(rule) {
  if (NOT_IN_BYTES.has(rule)) return true;
  return [...sourcesIn(READER), ...sourcesIn(FORMAT)].some((path) => textAt(path).includes(`'${rule}'`));
}

/** Every `name: bp(…, 'R29')` of a table is named under its rule; without a rule of its own, under any. */
function fieldProblems() {
  return sourcesIn(FORMAT).flatMap((path) => {
    const file = path.slice(FORMAT.length + 1);
    return Array.from(textAt(path).matchAll(/^ +(\w+): bp\((.*)\),$/gm), ([, name = '', words = '']) => {
      const rules = words.match(/'R\d+'/g)?.map((rule) => rule.slice(1, -1)) ?? Object.keys(coverage);
      const isNamed = rules.some((rule) => coverage[rule]?.codecs.includes(`${file}: ${name}`));
      return isNamed ? [] : [`${file}: ${name} is not named under ${rules.length === 1 ? rules[0] : 'any rule'}`];
    }).flat();
  });
}
