/** A missing judge is a counted skip with its remedy on a laptop and a failure under CI; the last line says how many. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { run } from '../support/run.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');

/** The probe on a machine where no program is found. */
function runProbe(environment: Readonly<Record<string, string>>) {
  const words = [VITEST, 'run', '--config', 'test/scripts/probe/vitest.config.ts', '--root', CHECKOUT];
  const env = { PATH: '/nonexistent', NO_COLOR: '1', ...environment };
  const { status, stdout } = run(process.execPath, words, { cwd: CHECKOUT, env });
  return { status, lines: stdout.toString('utf8').trimEnd().split('\n') };
}

it('counts skips and says what would end them', () => {
  const { status, lines } = runProbe({ CI: '' });
  expect(lines.slice(-3)).toEqual([
    'Skipped:',
    '  2 × apt-get install -y genisoimage xorriso',
    '1 passed, 0 failed, 2 skipped',
  ]);
  expect(status).toBe(0);
});

it('fails under CI', () => {
  const { status, lines } = runProbe({ CI: 'true' });
  expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
  expect(status).toBe(1);
});
