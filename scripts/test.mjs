/**
 * npm test, npm run test:rest, test:all: builds and runs the tests of a set of projects (vitest.config.ts). Words after the name
 * of the set are vitest's; `--projects` names the set's projects instead, and `--coverage` leaves what `npm run coverage` puts
 * together. Each ends with a line that counts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

/** What a set is, and what is said of it before it starts: minutes on two quiet cores, with the build. */
const SETS = {
  test: {
    projects: ['unit', 'alone', 'house', 'mounted'],
    says: 'npm test: about 6 minutes on two quiet cores. Not in it: broken system calls, kills, full disks, fuzzing, hostile contents, sweeps by foreign readers, packing (npm run test:rest, about 24 minutes; npm run test:all is both).',
  },
  rest: {
    projects: ['rest'],
    says: 'npm run test:rest: about 24 minutes on two quiet cores: what npm test leaves out.',
  },
  all: {
    projects: ['unit', 'alone', 'house', 'mounted', 'rest'],
    says: 'npm run test:all: npm test and npm run test:rest in one, about 30 minutes on two quiet cores.',
  },
};

/** Reports of runs with coverage, one for each set. */
const PARTS = join(root, '.cache/test-parts');
/** They make the whole. */
const NEEDED = ['test', 'rest'];

const REPORTERS = ['default', './test/long/note-reporter.ts', './scripts/closing-line-reporter.mjs'];

const [name = '', ...words] = process.argv.slice(2);
process.exitCode = name === 'coverage' ? merge(words) : run(name, words);

/** @param {string} name @param {readonly string[]} words */
function run(name, words) {
  if (!isSet(name)) throw new Error(`there is no set ${name}; there are ${Object.keys(SETS).join(', ')}`);
  const projects = SETS[name].projects.flatMap((project) => ['--project', project]);
  if (words.includes('--projects')) return tell(SETS[name].projects);
  console.log(SETS[name].says);
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' }).status ?? 1;
  if (built !== 0) return built;
  return vitest(['run', ...projects, ...reporting(name, words), ...words]);
}

/** @param {unknown} value */
function tell(value) {
  console.log(JSON.stringify(value));
  return 0;
}

/** @param {string} name @returns {name is keyof typeof SETS} */
function isSet(name) {
  return Object.hasOwn(SETS, name);
}

/** @param {string} name @param {readonly string[]} words */
function reporting(name, words) {
  if (!words.includes('--coverage')) return reporters(REPORTERS);
  const part = join(PARTS, `${name}.json`);
  rmSync(part, { force: true });
  mkdirSync(PARTS, { recursive: true });
  return [...reporters([...REPORTERS, 'blob']), `--outputFile.blob=${part}`];
}

/** @param {readonly string[]} words */
function merge(words) {
  const missing = NEEDED.filter((name) => !existsSync(join(PARTS, `${name}.json`)));
  if (missing.length > 0) {
    console.error(
      'npm test -- --coverage and npm run test:rest -- --coverage come first: npm run coverage puts them together',
    );
    return 1;
  }
  return vitest(['--merge-reports', PARTS, '--coverage', ...reporters(REPORTERS.slice(1)), ...words]);
}

/** @param {readonly string[]} names */
function reporters(names) {
  return names.map((each) => `--reporter=${each}`);
}

/** @param {readonly string[]} words */
function vitest(words) {
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, signal } = spawnSync(process.execPath, [program, ...words], { cwd: root, stdio: 'inherit' });
  if (signal !== null) console.error(`the tests were ended by ${signal}; what they found is lost`);
  return status ?? 1;
}
