/** What holds for each command, one by one: pipes that close, full devices, strangers, colours, help, and no secret anywhere. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { leavesOf } from '../../packages/cli/src/framework/command.ts';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { builtBin, configdrive, expectNoCanary, SOURCE_DATE_EPOCH, vm } from './command.ts';

const path = useTemporaryDirectory();

/** A command line that works, its exit code, and whether it makes files. */
interface Use {
  readonly line: string;
  readonly status?: number;
  readonly writes?: boolean;
}

/** Families have tests of their own. */
const uses: Readonly<Record<string, Use>> = {
  init: { line: 'init -' },
  build: { line: 'build vm.json --check' },
  update: { line: 'update drive.iso --without-password -o "$OUT/updated.iso"', writes: true },
  inspect: { line: 'inspect drive.iso' },
  explain: { line: 'explain drive.iso' },
  diff: { line: 'diff drive.iso other.iso', status: 1 },
  attachment: { line: 'attachment i-2-10-VM.iso' },
  'guest-script': { line: 'guest-script -o "$OUT/template"', writes: true },
  refresh: { line: 'refresh i-2-10-VM.iso --domain web-1' },
  cat: { line: 'cat drive.iso openstack/latest/network_data.json' },
  extract: { line: 'extract drive.iso "$OUT/extracted"', writes: true },
  verify: { line: 'verify drive.iso' },
  map: { line: 'map drive.iso' },
  batch: { line: 'batch vms.ndjson -d "$OUT/batch" -j 1', writes: true },
  serve: { line: 'serve drive.iso --as 10.1.1.5 --dry-run' },
  schema: { line: 'schema' },
  codes: { line: 'codes mac-invalid' },
  completion: { line: 'completion zsh' },
};

const names = Object.keys(uses);
let count = 0;

/** Runs a line of bash in which `$C` is the command and `$OUT` an empty directory. */
function bash(
  line: string,
  env: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  const OUT = path(`out-${count++}`);
  mkdirSync(OUT);
  const C = `${process.execPath} ${builtBin()}`;
  const result = run('bash', ['-c', line], {
    cwd: path(),
    env: { C, OUT, SOURCE_DATE_EPOCH, FORCE_COLOR: '0', ...env },
  });
  const stdout = result.stdout.toString();
  expectNoCanary(stdout);
  expectNoCanary(result.stderr);
  return { ...result, stdout };
}

const useOf = (name: string): Required<Use> => ({ status: 0, writes: false, ...uses[name]! });

beforeAll(() => {
  writeFileSync(path('vm.json'), JSON.stringify(vm));
  writeFileSync(path('vms.ndjson'), `${JSON.stringify(vm)}\n`);
  for (const line of ['build vm.json -o drive.iso', 'update drive.iso --without-password -o other.iso']) {
    expect(configdrive(line.split(' '), { cwd: path() }).status).toBe(0);
  }
});

it('every command is here', () => {
  expect(
    commands
      .filter((command) => leavesOf(command)[0] === command)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
});

describe.each(names)('configdrive %s', (name) => {
  it('does its work and writes facts to standard output, none of them a secret, without an escape', () => {
    const { line, status } = useOf(name);
    const result = bash(`$C ${line}`);
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status, stderr: '' });
    expect(result.stdout).toMatch(/\S\n$|\}$/);
    expect(result.stdout.replace(/\n|\t/g, '')).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  it('is content when whoever reads it has read enough', () => {
    const { line, status } = useOf(name);
    const { stdout, stderr } = bash(`$C ${line} | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`);
    expect({ stdout, stderr }).toEqual({ stdout: `${status}\n`, stderr: '' });
  });

  it('fails with exit code 3 where its facts find no room', () => {
    const { stdout, stderr } = bash(`$C ${useOf(name).line} > /dev/full; echo $?`);
    expect({ stdout, stderr }).toEqual({ stdout: '3\n', stderr: expect.stringContaining('no space is left') });
  });

  it('has a help with examples, and refuses what it does not know, with exit code 2', () => {
    expect(configdrive([name, '--help'])).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(new RegExp(`Examples:\n(?:.*configdrive ${name}.*\n){2}`)),
    });
    const { status, stdout, stderr } = bash(`$C ${useOf(name).line} --helq`);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain("unknown option '--helq'");
    expect(stderr).toContain('Did you mean --help?');
  });
});

