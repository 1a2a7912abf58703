/** README.md: its session, played with the built command. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../packages.mjs';
import { changedPages } from './compared.mjs';

const COMMAND = join(root, 'packages/cli/bin/configdrive.js');

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

const BLOCK = /(?<=<!-- made by npm run generate -- transcript --accept -->\n```console\n).*?(?=```\n)/s;

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  if (!BLOCK.test(readme)) throw new Error('README.md has no place for the transcript');
  return changedPages({ 'README.md': readme.replace(BLOCK, () => playedSession()) }, accept);
};

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
