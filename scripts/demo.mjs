/** `npm run demo`: builds ./drive.iso from an example with the command itself, and shows what is on it. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const COMMAND = join(root, 'packages/cli/bin/configdrive.js');

run('build', 'examples/linux-dual-stack.json', '-o', 'drive.iso', '--force');
run('inspect', 'drive.iso');

/** @param {readonly string[]} args */
function run(...args) {
  console.log(`\n$ configdrive ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [COMMAND, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
