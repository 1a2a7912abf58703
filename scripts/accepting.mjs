/** For scripts that compare what was reviewed with what tests find: `-- --accept` takes the new instead. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * @param {string} command as npm knows it
 * @param {string} tests folder of the tests
 * @param {string} variable that tells them to accept
 * @param {string} accepted path to read the difference of
 */
export function runAccepting(command, tests, variable, accepted) {
  const [flag, ...others] = process.argv.slice(2);
  if (others.length > 0 || (flag !== undefined && flag !== '--accept')) {
    console.error(`usage: npm run ${command} [-- --accept]`);
    process.exit(2);
  }
  const root = resolve(import.meta.dirname, '..');
  const { status } = spawnSync(resolve(root, 'node_modules/.bin/vitest'), ['run', tests], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(flag === '--accept' ? { [variable]: '1' } : {}) },
  });
  if (status === 0 && flag === '--accept') console.log(`accepted; read the difference: git diff ${accepted}`);
  process.exitCode = status ?? 1;
}
