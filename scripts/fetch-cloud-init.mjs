/**
 * Fetches the cloud-init of another release of Debian, with apt-get download and without root, for tests that ask newer ones than this
 * machine has: fetch-cloud-init.mjs [CODENAME …], trixie if there is none. Prints the folders, which have the Python modules. One that is
 * there already is taken as it is, with no network.
 * Where: CONFIGDRIVE_TEST_CACHE, else .cache in the checkout.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { aptGet } from './debian.mjs';

const cache = resolve(process.env.CONFIGDRIVE_TEST_CACHE ?? join(import.meta.dirname, '../.cache'), 'cloud-init');
/** @param {string} draft @param {string} codename */
function fetched(draft, codename) {
  const apt = aptGet(draft, codename);
  apt('update');
  apt('download', 'cloud-init');
  const archive = readdirSync(draft).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Error(`apt-get download cloud-init of ${codename} brought nothing`);
  execFileSync('dpkg-deb', ['-x', archive, 'tree'], { cwd: draft, stdio: ['ignore', 'ignore', 'pipe'] });
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
