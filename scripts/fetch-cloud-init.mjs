/**
 * Fetches the cloud-init of another release of Debian, with apt-get download and without root, for tests that ask newer ones than this
 * machine has: fetch-cloud-init.mjs [CODENAME …], trixie if there is none. Prints the folders, which have the Python modules. One that is
 * there already is taken as it is, with no network.
 * Where: CONFIGDRIVE_TEST_CACHE, else .cache in the checkout.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const cache = resolve(process.env.CONFIGDRIVE_TEST_CACHE ?? join(import.meta.dirname, '../.cache'), 'cloud-init');
const limits = { encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] };
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

/** Lists of its own: those of the machine stay as they are. @param {string} draft @param {string} codename */
function fetched(draft, codename) {
  for (const name of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(draft, name), { recursive: true });
  writeFileSync(join(draft, 'sources.list'), sourceOf(codename));
  const options = {
    'Dir::Etc::SourceList': join(draft, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(draft, 'lists'),
    'Dir::Cache': join(draft, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': '',
  };
  const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  execFileSync('apt-get', [...words, '-q', 'update'], { ...limits, cwd: draft });
  execFileSync('apt-get', [...words, '-q', 'download', 'cloud-init'], { ...limits, cwd: draft });
  const archive = readdirSync(draft).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Error(`apt-get download cloud-init of ${codename} brought nothing`);
  execFileSync('dpkg-deb', ['-x', archive, 'tree'], { ...limits, cwd: draft });
  return join(draft, 'tree/usr/lib/python3/dist-packages');
}

/** Folders appear under their names only when complete. @param {string} codename */
function folderOf(codename) {
  const folder = join(cache, codename);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    renameSync(fetched(draft, codename), folder);
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const codenames = process.argv.slice(2);
for (const codename of codenames.length === 0 ? ['trixie'] : codenames) console.log(folderOf(codename));
