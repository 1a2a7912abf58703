/**
 * Fetches Debian's cloud kernel for the mounted tests, once, with apt-get download and without root; prints the folder with
 * `vmlinuz` and `modules/`. A folder that is there already is taken as it is, with no network.
 * Where: CONFIGDRIVE_TEST_CACHE, else .cache in the checkout.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';

const META_PACKAGE = 'linux-image-cloud-amd64';

/** What the guest mounts with; what these depend on comes along. */
const MODULES = ['isofs', 'nls_utf8', 'sr_mod', 'ata_piix', 'virtio_scsi', 'virtio_pci', 'virtio_console'];

/** A folder with other modules is another folder. */
const SUFFIX = `-${createHash('sha256').update(MODULES.join()).digest('hex').slice(0, 8)}`;

const cache = resolve(process.env.CONFIGDRIVE_TEST_CACHE ?? join(import.meta.dirname, '../.cache'), 'guest-kernel');
const limits = { encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] };

/** Folders appear under their names only when complete. */
function cached() {
  if (!existsSync(cache)) return undefined;
  const newest = readdirSync(cache)
    .filter((name) => name.startsWith('linux-image-') && name.endsWith(SUFFIX))
    .sort()
    .at(-1);
  return newest === undefined ? undefined : join(cache, newest);
}

function fetched() {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const name = kernelPackage();
    execFileSync('apt-get', ['download', name], { ...limits, cwd: draft });
    const archive = readdirSync(draft).find((file) => file.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download ${name} brought nothing`);
    execFileSync('dpkg-deb', ['-x', archive, 'tree'], { ...limits, cwd: draft });
    pick(join(draft, 'tree'), join(draft, 'picked'));
    return publish(join(draft, 'picked'), join(cache, `${basename(archive, '.deb')}${SUFFIX}`));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The versioned package behind the name that always means the newest. */
function kernelPackage() {
  const text = execFileSync('apt-cache', ['depends', META_PACKAGE], limits);
  const name = /Depends: (linux-image-\S+)/.exec(text)?.[1];
  if (name === undefined) throw new Error(`apt does not know ${META_PACKAGE}; apt-get update may help`);
  return name;
}

/** @param {string} tree @param {string} target */
function pick(tree, target) {
  mkdirSync(join(target, 'modules'), { recursive: true });
  const kernel = readdirSync(join(tree, 'boot')).find((name) => name.startsWith('vmlinuz-'));
  copyFileSync(join(tree, 'boot', kernel ?? 'vmlinuz'), join(target, 'vmlinuz'));
  const files = readdirSync(join(tree, 'lib/modules'), { recursive: true, encoding: 'utf8' });
  const places = new Map(files.filter((file) => file.endsWith('.ko')).map((file) => [moduleName(file), file]));
  for (const [position, name] of inLoadOrder(MODULES, join(tree, 'lib/modules'), places).entries()) {
    const place = places.get(name);
    if (place === undefined) throw new Error(`the kernel package has no module ${name}`);
    copyFileSync(
      join(tree, 'lib/modules', place),
      join(target, 'modules', `${String(position).padStart(2, '0')}-${name}.ko`),
    );
  }
}

/** @param {string} file */
const moduleName = (file) => basename(file, '.ko').replaceAll('-', '_');

/**
 * Every module after those it depends on. The package brings no modules.dep; each module names its own in its .modinfo section.
 * @param {readonly string[]} names @param {string} root @param {ReadonlyMap<string, string>} places
 */
function inLoadOrder(names, root, places) {
  const order = new Set();
  const add = (/** @type {string} */ name) => {
    if (order.has(name)) return;
    for (const needed of dependenciesOf(join(root, places.get(name) ?? ''))) add(needed);
    order.add(name);
  };
  names.forEach(add);
  return [...order];
}

/** @param {string} file */
function dependenciesOf(file) {
  const list = /\0depends=([^\0]*)\0/.exec(readFileSync(file, 'latin1'))?.[1] ?? '';
  return list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('-', '_'));
}

/** Two runs at once may both have fetched; either's folder will do. @param {string} draft @param {string} target */
function publish(draft, target) {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
  return target;
}

try {
  console.log(cached() ?? fetched());
} catch (error) {
  console.error(`the guest kernel could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
