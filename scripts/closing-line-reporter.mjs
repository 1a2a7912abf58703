/**
 * Vitest reporter whose last line counts the whole run: `N passed, N failed, N skipped`. Above it, every skip with what would
 * end it, so that a laptop without a judge does not look like one that has them all, and every failure, which in a log of hours
 * would else be found by scrolling, if that part of it was kept.
 */

/** @typedef {import('vitest/node').TestModule} TestModule */

const REASON = /\[([^[\]]+)\]/;

export default class ClosingLineReporter {
  #isFollowed = false;

  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.#isFollowed = vitest.config.coverage.enabled;
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state);
    const skipped = inState('skipped');
    const failures = [
      ...inState('failed').map((test) => lineOf(test.module, test.fullName, test.result().errors)),
      ...brokenGroups(modules).map((group) =>
        group.type === 'suite'
          ? lineOf(group.module, group.fullName, group.errors())
          : lineOf(group, 'could not be loaded', group.errors()),
      ),
      ...unhandledErrors.map((error) => `  outside of the tests: ${firstLineOf(error)}`),
    ];
    const counts = `${inState('passed').length} passed, ${failures.length} failed, ${skipped.length} skipped`;
    this.#last([...skipLines(skipped), ...failureLines(failures), counts].join('\n'));
  }

  /** What coverage has to say comes after the end of the run. @param {string} text */
  #last(text) {
    const tell = () => process.stdout.write(`${text}\n`);
    if (this.#isFollowed) process.once('exit', tell);
    else tell();
  }
}

/**
 * Files that could not be loaded and hooks that threw: they have errors of their own and would else be counted nowhere.
 * @param {readonly TestModule[]} modules
 */
function brokenGroups(modules) {
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  return groups.filter((group) => group.errors().length > 0);
}

/** Of so many failures the first lines are told; what they have in common is seen by then. */
const MOST_FAILURES = 40;

/** @param {readonly string[]} failures */
function failureLines(failures) {
  if (failures.length === 0) return [];
  const more = failures.length - MOST_FAILURES;
  return ['Failed:', ...failures.slice(0, MOST_FAILURES), ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** @param {TestModule} module @param {string} name @param {readonly unknown[] | undefined} errors */
const lineOf = (module, name, errors = []) => `  ${module.relativeModuleId} > ${name}: ${firstLineOf(errors[0])}`;

/** @param {unknown} error */
function firstLineOf(error) {
  const isObject = typeof error === 'object' && error !== null && 'message' in error;
  return String(isObject ? error.message : error)
    .split('\n', 1)[0]
    ?.slice(0, 200);
}

/** @param {readonly import('vitest/node').TestCase[]} skipped */
function skipLines(skipped) {
  if (skipped.length === 0) return [];
  const counts = new Map();
  for (const test of skipped) {
    const reason = reasonOf(test);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return ['Skipped:', ...[...counts].map(([reason, count]) => `  ${count} × ${reason}`)];
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? REASON.exec(test.fullName)?.[1] ?? test.fullName;
}
