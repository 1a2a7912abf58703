/** `buildMany` in a process of its own, as the library is installed: its threads are JavaScript. Prints what it saw as JSON. */
import { setTimeout } from 'node:timers/promises';
import { buildMany, ndjsonOf } from 'configdrive';

const [scenario = '', directory = ''] = process.argv.slice(2);

const input = (/** @type {number} */ number) => ({
  instanceName: `i-2-${number}-VM`,
  vmData: [['metadata', 'vm-id', 'x']],
});

/** Takes one result, then none for a while, then no more. */
async function lazily() {
  let asked = 0;
  const inputs = (function* () {
    for (;;) yield input(asked++);
  })();
  const results = buildMany(ndjsonOf(inputs), { directory, jobs: 1, durable: false });
  const { value } = await results.next();
  await setTimeout(500);
  const askedMeanwhile = asked;
  await results.return();
  return { status: value?.status, askedMeanwhile };
}

/** Aborts while the source keeps silent. */
async function aborted() {
  const controller = new AbortController();
  const inputs = (async function* () {
    yield { ...input(0), userData: Buffer.from([0, 255, 10, 7]) };
    await new Promise(() => {});
  })();
  const results = [];
  try {
    for await (const result of buildMany(ndjsonOf(inputs), {
      directory,
      timestamp: new Date(0),
      signal: controller.signal,
    })) {
      results.push(result);
      controller.abort(new Error('enough'));
    }
  } catch (error) {
    return { results, reason: error instanceof Error ? error.message : '' };
  }
  return { results };
}

/** The source fails after a while. */
async function failing() {
  const source = (async function* () {
    yield Buffer.from(`${JSON.stringify(input(0))}\n`);
    throw new Error('the database has gone');
  })();
  const results = [];
  try {
    for await (const result of buildMany(source, { directory, jobs: 2 })) results.push(result);
  } catch (error) {
    return { results, reason: error instanceof Error ? error.message : '' };
  }
  return { results };
}

const scenarios = { lazily, aborted, failing };
console.log(JSON.stringify(await scenarios[/** @type {keyof typeof scenarios} */ (scenario)]()));
process.exit(0); // the silent source would keep nothing alive, but its promise must not be waited for
