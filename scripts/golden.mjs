/** `npm run golden` compares our images with the reviewed ones in test/golden; `-- --accept` takes the new bytes instead. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const [flag, ...others] = process.argv.slice(2);
if (others.length > 0 || (flag !== undefined && flag !== '--accept')) {
  console.error('usage: npm run golden [-- --accept]');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const { status } = spawnSync(resolve(root, 'node_modules/.bin/vitest'), ['run', 'test/golden'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(flag === '--accept' ? { CONFIGDRIVE_ACCEPT_GOLDEN: '1' } : {}) },
});
if (status === 0 && flag === '--accept') console.log('accepted; read the difference: git diff test/golden');
process.exitCode = status ?? 1;
