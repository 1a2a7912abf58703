/**
 * Counts the steps of the works of a module, in a process that does nothing else: `node counter.mjs MODULE`. Blocks of code are
 * counted by the engine; its own functions, which are no code to it, by the table of `natives.mjs`.
 */
import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';
import { growsAsItsText } from './growth.mjs';
import { countNatives, takeNativeSteps } from './natives.mjs';

const [path = ''] = process.argv.slice(2);
const url = pathToFileURL(path).href;
const session = new Session();
session.connect();

/** @param {string} method @param {object} [parameters] @returns {any} */
function post(method, parameters) {
  let answer;
  // The engine of this thread answers before the call is over.
  session.post(method, parameters, (error, result) => {
    if (error !== null) throw new Error(error.message);
    answer = result;
  });
  return answer;
}

/** Those of the module's blocks since the last time. */
function takeBlocks() {
  const scripts = post('Profiler.takePreciseCoverage').result.filter((/** @type {any} */ script) => script.url === url);
  let blocks = 0;
  for (const { functions } of scripts)
    for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
  return blocks;
}

// Before the module is loaded: a function that has run without being counted is not counted block by block any more.
post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { counted } = await import(url);
countNatives();

/** Thrown by the engine, or by whoever has no error of its own. */
const UNTYPED = new Set([Error, TypeError, RangeError, ReferenceError, SyntaxError]);

/** A refusal is an answer too, if it is an error of ours. @param {import('./counted.ts').Counted} one @param {unknown} given */
async function answerOf({ name, work }, given) {
  try {
    await work(/** @type {never} */ (given));
  } catch (error) {
    const isTyped = error instanceof Error && !UNTYPED.has(/** @type {ErrorConstructor} */ (error.constructor));
    if (!isTyped) throw new Error(`${name} ends in an error that is none of ours`, { cause: error });
  }
}

/**
 * What is made once, by whoever comes first, belongs to no given, so each is done before it is counted. That takes a good part of the time,
 * and a warm work is spared it: its longest text is counted first, on which all that is made once after all then weighs, so that it can only
 * seem to grow faster than it does. Where it seems to, it is counted as all others are.
 *
 * @param {import('./counted.ts').Counted} one
 */
async function stepsOf(one) {
  const givens = one.givens.map((givenOf) => givenOf());
  if (one.isWarm === true) {
    const counts = (await countsOf(one, givens.toReversed())).toReversed();
    if (growsAsItsText(counts)) return counts;
  }
  if (givens.length > 1) await answerOf(one, givens[0]);
  takeBlocks();
  return countsOf(one, givens);
}

/** @param {import('./counted.ts').Counted} one @param {readonly unknown[]} givens */
async function countsOf(one, givens) {
  takeNativeSteps();
  const steps = [];
  for (const given of givens) {
    await answerOf(one, given);
    const natives = takeNativeSteps();
    steps.push(natives + takeBlocks());
    takeNativeSteps();
  }
  return steps;
}

/** @type {[string, number[]][]} */
const all = [];
for (const one of counted) all.push([one.name, await stepsOf(one)]);
process.stdout.write(JSON.stringify(all));
