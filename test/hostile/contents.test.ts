/**
 * Hostile contents of every parser under every command and function that looks: none ends a process, takes more than 256 MiB
 * above the start, ends with another exit code than 0 to 3 or an error of no type of ours, or tells a content. Seeded: seed N is
 * the same drive and input everywhere. CONFIGDRIVE_HOSTILE_SEED says which is the first (else another one each time),
 * CONFIGDRIVE_HOSTILE_MINUTES how long it goes on (2 minutes; three hours in the long form). A fault names its seed.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineOf } from '../cli/batch-inputs.ts';
import { type CommandResult, configdrive } from '../cli/command.ts';
import { CANARY } from '../support/hostile/chance.ts';
import { hostileDrive } from '../support/hostile/drives.ts';
import { hostileInput, hostileLine } from '../support/hostile/inputs.ts';
import { buildWorker, runShare } from '../support/hostile/run-shares.ts';
import { isLong } from '../support/long.ts';

const MINUTES = Number(process.env.CONFIGDRIVE_HOSTILE_MINUTES ?? (isLong ? 180 : 2));
const NEW_SEED = Math.floor(Math.random() * 2 ** 31);
const FIRST = Number(process.env.CONFIGDRIVE_HOSTILE_SEED ?? NEW_SEED);
/** In the short form one: a time that is fixed is shared with the tests beside. */
const PROCESSES = isLong ? 2 : 1;

const directory = mkdtempSync(join(tmpdir(), 'hostile-'));
beforeAll(buildWorker);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a seed', () => {
  it.each([1, 20, 300])('%d is the same drive and the same input each time', (seed) => {
    expect(hostileDrive(seed)).toEqual(hostileDrive(seed));
    expect(hostileInput(seed)).toEqual(hostileInput(seed));
  });

  it('has drives of all trees, and inputs of both forms', () => {
    const paths = new Set<string>();
    const names = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      for (const { path } of hostileDrive(seed).entries) paths.add(path);
      names.add(hostileInput(seed).name);
    }
    expect([...paths]).toEqual(
      expect.arrayContaining([
        'openstack/latest/vendor_data.json',
        'network-config',
        'ec2/latest/meta-data.json',
        'l0',
      ]),
    );
    expect([...names].toSorted()).toEqual(['vm.json', 'vm.yaml']);
  });
});

const LINES = isLong ? 20_000 : 150;
const JOBS = 2;
/** Above the start. */
const MOST_MEBIBYTES = 256;

/** Writes down the most memory that a process had, threads and all, when it ends. */
const PEAK_WRITER = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
   process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)));`,
)}`;

/** A batch of lines, and the mebibytes that its process had at most. */
function batchOf(name: string, lines: Iterable<string>): CommandResult & { readonly peakMebibytes: number } {
  const [input, peak] = [join(directory, `${name}.ndjson`), join(directory, `${name}.peak`)];
  // One by one: together they are longer than a string may be.
  for (const line of lines) appendFileSync(input, `${line}\n`);
  const words = ['--skip-flush', '--json', '--allow-shared-directory', '-j', String(JOBS)];
  const result = configdrive(['batch', input, '-d', join(directory, name), ...words], {
    timeoutMilliseconds: 3_600_000,
    env: { NODE_OPTIONS: `--import=${PEAK_WRITER}`, PEAK_FILE: peak },
  });
  return { ...result, peakMebibytes: Number(readFileSync(peak, 'utf8')) };
}

function* hostileLines(count: number): Generator<string> {
  for (let index = 0; index < count; index++) yield hostileLine(FIRST + index, `i-2-${index}-VM`);
}

it(`a batch of ${LINES} hostile lines from seed ${FIRST} does not stop, and tells no content`, {
  timeout: 3_600_000,
}, () => {
  const start = batchOf('few', [lineOf(1), lineOf(2)]);
  expect(start.status).toBe(0);
  const batch = batchOf('many', hostileLines(LINES));
  expect(batch.stderr).not.toContain('internal');
  expect([0, 1, 2, 3]).toContain(batch.status);
  expect(batch.stdout.trimEnd().split('\n').length).toBeGreaterThan(LINES);
  expect(batch.stdout + batch.stderr).not.toContain(CANARY);
  expect(start.peakMebibytes).toBeGreaterThan(30);
  expect(batch.peakMebibytes - start.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
});

it(`hostile contents do no harm for ${MINUTES} minutes from seed ${FIRST}`, { timeout: 24 * 3_600_000 }, async () => {
  const endsAt = Date.now() + MINUTES * 60_000;
  const shares = Array.from({ length: PROCESSES }, (_, index) =>
    runShare({ first: FIRST + index, step: PROCESSES, endsAt, most: Number.MAX_SAFE_INTEGER, directory }),
  );
  const reports = await Promise.all(shares);
  expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  for (const { looks, mostMebibytes } of reports) {
    expect(looks).toBeGreaterThan(30);
    expect(mostMebibytes).toBeLessThanOrEqual(MOST_MEBIBYTES);
  }
});
