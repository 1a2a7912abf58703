/** The session in the README is what the built command prints. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { builtBin } from '../cli/command.ts';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/generate.mjs', import.meta.url));

withForeign(['bash', 'openssl'], 'the transcript in the README', () => {
  it('is what happens', () => {
    builtBin();
    expect(run(process.execPath, [SCRIPT, 'transcript'])).toMatchObject({ status: 0, stderr: '' });
  });
});
