/** `npm run check`: everything but the tests. Each failure ends with the command that repairs it. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (/** @type {string} */ name) => resolve(root, 'node_modules/.bin', name);

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command
 * @property {string} repair
 * @property {RegExp} [prints] what its output must show
 */

const script = (/** @type {string} */ name) => [process.execPath, resolve(root, 'scripts', name)];

/** What the other steps look at, so it comes first. @type {readonly Step[]} */
const BUILD = [
  { name: 'types of the packages', command: [bin('tsc'), '-b'], repair: 'mend the types, then npx tsc -b' },
  { name: 'bundles of the packages', command: script('bundle.mjs'), repair: 'mend what it names, then npm run build' },
];

/** @type {readonly Step[]} */
const STEPS = [
  {
    name: 'format, imports, lint',
    command: [bin('biome'), 'check', '--error-on-warnings', '.'],
    repair: 'npm run format (what it leaves is for hands)',
  },
  {
    name: 'type-aware lint',
    command: [bin('oxlint'), '--type-aware', '--deny-warnings'],
    repair: 'npx oxlint --type-aware --fix (what it leaves is for hands)',
  },
  {
    name: 'types of tests and examples',
    command: [bin('tsc'), '-p', 'test'],
    repair: 'mend the types, then npx tsc -p test',
  },
  {
    name: 'tsc is the native compiler',
    command: [bin('tsc'), '-v'],
    repair: 'rm -rf node_modules && npm ci',
    prints: /^Version 7\./,
  },
  {
    name: 'command reference',
    command: [...script('generate.mjs'), 'commands'],
    repair: 'npm run generate -- commands --accept',
  },
  {
    name: 'reference of the commands of the API',
    command: [...script('generate.mjs'), 'api-commands'],
    repair: 'npm run generate -- api-commands --accept',
  },
  {
    name: 'JSON Schema and types of the input',
    command: [...script('generate.mjs'), 'schema', 'inputs'],
    repair: 'npm run generate -- schema inputs --accept',
  },
  {
    name: 'pictures in the docs',
    command: [...script('generate.mjs'), 'pictures'],
    repair: 'npm run generate -- pictures --accept',
  },
  {
    name: 'arrows and purity',
    command: [process.execPath, resolve(root, 'scripts/check-arrows.mjs')],
    repair:
      'move the code to the package that may have it (design: CONTRIBUTING.md), then node scripts/check-arrows.mjs',
  },
  {
    name: 'nothing is dead, nothing is missing from a manifest',
    command: [bin('knip'), '--no-progress'],
    repair: 'remove what it names, or export it where it is used; then npx knip',
  },
  {
    name: 'regular expressions take linear time',
    command: script('regular-expressions.mjs'),
    repair: 'cut the text first, or name its bound in scripts/regular-expressions.mjs; then run that script',
  },
  {
    name: 'shape of the packages',
    command: script('package-shape.mjs'),
    repair: 'mend exports, files or types in the package.json it names, then node scripts/package-shape.mjs',
  },
  {
    name: 'exported signatures',
    command: [...script('generate.mjs'), 'api'],
    repair: 'npm run generate -- api --accept (if this change of the API is meant: it belongs into the commit)',
  },
  {
    name: 'page of the codes',
    command: [...script('generate.mjs'), 'codes'],
    repair: 'npm run generate -- codes --accept',
  },
  {
    name: 'sizes in a page',
    command: script('sizes.mjs'),
    repair: 'make it smaller, or raise its ceiling in scripts/sizes.mjs with a sentence',
  },
  {
    name: 'promises name their tests',
    command: script('promises.mjs'),
    repair: 'name the test that holds the promise in docs/security.md, then node scripts/promises.mjs',
  },
  {
    name: 'links in the docs',
    command: script('doc-links.mjs'),
    repair: 'mend the links it names, then node scripts/doc-links.mjs',
  },
  {
    name: 'licences of all packages used',
    command: script('licences.mjs'),
    repair: 'take another package, or allow the licence in scripts/licences.mjs with a reason',
  },
];

const started = performance.now();
const outcomes = [];
for (const step of BUILD) outcomes.push(await runStep(step));
outcomes.push(...(await Promise.all(STEPS.map(runStep))));
const failed = outcomes.filter((ok) => !ok).length;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failed === 0
    ? `check: ${outcomes.length} steps passed in ${seconds} s`
    : `check: ${failed} of ${outcomes.length} steps failed`,
);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {Step} step @returns {Promise<boolean>} */
async function runStep({ name, command: [program = '', ...args], repair, prints }) {
  const { status, output } = await outputOf(program, args);
  const ok = status === 0 && (prints?.test(output) ?? true);
  console.log(ok ? `ok    ${name}` : `FAIL  ${name}\n${output.trimEnd()}\n      repair: ${repair}`);
  return ok;
}

/** @param {string} program @param {readonly string[]} args @returns {Promise<{ status: number | null, output: string }>} */
function outputOf(program, args) {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += String(piece)));
    child.on('error', (error) => settle({ status: null, output: `${output}${error.message}` }));
    child.on('close', (status) => settle({ status, output }));
  });
}
