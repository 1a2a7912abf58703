/** The guests' disk images: each built once by image/build.sh, kept in the cache under the hash of its recipe. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOk } from '../support/run.ts';

export interface GuestImage {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Debian package → version. */
  readonly packages: ReadonlyMap<string, string>;
}

const RECIPE = fileURLToPath(new URL('./image', import.meta.url));
const CACHE = process.env.CONFIGDRIVE_TEST_CACHE ?? fileURLToPath(new URL('../../.cache', import.meta.url));

/** What the recipe and the boots run, by the Debian package that brings it. */
const PROGRAMS = {
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
  'qemu-img': 'qemu-utils',
  'qemu-system-x86_64': 'qemu-system-x86',
};
const FOLDERS = ['/usr/bin', '/usr/sbin', '/sbin', '/bin'];
const BUILD_MILLISECONDS = 30 * 60_000;

/** What would make this machine able to boot the guest; undefined when it is. */
export function missingForGuest(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x86-64';
  if (process.geteuid?.() !== 0) return 'needs root, to build the disk image';
  const isThere = (program: string): boolean => FOLDERS.some((folder) => existsSync(join(folder, program)));
  const missing = Object.entries(PROGRAMS).filter(([program]) => !isThere(program));
  return missing.length === 0 ? undefined : `apt-get install -y ${missing.map(([, name]) => name).join(' ')}`;
}

/** Takes minutes the first time. A release is a codename of Debian's; without it, that of this machine. */
export function guestImage(release = ownRelease()): GuestImage {
  const folder = join(CACHE, `guest-image-${recipeHash().slice(0, 16)}-${release}`);
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(folder))
    runOk(join(RECIPE, 'build.sh'), [folder, release], { timeoutMilliseconds: BUILD_MILLISECONDS });
  const [disk, kernel, initrd, list] = ['disk.raw', 'vmlinuz', 'initrd', 'packages.txt'].map((name) =>
    join(folder, name),
  );
  if (disk === undefined || kernel === undefined || initrd === undefined || list === undefined)
    throw new Error('unreachable');
  const lines = readFileSync(list, 'utf8').trim().split('\n');
  return { disk, kernel, initrd, packages: new Map(lines.map((line) => line.split(' ') as [string, string])) };
}

const ownRelease = (): string => /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';

/** Of every file of the recipe: names and bytes. */
export function recipeHash(): string {
  const hash = createHash('sha256');
  const names = readdirSync(RECIPE, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names.filter((each) => statSync(join(RECIPE, each)).isFile()))
    hash.update(`${name}\0`).update(readFileSync(join(RECIPE, name)));
  return hash.digest('hex');
}
