/** The completion scripts in the shells they are for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { withForeign } from '../support/foreign.ts';
import { textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { configdrive } from './command.ts';

const path = useTemporaryDirectory();
const names = commands.map(({ name }) => name).sort();
const profiles = ['cloudstack', 'portable'];

/** What is typed, and what is offered: words where the command knows them, else files. */
const cases: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['configdrive ', names],
  ['configdrive in', ['init', 'inspect']],
  ['configdrive build --pro', ['--profile']],
  ['configdrive build vm.json --profile ', profiles],
  ['configdrive build --profile=cl', ['cloudstack']],
  ['configdrive update drive.iso --pass', ['--password-stdin']],
  ['configdrive completion ', ['bash', 'fish', 'zsh']],
  ['configdrive explain drive.iso -g cloudb', ['cloudbase-init']],
  ['configdrive store re', ['remove', 'remove-password']],
  ['configdrive store set', ['set-password', 'set-public-keys', 'set-user-data']],
  ['configdrive store remove i-2-10-VM --sec', ['--secondary']],
  ['configdrive inspect dri', ['drive.iso']],
  ['configdrive build --user-data us', ['user data.yaml']],
  ['configdrive extract drive.iso dir', ['directory/']],
];

beforeAll(() => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout, stderr } = configdrive(['completion', shell]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    writeFileSync(path(`script.${shell}`), stdout);
  }
  mkdirSync(path('here/directory'), { recursive: true });
  for (const name of ['drive.iso', 'user data.yaml']) writeFileSync(path('here', name), '');
});

/** Options stand beside commands where both are possible: not what these cases are about. */
const words = (offered: readonly string[]): readonly string[] => [...new Set(offered)].sort();

withForeign(['bash'], 'completion in bash', ({ bash }) => {
  /** Splits the line as readline does, and asks the function that `complete` has registered. */
  const DRIVER = `
source "$1"
COMP_LINE=$2
mapfile -t COMP_WORDS < <(sed -E 's/=/ = /g; s/ +/\\n/g' <<< "$COMP_LINE")
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
compopt() { :; }
_configdrive
printf '%s\\n' "\${COMPREPLY[@]}"`;

  const offeredFor = (typed: string): readonly string[] =>
    textOf(bash, ['--norc', '-c', DRIVER, 'bash', path('script.bash'), typed], { cwd: path('here') })
      .split('\n')
      .filter((line) => line !== '');

  it.each(cases)('offers for "%s"', (typed, offered) => {
    // bash adds the slash by itself, for what it is told are file names.
    expect(words(offeredFor(typed))).toEqual(words(offered.map((name) => name.replace(/\/$/, ''))));
  });

  it('evaluates nothing of what is typed', () => {
    offeredFor('configdrive inspect $(touch evil) `touch evil` --rev');
    expect(textOf('ls', ['-A'], { cwd: path('here') })).not.toContain('evil');
  });
});

withForeign(['fish'], 'completion in fish', ({ fish }) => {
  it.each(cases)('offers for "%s"', (typed, offered) => {
    const home = { HOME: path(), XDG_CONFIG_HOME: path(), XDG_DATA_HOME: path() };
    const script = 'source $argv[1]; complete -C $argv[2]';
    const text = textOf(fish, ['--no-config', '-c', script, path('script.fish'), typed], {
      cwd: path('here'),
      env: home,
    });
    const lines = text.split('\n').filter((line) => line !== '');
    const values = lines.map((line) => line.replace(/\t.*/, '').replace(/^--profile=/, ''));
    expect(words(values)).toEqual(words(offered));
  });
});

withForeign(['zsh', 'python3'], 'completion in zsh', ({ zsh, python3 }) => {
  const TERMINAL = new URL('../support/python/shell_on_terminal.py', import.meta.url).pathname;

  /** zsh turns it on whenever it is ready for a line. */
  const BRACKETED_PASTE = '\u001b[?2004h';

  /** Stands in for the command, and shows what it would get. */
  const SHOW = `configdrive() { printf '<%s>' "$@"; print }`;

  it('completes what is typed on a terminal', () => {
    const typed = [
      `cd ${path('here')}; autoload -U compinit; compinit -u -D; source ${path('script.zsh')}; ${SHOW}\n`,
      'configdrive insp\tdri\t\n',
      'configdrive build --pro\tcl\t\n',
      'configdrive completion fi\t\n',
      'configdrive build --user-data=us\t\n',
      'configdrive explain -g vy\tdriv\t\n',
      'configdrive store unl\tx --seco\tdir\t\n',
    ];
    const command = [TERMINAL, BRACKETED_PASTE, '--', zsh, '-f', '-i'];
    const screens = textOf(python3, command, {
      input: JSON.stringify(typed),
      env: { TERM: 'dumb' },
    });
    const shown = (JSON.parse(screens) as string[]).slice(1).map((screen) => screen.match(/<.*>/)?.[0]);
    expect(shown).toEqual([
      '<inspect><drive.iso>',
      '<build><--profile=cloudstack>',
      '<completion><fish>',
      '<build><--user-data=user data.yaml>',
      '<explain><-g><vyos><drive.iso>',
      '<store><unlock><x><--secondary=directory>',
    ]);
  });
});

describe('a completion script', () => {
  it('is refused for other shells', () => {
    expect(configdrive(['completion', 'tcsh'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish'),
    });
  });
});
