/** `buildMany` with a check, as the library is installed: its threads are JavaScript. Prints results, or why there are none. */
import { buildMany, ndjsonOf } from '@configdrive/fleet';

const [directory = '', module = '', name = '', strict = ''] = process.argv.slice(2);

const inputs = [0, 1, 2, 3].map((number) => ({
  instanceName: `i-2-${number}-VM`,
  vmData: /** @type {const} */ ([
    ['metadata', 'vm-id', `id-${number}`],
    ['metadata', 'local-hostname', `web-${number}`],
  ]),
}));

/** @type {import('@configdrive/fleet').BuildManyOptions} */
const options = {
  directory,
  timestamp: new Date(0),
  jobs: 2,
  durable: false,
  strict: strict === 'strict',
  ...(module === '' ? {} : { check: { module, name } }),
};

try {
  const results = [];
  for await (const result of buildMany(ndjsonOf(inputs), options)) results.push(result);
  console.log(JSON.stringify({ results: results.sort((a, b) => a.line - b.line) }));
} catch (error) {
  if (!(error instanceof Error && 'issues' in error)) throw error;
  console.log(JSON.stringify({ issues: error.issues }));
}
