/**
 * The arrows between the packages and the purity of the pure ones, checked on every import, every manifest and every name used.
 * The tables below are the only place that says what may be used where.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'vite';

/**
 * cli → {{fleet, metadata-server, service → jobs} → files → store, guests} → core → {writer, reader} → format → issues; cloudstack-api → issues. What is below a package is what its arrows reach.
 * @type {Readonly<Record<string, { readonly folder: string, readonly uses: readonly string[], readonly pure: boolean }>>}
 */
const PACKAGES = {
  '@configdrive/issues': { folder: 'issues', uses: [], pure: true },
  '@configdrive/cloudstack-api': { folder: 'cloudstack-api', uses: ['@configdrive/issues'], pure: true },
  'iso9660-format': { folder: 'iso9660-format', uses: ['@configdrive/issues'], pure: true },
  'iso9660-writer': { folder: 'iso9660-writer', uses: ['iso9660-format'], pure: true },
  'iso9660-reader': { folder: 'iso9660-reader', uses: ['iso9660-format'], pure: true },
  '@configdrive/core': { folder: 'core', uses: ['iso9660-writer', 'iso9660-reader'], pure: true },
  '@configdrive/guests': { folder: 'guests', uses: ['@configdrive/core'], pure: true },
  '@configdrive/store': { folder: 'store', uses: ['@configdrive/core'], pure: true },
  '@configdrive/files': { folder: 'files', uses: ['@configdrive/store'], pure: false },
  '@configdrive/fleet': { folder: 'fleet', uses: ['@configdrive/files'], pure: false },
  '@configdrive/metadata-server': { folder: 'metadata-server', uses: ['@configdrive/files'], pure: false },
  '@configdrive/jobs': { folder: 'jobs', uses: ['@configdrive/issues'], pure: false },
  '@configdrive/service': {
    folder: 'service',
    uses: ['@configdrive/cloudstack-api', '@configdrive/jobs', '@configdrive/files'],
    pure: false,
  },
  configdrive: {
    folder: 'cli',
    uses: ['@configdrive/fleet', '@configdrive/guests', '@configdrive/metadata-server', '@configdrive/service'],
    pure: false,
  },
};

/**
 * Floors of a package, the lowest first: a file imports from its own floor and those below. A name is a folder, or a file
 * beside the folders; what stands on no floor is refused, but for the entries, which are above all.
 * @type {Readonly<Record<string, readonly (readonly string[])[]>>}
 */
const FLOORS = {
  core: [
    [
      'codes.ts',
      'issues.ts',
      'limits.ts',
      'printing.ts',
      'profiles.ts',
      'labels.ts',
      'cloudstack-names.ts',
      'drive.ts',
      'drive-content.ts',
    ],
    ['encoding', 'guest-script'],
    ['input'],
    ['machine'],
    ['formats'],
    ['wrappings'],
    ['reading'],
    ['parse.ts', 'plan.ts', 'build.ts', 'answers.ts', 'served-guest.ts', 'diff.ts', 'drive-pattern.ts'],
    ['changes'],
    ['delivery'],
  ],
  files: [
    ['codes.ts', 'errors.ts', 'event-loop.ts', 'descriptors.ts', 'spare-buffer.ts', 'safe-directories.ts', 'target.ts'],
    ['lock'],
    ['read'],
    ['publish'],
    ['extract'],
    ['backend'],
  ],
};

/** Files that give out what is in a package. */
const ENTRIES = new Set(['index.ts', 'internal.ts', 'serving.ts', 'serve.ts']);

/** Libraries that a pure package may not use, though its manifest named them. */
const IMPURE_LIBRARIES = new Set(['fs-extra']);

/** What a test file may import besides; helpers of theirs are in test/. */
const TEST_LIBRARIES = new Set(['vitest', 'fast-check']);

/** Names of Node, and of clock, chance and the world outside: a pure package gets such things as arguments. */
const IMPURE_NAMES = new Set([
  'Buffer',
  'process',
  'globalThis',
  'global',
  'require',
  'console',
  'performance',
  'eval',
]);

/** The files that take what every platform has from the global object, and give it structural types. */
const PLATFORM_FILES = new Set(['packages/iso9660-format/src/platform.ts', 'packages/cloudstack-api/src/platform.ts']);

/** @type {Readonly<Record<string, string>>} */
const IMPURE_CALLS = { 'Date.now': 'the clock', 'Math.random': 'chance' };

