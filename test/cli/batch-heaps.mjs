/** `buildMany` on lines of every kind, twice; prints as JSON what its threads hold early and late in each run. */
import { buildMany } from 'configdrive';
import { liveBytesOfThreads } from '../support/live-heap.mjs';

const [directory = '', early = '', late = ''] = process.argv.slice(2);
const THREADS = 2;
const LINES_PER_PIECE = 200;

/** In turn: a drive, a name that was there before, no object, and five that a thread refuses for what is in them. */
function inputOf(/** @type {number} */ number) {
  const instanceName = `i-2-${number}-VM`;
  if (number % 8 === 0) return { instanceName, vmData: [['metadata', 'vm-id', `${number}`]] };
  if (number % 8 === 1) return { instanceName: 'i-2-0-VM', vmData: [] };
  return number % 8 === 2 ? number : { instanceName, vmData: 7 };
}

/** More than are counted, so that the threads still live when the last sample is taken. */
async function* source() {
  const lines = Number(late) + LINES_PER_PIECE * THREADS;
  for (let n = 0; n < lines; n += LINES_PER_PIECE) {
    const numbers = Array.from({ length: LINES_PER_PIECE }, (_, index) => n + index);
    yield Buffer.from(numbers.map((number) => `${JSON.stringify(inputOf(number))}\n`).join(''));
  }
}

async function samplesOfRun() {
  const samples = [];
  /** @type {Record<string, number>} */
  const counts = {};
  let lines = 0;
  for await (const { status } of buildMany(source(), { directory, jobs: THREADS, durable: false, resume: true })) {
    counts[status] = (counts[status] ?? 0) + 1;
    if ([Number(early), Number(late)].includes(++lines)) samples.push(await liveBytesOfThreads(THREADS));
  }
  return { samples, counts };
}

console.log(JSON.stringify([await samplesOfRun(), await samplesOfRun()]));
