/** The pictures in the docs show what the built command prints. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { builtBin } from '../cli/command.ts';
import { run } from '../support/run.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/generate.mjs', import.meta.url));

it('the pictures show what a terminal shows', () => {
  builtBin();
  expect(run(process.execPath, [SCRIPT, 'pictures'])).toMatchObject({ status: 0, stderr: '' });
});