/** @typedef {{ readonly name: string, readonly folder: string, readonly pure: boolean, readonly below: ReadonlySet<string>, readonly libraries: ReadonlySet<string> }} Package */

/** Another checkout may be named, for the test of this script. */
const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));

/** @param {string} name @returns {Package} */
function packageNamed(name) {
  const { folder, pure } = entryOf(name);
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifestOf(folder);
  const libraries = new Set(Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }));
  return { name, folder, pure, below: below(name), libraries };
}

/** @param {string} name @returns {ReadonlySet<string>} */
function below(name) {
  const { uses } = entryOf(name);
  return new Set(uses.flatMap((used) => [used, ...below(used)]));
}

/** @param {string} name */
function entryOf(name) {
  const entry = PACKAGES[name];
  if (entry === undefined) throw new Error(`${name} is not in the table of packages`);
  return entry;
}

/** @param {string} folder @returns {{ name: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string>, peerDependencies?: Record<string, string> }} */
function manifestOf(folder) {
  return JSON.parse(readFileSync(resolve(root, 'packages', folder, 'package.json'), 'utf8'));
}

/** @param {Package} unit @returns {readonly string[]} */
function problemsOfPackage(unit) {
  return [
    ...problemsOfManifest(unit),
    ...sourcesOf(unit.folder).flatMap((file) => problemsOfFile(unit, file)),
    ...circleProblems(unit.folder),
  ];
}

/** @param {string} folder @returns {readonly string[]} */
function sourcesOf(folder) {
  const source = `packages/${folder}/src`;
  if (!existsSync(resolve(root, source))) return [];
  const names = readdirSync(resolve(root, source), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `${source}/${name.split(sep).join('/')}`);
}

/** @param {Package} unit @returns {readonly string[]} */
function problemsOfManifest({ name, folder, pure, below: reachable, libraries }) {
  const place = `packages/${folder}/package.json`;
  const wrong = [...libraries].filter((library) =>
    library in PACKAGES ? !reachable.has(library) : pure && IMPURE_LIBRARIES.has(library),
  );
  const misnamed = manifestOf(folder).name === name ? [] : [`${place}: is not called ${name}`];
  return [...misnamed, ...wrong.map((library) => `${place}: ${name} must not depend on ${library}`)];
}

/** @param {Package} unit @param {string} file @returns {readonly string[]} */
function problemsOfFile(unit, file) {
  const text = readFileSync(resolve(root, file), 'utf8');
  const isTest = file.endsWith('.test.ts');
  const { module, program } = parseSync(file, text);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.flatMap(({ moduleRequest }) =>
      quotedIn(text.slice(moduleRequest.start, moduleRequest.end)),
    ),
  ];
  const imports = [...new Set(specifiers)].flatMap((specifier) => importProblem(unit, file, specifier, isTest));
  const names = unit.pure && !isTest && !PLATFORM_FILES.has(file) ? impurities(program) : [];
  return [
    ...imports.map((problem) => `${file}: ${problem}`),
    ...names.map(({ start, what }) => `${file}:${lineAt(text, start)}: ${what}`),
  ];
}

