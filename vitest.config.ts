/**
 * All tests, as projects; each test file is in one of them, but for those that a browser or a long form takes again.
 *
 * unit         the packages' own tests, beside their sources; many files to a process, which costs a third of the time
 * alone        those of them that put another module in a module's place: a process for each file
 * house        test/, many files to a process, too: the packages together, the command as a process, the word of programs that are not ours
 * mounted      the Linux kernel's view of every fixture, in a small virtual machine
 * rest         what takes longer; `npm test` is all above, `npm run test:rest` is this one
 *
 * Started only when they are named (`--project browser`):
 *
 * browser      the tests of the pure packages, in Debian's Chromium
 * guest        a whole Debian guest for each drive
 * long         the tests that have a long form, in that form: hours
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { longTests } from './test/long/tests.ts';

/**
 * What `npm test` has no time for: enumerations, fuzzing, processes that are killed, sweeps by many foreign programs, whole packages.
 * A file that takes more than half a minute belongs here, and of the shorter ones so many that the others take six minutes.
 */
const REST: readonly string[] = [
  'test/changes/cloud-init.test.ts',
  'test/changes/kinds.test.ts',
  'test/cli/batch-interrupted.test.ts',
  'test/cli/batch-memory.test.ts',
  'test/cli/batch.test.ts',
  'test/cli/build-refusals.test.ts',
  'test/cli/every-command.test.ts',
  'test/cli/json-schemas.test.ts',
  'test/cli/look.test.ts',
  'test/cli/process.test.ts',
  'test/cli/severities.test.ts',
  'test/cli/start.test.ts',
  'test/cli/store-unreachable.test.ts',
  'test/cli/store.test.ts',
  'test/cli/update-foreign.test.ts',
  'test/cli/update-refusals.test.ts',
  'test/cli/update.test.ts',
  'test/compatibility/compatibility.test.ts',
  'test/core/cloudstack-tree.test.ts',
  'test/docs/blocks.test.ts',
  'test/explain/cloud-init.test.ts',
  'test/explain/ironic.test.ts',
  'test/explain/nocloud.test.ts',
  'test/explain/python.test.ts',
  'test/explain/shell.test.ts',
  'test/explain/shipped-examples.test.ts',
  'test/explain/yaml.test.ts',
  'test/fleet/check.test.ts',
  'test/foreign/controls.test.ts',
  'test/guest-script/guest-script.test.ts',
  'test/guest-script/router.test.ts',
  'test/guest-script/vendor-data.test.ts',
  'test/hostile/contents.test.ts',
  'test/hostile/extraction.test.ts',
  'test/hostile/families.test.ts',
  'test/hostile/fuzz.test.ts',
  'test/linear/registry.test.ts',
  'test/packages/tarballs.test.ts',
  'test/performance/memory-of-documents.test.ts',
  'test/performance/rounds.test.ts',
  'test/reader/foreign-images.test.ts',
  'test/regressions/broken-cloud-configs-built-without-a-word.test.ts',
  'test/regressions/changes-that-only-the-library-made.test.ts',
  'test/regressions/codes-that-nothing-prints.test.ts',
  'test/regressions/commands-that-wait-for-a-pipe.test.ts',
  'test/regressions/drives-moved-by-half.test.ts',
  'test/regressions/failures-that-print-no-json.test.ts',
  'test/regressions/messages-in-words-of-the-library.test.ts',
  'test/regressions/mixtures-of-files-written-over.test.ts',
  'test/regressions/parts-that-updates-drop.test.ts',
  'test/regressions/password-resets-that-no-guest-applies.test.ts',
  'test/regressions/texts-that-take-the-square-of-their-length.test.ts',
  'test/regressions/trees-taken-for-the-drive.test.ts',
  'test/regressions/two-locations-that-are-one-mount.test.ts',
  'test/regressions/updates-that-broke-off.test.ts',
  'test/regressions/user-data-lost-with-exit-code-0.test.ts',
  'test/scripts/check-arrows.test.ts',
  'test/serve/clients.test.ts',
  'test/serve/cloud-init.test.ts',
  'test/serve/command.test.ts',
  'test/serve/ipv6.test.ts',
  'test/serve/isolation.test.ts',
  'test/serve/ledger-kills.test.ts',
  'test/serve/limits.test.ts',
  'test/serve/same-as-drive.test.ts',
  'test/storage/concurrency.test.ts',
  'test/storage/containers.test.ts',
  'test/storage/directory-backend.test.ts',
  'test/storage/fault-matrix.test.ts',
  'test/storage/faults.test.ts',
  'test/storage/full-disk.test.ts',
  'test/storage/growing-disks.test.ts',
  'test/storage/many-drives.test.ts',
  'test/storage/orphans.test.ts',
  'test/storage/random-kills.test.ts',
  'test/storage/store-concurrency.test.ts',
  'test/storage/store-faults.test.ts',
  'test/storage/unreachable.test.ts',
  'test/storage/update-faults.test.ts',
  'test/writer/checkers.test.ts',
  'test/writer/large-files.test.ts',
  'test/writer/random-trees.test.ts',
  'test/writer/read-alike-by-extractors.test.ts',
  'test/writer/read-alike-by-listers.test.ts',
];

const GUEST = ['test/guest/guest.test.ts', 'test/guest/resets.test.ts'];
const ELSEWHERE = ['**/node_modules/**'];

