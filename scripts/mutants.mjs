/**
 * npm run mutants -- PART …: how many small faults in the code its tests notice. Stryker makes the faults, in a copy of the
 * sources; it is in a folder of its own, so that nobody else has to install it. The scores are in docs/mutation.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './packages.mjs';

const folder = join(root, 'test/mutants');
const cache = join(root, '.cache/mutants');

/**
 * A part: the files that get faults, the tests that must notice, and the score below which the run fails.
 * @type {Readonly<Record<string, { readonly mutate: readonly string[], readonly tests: readonly string[], readonly least: number }>>}
 */
const PARTS = JSON.parse(readFileSync(join(folder, 'parts.json'), 'utf8'));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '2' },
    mutate: { type: 'string', multiple: true },
    tests: { type: 'string', multiple: true },
  },
});
if (positionals.length === 0 || positionals.some((name) => !Object.hasOwn(PARTS, name))) {
  console.error(
    `npm run mutants -- PART … [--mutate FILE …] [--tests FILE …] [--concurrency N], a part being ${Object.keys(PARTS).join(', ')}`,
  );
  process.exit(2);
}

// Its vitest is that of the root.
if (!isInstalled())
  execFileSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps'], { cwd: folder, stdio: 'inherit' });
mkdirSync(cache, { recursive: true });
const failed = positionals.filter((name) => !passes(name));
if (failed.length > 0) console.error(`below what is wanted: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function isInstalled() {
  const [installed, wanted] = ['node_modules/.package-lock.json', 'package-lock.json'].map((name) =>
    join(folder, name),
  );
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
}

/** @param {string} name */
function passes(name) {
  const part = PARTS[name];
  if (part === undefined) return false;
  const { mutate = part.mutate, tests = part.tests } = values;
  const configuration = join(cache, `${name}.json`);
  writeFileSync(configuration, JSON.stringify(strykerOptions(name, mutate, part.least)));
  rmSync(join(cache, `${name}.report.json`), { force: true });
  const stryker = join(folder, 'node_modules/.bin/stryker');
  const env = { ...process.env, CONFIGDRIVE_MUTANT_TESTS: tests.join() };
  const ran = spawnSync(stryker, ['run', configuration], { cwd: root, stdio: 'inherit', env }).status === 0;
  if (existsSync(join(cache, `${name}.report.json`))) tell(name);
  return ran;
}

/** @param {string} name @param {readonly string[]} mutate @param {number} least */
function strykerOptions(name, mutate, least) {
  return {
    testRunner: 'vitest',
    plugins: [join(folder, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
    vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
    mutate,
    // What the copy does not need; the tests of the parts start no built command.
    ignorePatterns: ['.cache', 'bench', 'docs', 'packages/*/dist', 'test/nodes', 'test/mutants/node_modules'],
    tempDirName: '.cache/mutants/copies',
    // A fault that shows only while a module is loaded costs a start of all tests, and loading fails for most of them.
    ignoreStatic: true,
    concurrency: Number(values.concurrency),
    timeoutMS: 10_000,
    disableTypeChecks: false,
    reporters: ['clear-text', 'json'],
    clearTextReporter: { reportTests: false, allowColor: false, logTests: false },
    jsonReporter: { fileName: join(cache, `${name}.report.json`) },
    thresholds: { high: 95, low: 85, break: least },
  };
}

/** A line for each file, as docs/mutation.md has them. @param {string} name */
function tell(name) {
  const { files } = JSON.parse(readFileSync(join(cache, `${name}.report.json`), 'utf8'));
  for (const [file, { mutants }] of Object.entries(files)) {
    const count = (/** @type {readonly string[]} */ ...statuses) =>
      mutants.filter((/** @type {{ status: string }} */ { status }) => statuses.includes(status)).length;
    const noticed = count('Killed', 'Timeout');
    const all = noticed + count('Survived', 'NoCoverage');
    if (all > 0) console.log(`| \`${file}\` | ${noticed} of ${all} | ${((100 * noticed) / all).toFixed(1)} % |`);
  }
}
