/** Pages that tests make, and compare with what was reviewed: a variable tells them to accept. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../packages.mjs';

/**
 * Gives the path if the tests do not find it current. Tests that fail for anything else have said so, and nothing can accept that.
 * @param {string} tests folder of the tests
 * @param {string} variable that tells them to accept
 * @param {string} path of what was reviewed
 * @param {boolean} accept
 */
export function changedByTests(tests, variable, path, accept) {
  const before = accept ? statusOf(path) : '';
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', tests], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(accept ? { [variable]: '1' } : {}) },
  });
  if (!accept) return status === 0 ? [] : [path];
  if (status !== 0) throw new Error(`${tests} fails, and not for want of accepting`);
  return statusOf(path) === before ? [] : [path];
}

/** What is on the disk and not in the last commit. @param {string} path */
const statusOf = (path) => spawnSync('git', ['diff', 'HEAD', '--', path], { cwd: root, encoding: 'utf8' }).stdout;
