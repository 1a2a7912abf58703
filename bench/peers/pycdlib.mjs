/** pycdlib in one warm process, fed through pipes and waited for synchronously: nothing of ours runs meanwhile. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const script = new URL('warm_pycdlib.py', import.meta.url).pathname;
const python = ['/usr/bin/python3', 'python3'].find(
  (path) => (path === 'python3' || existsSync(path)) && spawnSync(path, ['-c', 'import pycdlib']).status === 0,
);

/** @returns undefined when pycdlib is not installed (Debian: python3-pycdlib) */
export function warmPycdlib(files, links) {
  if (python === undefined) return undefined;
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  child.stdin.write(`${JSON.stringify(files)}\n${JSON.stringify(links)}\n`);
  return {
    async measure(times) {
      child.stdin.write(`${times}\n`);
      const [line] = await once(lines, 'line');
      return JSON.parse(line);
    },
    stop: () => child.stdin.end(),
  };
}
