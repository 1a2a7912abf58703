/**
 * npm run test:nodes: codecs, core and the command on the other Nodes that are supported. They come as npm packages, in a
 * folder of their own: each brings a program called node, which must not become the one that npm's scripts find.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readJson, root } from './packages.mjs';

const folder = join(root, 'test/nodes');
const TESTS = ['packages/iso9660-format', 'packages/core', 'test/cli/build.test.ts', 'test/cli/inspect.test.ts'];

execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
const failed = Object.keys(readJson(join(folder, 'package.json')).dependencies).filter((name) => !passesOn(name));
if (failed.length > 0) console.error(`failed on ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** @param {string} name */
function passesOn(name) {
  const node = join(folder, 'node_modules', name, 'bin/node');
  console.log(`${name}: ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  return spawnSync(node, [vitest, 'run', ...TESTS], { cwd: root, stdio: 'inherit' }).status === 0;
}
