/** Debian's packages of any release, by apt-get and without root; the machine's own lists stay as they are. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIMITS = { encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] };
const SOURCES = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];

/** The machine's own mirror of Debian, in the form of one line. @param {string} codename */
function sourceOf(codename) {
  const text = SOURCES.filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const mirror = /^URIs: *(\S+\/debian)\/?$/m.exec(text)?.[1] ?? /^deb (?:\[.*?\] )?(\S+\/debian)\/? /m.exec(text)?.[1];
  if (mirror === undefined) throw new Error(`no mirror of Debian in ${SOURCES.join(', ')}`);
  return `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${codename} main\n`;
}

/**
 * Runs apt-get with lists and a cache of its own in a directory, which is its working directory, too. It knows of no package that is
 * installed; archives that it installs by `--download-only` come to cache/archives.
 *
 * @param {string} directory
 * @param {string} codename of a release
 * @returns {(...words: string[]) => void}
 */
export function aptGet(directory, codename) {
  for (const name of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, 'sources.list'), sourceOf(codename));
  writeFileSync(join(directory, 'status'), '');
  const options = {
    'Dir::Etc::SourceList': join(directory, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(directory, 'lists'),
    'Dir::State::Status': join(directory, 'status'),
    'Dir::Cache': join(directory, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': '',
    'Debug::NoLocking': 'true',
  };
  const given = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return (...words) => {
    execFileSync('apt-get', [...given, '-q', ...words], { ...LIMITS, cwd: directory });
  };
}
