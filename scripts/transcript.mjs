/** `npm run transcript`: plays the session of the README with the built command and writes it there; `-- --check` only compares. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const README = new URL('../README.md', import.meta.url);
const COMMAND = fileURLToPath(new URL('../packages/cli/bin/configdrive.js', import.meta.url));

/** From nothing to a drive that is explained, updated, compared and removed. */
const SESSION = [
  'configdrive init',
  'configdrive build vm.yaml -o i-2-10-VM.iso',
  'configdrive explain i-2-10-VM.iso --guest cloud-init',
  'cp i-2-10-VM.iso before.iso',
  // Letter first: a password that YAML would take for a number is quoted, and the lengths would differ from run to run.
  'echo "pw-$(openssl rand -hex 8)" | configdrive update i-2-10-VM.iso --password-stdin',
  'configdrive diff before.iso i-2-10-VM.iso',
  'configdrive verify i-2-10-VM.iso',
  'rm before.iso i-2-10-VM.iso',
];

const BLOCK = /(?<=<!-- transcript: npm run transcript -->\n```console\n).*?(?=```\n)/s;

const readme = readFileSync(README, 'utf8');
if (!BLOCK.test(readme)) throw new Error('README.md has no place for the transcript');
const played = readme.replace(BLOCK, () => playedSession());
if (!process.argv.includes('--check')) {
  writeFileSync(README, played);
} else if (readme !== played) {
  console.error('the transcript in README.md is not what the commands print; run npm run transcript');
  process.exitCode = 1;
}

function playedSession() {
  const directory = mkdtempSync(join(tmpdir(), 'configdrive-transcript-'));
  try {
    mkdirSync(join(directory, 'bin'));
    mkdirSync(join(directory, 'work'));
    symlinkSync(COMMAND, join(directory, 'bin/configdrive'));
    return SESSION.map((line, index) => `$ ${line}\n${outputOf(line, directory, index)}`).join('');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Standard output and error as a terminal would show them. @param {string} line @param {string} directory @param {number} minute */
function outputOf(line, directory, minute) {
  const { status, stdout } = spawnSync('bash', ['-c', `set -o pipefail; exec 2>&1; ${line}`], {
    cwd: join(directory, 'work'),
    encoding: 'utf8',
    env: {
      PATH: `${directory}/bin:${process.env.PATH}`,
      SOURCE_DATE_EPOCH: String(Date.UTC(2026, 0, 15, 9, minute) / 1000),
      COLUMNS: '100',
      NO_COLOR: '1',
      LC_ALL: 'C.UTF-8',
    },
  });
  if (status === 0 || line.includes(' diff ')) return stdout;
  throw new Error(`${line} ended with ${status}:\n${stdout}`);
}
