/**
 * What a command line had read stayed in the process: a program that runs many of them grew with each, and an issue of the
 * second could be told at a line of the first one's file.
 */
import { writeFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { readTexts, rememberUserData, userDataFile } from '../../packages/cli/src/inputs/read-texts.ts';
import { run } from '../../packages/cli/src/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

it.each([
  ['refused', { vmData: [['metadata', 'vm-id', 'a']], nics: [{ mac: 'zz' }] }, 2],
  ['built', { vmData: [['metadata', 'vm-id', 'a']] }, 0],
] as const)('what a command line that is %s has read, the next one does not know', async (title, input, exitCode) => {
  const told: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk, ...more) => {
      told.push(String(chunk));
      const done = more.find((one) => typeof one === 'function');
      done?.();
      return true;
    });
  }
  writeFileSync(path(`${title}.json`), JSON.stringify(input));
  rememberUserData('of-before');
  await run(['build', path(`${title}.json`), '--check']);
  expect(process.exitCode, told.join('')).toBe(exitCode);
  expect([readTexts(), userDataFile()]).toEqual([[], undefined]);
});
