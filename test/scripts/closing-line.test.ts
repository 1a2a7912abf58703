/** A missing judge is a counted skip with its remedy on a laptop and a failure under CI; the last line says how many. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { run } from '../support/run.ts';
import { withTemporaryDirectory } from '../support/temporary.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');

/** The probe on a machine where no program is found. */
function runProbe(environment: Readonly<Record<string, string>>, ...more: readonly string[]) {
  const words = [VITEST, 'run', '--config', 'test/scripts/probe/vitest.config.ts', '--root', CHECKOUT, ...more];
  const env = { PATH: '/nonexistent', NO_COLOR: '1', ...environment };
  const { status, stdout } = run(process.execPath, words, { cwd: CHECKOUT, env });
  return { status, lines: stdout.toString('utf8').trimEnd().split('\n') };
}

it('counts skips and says what would end them', () => {
  const { status, lines } = runProbe({ CI: '' });
  expect(lines.slice(-4)).toEqual([
    'Skipped:',
    '  2 × apt-get install -y genisoimage xorriso',
    '  1 × apt-get install -y qemu-system-x86 busybox-static',
    '1 passed, 0 failed, 3 skipped',
  ]);
  expect(status).toBe(0);
});

it('comes after what coverage says', () => {
  withTemporaryDirectory((directory) => {
    const { lines } = runProbe({ CI: '' }, '--coverage', '--coverage.reportsDirectory', directory);
    expect(lines.some((line) => line.includes('Coverage report'))).toBe(true);
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 3 skipped');
  });
});

it('fails under CI, and says what failed', () => {
  const { status, lines } = runProbe({ CI: 'true' });
  expect(lines.at(-1)).toBe('1 passed, 2 failed, 0 skipped');
  expect(lines.slice(-4, -1)).toEqual(['Failed:', WITH_FILE_AND_REMEDY, WITH_FILE_AND_REMEDY]);
  expect(status).toBe(1);
});

const WITH_FILE_AND_REMEDY = expect.stringMatching(/^ {2}test\/scripts\/probe\/\S+\.ts > .+: .*apt-get install/);

it('has no guest kernel without a cache and without apt', () => {
  withTemporaryDirectory((cache) => {
    const env = { PATH: '/nonexistent', CONFIGDRIVE_TEST_CACHE: cache };
    const { status, stdout, stderr } = run(process.execPath, [join(CHECKOUT, 'scripts/fetch-guest-kernel.mjs')], {
      env,
    });
    expect({ status, stdout: stdout.toString('utf8') }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('the guest kernel could not be fetched');
  });
});
