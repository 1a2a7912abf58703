/** The script for guests as a text: what is shipped is the source without its comments, and shellcheck has nothing to say. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guestScript, guestScriptFiles } from '@configdrive/core';
import { expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';

const SOURCE = fileURLToPath(new URL('../../packages/core/guest-script/configdrive-guest.sh', import.meta.url));

it('the script is the source without its comments', () => {
  const lines = readFileSync(SOURCE, 'utf8')
    .split('\n')
    .map((line) => line.trimStart());
  const own = guestScript.text.trimEnd().split('\n');
  expect(own.filter((line) => !lines.includes(line))).toEqual([]);
  expect(own[1]).toBe(`# configdrive guest script, version ${guestScript.version}`);
  expect(own.at(-1)).toBe('# configdrive guest script ends');
});

const scripts = guestScriptFiles.filter(({ text }) => text.startsWith('#!'));

it('script, OpenRC file and BSD rc file are scripts', () => {
  expect(scripts.map(({ name }) => name)).toEqual([
    'configdrive-guest',
    'configdrive-guest.openrc',
    'configdrive-guest.rc',
  ]);
});

it.each(['dash', 'bash', 'busybox'])('%s can read each of them', (shell) => {
  const words = shell === 'busybox' ? ['ash', '-n'] : ['-n'];
  for (const { name, text } of scripts)
    expect(run(shell, words, { input: text }), name).toMatchObject({ status: 0, stderr: '' });
});

withForeign(['shellcheck'], 'shellcheck', ({ shellcheck }) => {
  it('has nothing to say of the source', () => {
    expect(run(shellcheck, ['-s', 'sh', SOURCE]).stdout.toString()).toBe('');
  });

  it.each(guestScriptFiles.filter(({ name }) => /\.(?:openrc|rc)$/.test(name)))(
    'has nothing to say of $name but what its init gives it',
    ({ text }) => {
      const { stdout } = run(shellcheck, ['-s', 'sh', '-e', 'SC1091,SC2034,SC2154', '-'], { input: text });
      expect(stdout.toString()).toBe('');
    },
  );
});