/** What a program computes is no arrow: a module that the caller names. @param {string} request */
const quotedIn = (request) => /^['"](.*)['"]$/.exec(request)?.slice(1) ?? [];

/** @param {string} text @param {number} start */
const lineAt = (text, start) => text.slice(0, start).split('\n').length;

/** @param {Package} unit @param {string} file @param {string} specifier @param {boolean} isTest @returns {readonly string[]} */
function importProblem(unit, file, specifier, isTest) {
  if (specifier.startsWith('.')) return relativeProblem(unit, file, specifier, isTest);
  if (specifier.startsWith('node:')) {
    return unit.pure && !isTest ? [`${specifier} is of Node; ${unit.name} is pure`] : [];
  }
  const library = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (isTest && TEST_LIBRARIES.has(library)) return [];
  if (library in PACKAGES && library !== unit.name && !unit.below.has(library)) {
    return [`no arrow leads from ${unit.name} to ${library}`];
  }
  return unit.libraries.has(library) ? [] : [`${library} is not in the dependencies of ${unit.name}`];
}

/** @param {Package} unit @param {string} file @param {string} specifier @param {boolean} isTest @returns {readonly string[]} */
function relativeProblem(unit, file, specifier, isTest) {
  const target = relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join('/');
  const isInside = target.startsWith(`packages/${unit.folder}/`) || (isTest && target.startsWith('test/'));
  if (!isInside) return [`${specifier} leaves the package`];
  if (!isTest && isUpward(unit.folder, file, target)) return [`${specifier} is on a floor above`];
  return /\.(ts|json)$/.test(specifier) ? [] : [`${specifier} lacks its .ts`];
}

/** @param {string} folder @param {string} file @param {string} target */
function isUpward(folder, file, target) {
  const floors = FLOORS[folder];
  return floors !== undefined && floorOf(floors, folder, target) > floorOf(floors, folder, file);
}

/** @param {readonly (readonly string[])[]} floors @param {string} folder @param {string} file */
function floorOf(floors, folder, file) {
  const [name = ''] = relative(`packages/${folder}/src`, file).split(sep);
  if (ENTRIES.has(name)) return floors.length;
  const floor = floors.findIndex((names) => names.includes(name));
  // Above all but the entries, so that whatever imports it is refused.
  return floor === -1 ? floors.length : floor;
}

/**
 * Files of a package that import values of one another: each would see the other half loaded.
 * @param {string} folder @returns {readonly string[]}
 */
function circleProblems(folder) {
  const files = sourcesOf(folder).filter((file) => !file.endsWith('.test.ts'));
  const imports = new Map(files.map((file) => [file, valueImportsOf(file)]));
  return circlesOf(imports).map((circle) => `${circle.join(' → ')}: a circle of imports`);
}

/** @param {string} file @returns {readonly string[]} */
function valueImportsOf(file) {
  const text = readFileSync(resolve(root, file), 'utf8');
  const { staticImports, staticExports } = parseSync(file, text).module;
  const specifiers = [
    ...staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) => (entry.isType ? [] : (entry.moduleRequest?.value ?? []))),
    ),
  ];
  return [...new Set(specifiers)]
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => join(dirname(file), specifier).split(sep).join('/'));
}

/** The circles that a walk over the imports comes upon. @param {ReadonlyMap<string, readonly string[]>} imports @returns {readonly (readonly string[])[]} */
function circlesOf(imports) {
  /** @type {string[][]} */
  const circles = [];
  const done = new Set();
  /** @param {string} file @param {readonly string[]} way */
  const walk = (file, way) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file]);
    else if (!done.has(file)) {
      for (const next of imports.get(file) ?? []) walk(next, [...way, file]);
      done.add(file);
    }
  };
  for (const file of imports.keys()) walk(file, []);
  return circles;
}

/**
 * @typedef {{ type: string, start: number, [key: string]: unknown }} Node
 * @param {unknown} node @returns {readonly { start: number, what: string }[]}
 */
function impurities(node) {
  if (Array.isArray(node)) return node.flatMap(impurities);
  if (!isNode(node)) return [];
  const here = impurityOf(node);
  const children = Object.entries(node).filter(([key]) => !isPlainName(node, key));
  return [
    ...(here === undefined ? [] : [{ start: node.start, what: here }]),
    ...children.flatMap(([, child]) => impurities(child)),
  ];
}

/** @param {unknown} value @returns {value is Node} */
const isNode = (value) =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The `b` of `a.b` and of `{ b: 1 }` is a word, not a name that refers to something. @param {Node} node @param {string} key */
const isPlainName = (node, key) => node.computed === false && (key === 'property' || key === 'key');

/** @param {Node} node @returns {string | undefined} */
function impurityOf(node) {
  if (node.type === 'Identifier' && IMPURE_NAMES.has(String(node.name)))
    return `${String(node.name)} does not exist in a pure package`;
  if (
    node.type === 'NewExpression' &&
    nameOf(node.callee) === 'Date' &&
    /** @type {unknown[]} */ (node.arguments).length === 0
  ) {
    return 'new Date() is the clock; take the time as an argument';
  }
  const called = node.type === 'MemberExpression' ? `${nameOf(node.object)}.${nameOf(node.property)}` : '';
  return called in IMPURE_CALLS ? `${called} is ${IMPURE_CALLS[called]}; take it as an argument` : undefined;
}

/** @param {unknown} node @returns {string} */
const nameOf = (node) => (isNode(node) && node.type === 'Identifier' ? String(node.name) : '');

const problems = Object.keys(PACKAGES).flatMap((name) => problemsOfPackage(packageNamed(name)));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