/** Percent of a package's lines, branches and functions, a little below what all tests that run in this process reach. */
const LEAST: Readonly<Record<string, readonly [lines: number, branches: number, functions: number]>> = {
  issues: [97, 92, 96],
  'cloudstack-api': [99, 96, 98],
  'iso9660-format': [99, 99, 99],
  'iso9660-writer': [97, 95, 99],
  'iso9660-reader': [98, 94, 98],
  core: [99, 95, 99],
  guests: [98, 93, 99],
  files: [97, 90, 97],
  store: [97, 88, 97],
  fleet: [64, 68, 58],
  jobs: [88, 75, 88],
  service: [85, 72, 85],
  'metadata-server': [90, 80, 90],
  // The command, and what a fleet is built by, run as processes of their own: test/cli looks at them from outside.
  cli: [0, 0, 0],
};

/** Tests import the TypeScript sources: the private condition makes every workspace package answer with `src/index.ts`. */
const conditions = ['@configdrive/source'];

/** What of a pure package's tests asks Node or a program for something. */
const NEEDS_NODE = /\bBuffer\b|from 'node:|(support\/(foreign|run|makers)|storage\/\w+)\.ts'|md5-reference/;

const packageFolders = readdirSync('packages');

/** What of a package's tests would be in the way of others in its process. */
const REPLACES_MODULES = /\bvi\.(mock|doMock|resetModules)\(/;

/** A package that sees the types of no platform promises to run on all of them. */
const isPure = (folder: string): boolean =>
  readFileSync(`packages/${folder}/tsconfig.json`, 'utf8').includes('"types": []');

/** Own tests of packages whose text matches, or does not. */
const ownTests = (folders: readonly string[], pattern: RegExp, isMatching: boolean): readonly string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(`packages/${folder}/src`, { recursive: true, encoding: 'utf8' }).map(
        (file) => `packages/${folder}/src/${file}`,
      ),
    )
    .filter((path) => path.endsWith('.test.ts') && pattern.test(readFileSync(path, 'utf8')) === isMatching);

const project = (
  name: string,
  include: readonly string[],
  exclude: readonly string[] = [],
  more: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include: [...include], exclude: [...ELSEWHERE, ...exclude], ...more },
});

/** Files that take more than a minute and a half: they start first, so that none of them is alone in the end. */
const LONGEST: readonly string[] = [
  'test/mounted/mounted.test.ts',
  'test/storage/faults.test.ts',
  'test/linear/registry.test.ts',
  'test/cli/severities.test.ts',
  'test/core/cloudstack-tree.test.ts',
  'test/writer/read-alike-by-extractors.test.ts',
  'test/performance/memory-of-documents.test.ts',
  'test/hostile/contents.test.ts',
  'test/writer/read-alike-by-listers.test.ts',
  'test/hostile/fuzz.test.ts',
  'test/storage/store-faults.test.ts',
  'test/guest-script/guest-script.test.ts',
  'test/performance/rounds.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((path) => moduleId.endsWith(path));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Whether the command line names a project. */
const isNamed = (name: string): boolean =>
  process.argv.some(
    (word, index) => word === `--project=${name}` || (word === name && process.argv[index - 1] === '--project'),
  );

async function browser(): Promise<TestProjectInlineConfiguration> {
  const { playwright } = await import('@vitest/browser-playwright');
  return project('browser', ownTests(packageFolders.filter(isPure), NEEDS_NODE, false), [], {
    browser: {
      enabled: true,
      headless: true,
      // As in the project `unit`: what each file imports is loaded once.
      isolate: false,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CONFIGDRIVE_TEST_CHROMIUM ?? '/usr/bin/chromium',
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  });
}

const NAMED: Readonly<Record<string, () => Promise<TestProjectInlineConfiguration>>> = {
  browser,
  guest: async () => project('guest', GUEST),
  long: async () =>
    project('long', longTests(), [], {
      env: { CONFIGDRIVE_LONG: '1' },
      testTimeout: 3_600_000,
      hookTimeout: 600_000,
    }),
};

const namedProjects = (): Promise<readonly TestProjectInlineConfiguration[]> =>
  Promise.all(Object.keys(NAMED).flatMap((name) => (isNamed(name) ? (NAMED[name]?.() ?? []) : [])));

const alone = ownTests(packageFolders, REPLACES_MODULES, true);

const gone = REST.filter((path) => !existsSync(path));
if (gone.length > 0) throw new Error(`no such tests: ${gone.join(', ')}`);

const thresholds = Object.fromEntries(
  Object.entries(LEAST).map(([folder, [lines, branches, functions]]) => [
    `packages/${folder}/src/**`,
    { lines, branches, functions },
  ]),
);

/** A run that has only a part of the tests is judged by nobody: npm run coverage puts the parts together. */
const isWhole = process.argv.some((word) => word.startsWith('--merge-reports'));

const unjudged = packageFolders.filter((folder) => !Object.hasOwn(LEAST, folder));
if (isWhole && unjudged.length > 0) throw new Error(`no least coverage of packages/${unjudged.join(', packages/')}`);

export default defineConfig(async () => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts'], [...alone, ...REST], { isolate: false }),
      project('alone', alone),
      project('house', ['test/**/*.test.ts'], ['test/mounted/**', ...GUEST, ...REST], { isolate: false }),
      project('mounted', ['test/mounted/**/*.test.ts']),
      project('rest', REST),
      ...(await namedProjects()),
    ],
    setupFiles: ['test/support/equality.ts'],
    // Vitest would leave one core for itself: half of two.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    coverage: {
      provider: 'v8' as const,
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: isWhole ? ['text-summary'] : [],
      reportsDirectory: '.cache/coverage',
      reportOnFailure: true,
      ...(isWhole ? { thresholds } : {}),
    },
  },
}));