/** A directory that was made for files is no trace of one, nor is the journal that a batch keeps its place in. */
const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.endsWith('.journal'))
    .map(({ name }) => name);

const reading = names.filter((name) => / (?:drive|vms?)\.\w/.test(useOf(name).line));
const writing = names.filter((name) => useOf(name).writes);
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('somebody else [run as root: it becomes another account]', () => {
  /** An account that owns nothing. */
  const asStranger = 'setpriv --reuid=65534 --regid=65534 --clear-groups --';

  beforeAll(() => chmodSync(path(), 0o755));

  it.each(reading)('may not read for %s', (name) => {
    chmodSync(path('vm.json'), 0o600);
    chmodSync(path('vms.ndjson'), 0o600);
    const { status, stdout, stderr } = bash(`chmod 777 "$OUT"; ${asStranger} $C ${useOf(name).line}`);
    expect([status, stdout, stderr]).toEqual([3, '', expect.stringContaining('permission denied')]);
    expect(filesIn(path(`out-${count - 1}`))).toEqual([]);
  });

  it.each(writing)('may not write with %s', (name) => {
    const open = 'chmod 644 drive.iso vms.ndjson; trap "chmod 600 drive.iso vms.ndjson" EXIT';
    const { status, stdout, stderr } = bash(`${open}; ${asStranger} $C ${useOf(name).line}`);
    expect([status, stdout, stderr]).toEqual([3, '', expect.stringContaining('permission denied')]);
    expect(filesIn(path(`out-${count - 1}`))).toEqual([]);
  });
});

withForeign(['script'], 'on a terminal', ({ script }) => {
  /** What the screen of a terminal of 80 columns shows. */
  const onTerminal = (line: string, env = ''): { status: number | null; screen: string } => {
    const command = `stty cols 80; env -u CI -u FORCE_COLOR -u NO_COLOR TERM=xterm ${env} $C ${line}`;
    const { status, stdout } = bash(`${script} -qec '${command}' /dev/null`);
    return { status, screen: stdout.replaceAll('\r\n', '\n') };
  };

  it.each(['inspect', 'explain', 'verify', 'map'])('%s has colours, unless told otherwise', (name) => {
    const { line } = useOf(name);
    const target = name === 'verify' ? `${line} --strict` : line;
    expect(onTerminal(target).screen).toContain('\u001b[');
    expect(onTerminal(target, 'NO_COLOR=1').screen).not.toContain('\u001b');
  });

  it('tables are as wide as the terminal', () => {
    const widths = onTerminal('explain drive.iso', 'NO_COLOR=1')
      .screen.split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
    expect(Math.max(...widths)).toBeGreaterThan(60);
  });

  it('cat shows text, and nothing that a terminal would obey', () => {
    expect(onTerminal('cat drive.iso openstack/latest/network_data.json').screen).toContain('"networks"');
    writeFileSync(path('evil'), '\u001b]0;owned\u0007');
    expect(bash('$C update drive.iso --user-data evil -o evil.iso').status).toBe(0);
    const { status, screen } = onTerminal('cat evil.iso openstack/latest/user_data', 'NO_COLOR=1');
    expect([status, screen]).toEqual([
      2,
      expect.stringMatching(/^error\[[a-z-]+\] openstack\/latest\/user_data: is not plain text/),
    ]);
    expect(readFileSync(path('evil.iso')).includes('owned')).toBe(true);
  });
});
