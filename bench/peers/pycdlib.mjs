/** pycdlib in one warm process, fed through pipes and waited for synchronously: nothing of ours runs meanwhile. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const scriptAt = (name) => new URL(name, import.meta.url).pathname;
/** An interpreter that has pycdlib, or undefined. */
export const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (path) => (path === 'python3' || existsSync(path)) && spawnSync(path, ['-c', 'import pycdlib']).status === 0,
);

/** Builds drives. @returns undefined when pycdlib is not installed (Debian: python3-pycdlib) */
export const warmPycdlib = (files, links) => warm('warm_pycdlib.py', [files, links]);

/** Opens and lists one image again and again. */
export const readingPycdlib = (image) => warm('reading_pycdlib.py', [image]);

/** Resets the password in one image again and again, in place. */
export const resettingPycdlib = (image) => warm('resetting_pycdlib.py', [image]);

/** `given`: what the script reads first, a line each. */
function warm(script, given) {
  if (PYTHON === undefined) return undefined;
  const child = spawn(PYTHON, [scriptAt(script)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  child.stdin.write(given.map((value) => `${JSON.stringify(value)}\n`).join(''));
  return {
    async measure(times) {
      child.stdin.write(`${times}\n`);
      const [line] = await once(lines, 'line');
      return JSON.parse(line);
    },
    stop: () => child.stdin.end(),
  };
}
