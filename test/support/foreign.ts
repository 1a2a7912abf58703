/**
 * Programs we did not write, and how a test asks for them: present they judge, missing on a laptop the tests are visible
 * skips whose title names the command that installs them, missing under CI they are a failure.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

interface ForeignProgram {
  /** The Debian package that brings it; scripts/apt-packages.txt lists every one of them. */
  readonly debianPackage: string;
  /** Where it is, or undefined. For a Python module: the interpreter that has it. */
  readonly find: () => string | undefined;
}

const command = (name: string, debianPackage: string): ForeignProgram => ({
  debianPackage,
  find: () => commandPath(name),
});

const pythonModule = (module: string, debianPackage: string): ForeignProgram => ({
  debianPackage,
  find: () => pythonWith(module),
});

export const FOREIGN = {
  bsdtar: command('bsdtar', 'libarchive-tools'),
  isoinfo: command('isoinfo', 'genisoimage'),
  isovfy: command('isovfy', 'genisoimage'),
  genisoimage: command('genisoimage', 'genisoimage'),
  xorriso: command('xorriso', 'xorriso'),
  '7z': command('7z', 'p7zip-full'),
  'iso-info': command('iso-info', 'libcdio-utils'),
  'iso-read': command('iso-read', 'libcdio-utils'),
  'grub-fstest': command('grub-fstest', 'grub-common'),
  blkid: command('blkid', 'util-linux'),
  strace: command('strace', 'strace'),
  shellcheck: command('shellcheck', 'shellcheck'),
  faketime: command('faketime', 'faketime'),
  'ssh-keygen': command('ssh-keygen', 'openssh-client'),
  file: command('file', 'file'),
  bash: command('bash', 'bash'),
  zsh: command('zsh', 'zsh'),
  fish: command('fish', 'fish'),
  openssl: command('openssl', 'openssl'),
  script: command('script', 'bsdutils'),
  python3: command('python3', 'python3'),
  fuseiso: command('fuseiso', 'fuseiso'),
  archivemount: command('archivemount', 'archivemount'),
  fusermount: command('fusermount', 'fuse3'),
  'qemu-system-x86_64': command('qemu-system-x86_64', 'qemu-system-x86'),
  'mkfs.ext4': command('mkfs.ext4', 'e2fsprogs'),
  'mkfs.vfat': command('mkfs.vfat', 'dosfstools'),
  mkudffs: command('mkudffs', 'udftools'),
  'qemu-img': command('qemu-img', 'qemu-utils'),
  sfdisk: command('sfdisk', 'fdisk'),
  bzip2: command('bzip2', 'bzip2'),
  gzip: command('gzip', 'gzip'),
  xz: command('xz', 'xz-utils'),
  zstd: command('zstd', 'zstd'),
  'virt-xml-validate': command('virt-xml-validate', 'libvirt-clients'),
  xmllint: command('xmllint', 'libxml2-utils'),
  netplan: { debianPackage: 'netplan.io', find: netplanGenerator },
  wget: command('wget', 'wget'),
  curl: command('curl', 'curl'),
  busybox: { debianPackage: 'busybox-static', find: staticBusybox },
  initdb: { debianPackage: 'postgresql', find: distributedInitdb },
  pycdlib: pythonModule('pycdlib', 'python3-pycdlib'),
  cloudinit: pythonModule('cloudinit', 'cloud-init'),
  jsonschema: pythonModule('jsonschema', 'python3-jsonschema'),
  cs: pythonModule('cs', 'python3-cs'),
  libcloud: pythonModule('libcloud', 'python3-libcloud'),
} satisfies Record<string, ForeignProgram>;

export type ForeignName = keyof typeof FOREIGN;

/** The command that brings the given programs to a Debian machine. */
export function installCommandOf(names: readonly ForeignName[]): string {
  const packages = [...new Set(names.map((name) => FOREIGN[name].debianPackage))];
  return `apt-get install -y ${packages.join(' ')}`;
}

/** A missing judge fails the run under CI, and only there. */
export const isCi = (): boolean => !['', '0', 'false', undefined].includes(process.env.CI);

const found = new Map<ForeignName, string | undefined>();

/** Where a program is, asked once per process. */
export function foundAt(name: ForeignName): string | undefined {
  if (!found.has(name)) found.set(name, FOREIGN[name].find());
  return found.get(name);
}

/** Where a program is; for a Python module the interpreter that has it. Throws when it is missing. */
export function programPath(name: ForeignName): string {
  const path = foundAt(name);
  if (path === undefined) throw new Error(`${name} is missing; run ${installCommandOf([name])}`);
  return path;
}

/**
 * A `describe` that needs foreign programs. The body gets their paths; it must run them inside its tests only, since
 * vitest collects the body of a skipped group too.
 */
export function withForeign<Name extends ForeignName>(
  names: readonly Name[],
  title: string,
  body: (paths: Readonly<Record<Name, string>>) => void,
): void {
  const missing = names.filter((name) => foundAt(name) === undefined);
  const paths = Object.fromEntries(names.map((name) => [name, foundAt(name) ?? name])) as Record<Name, string>;
  const remedy = missing.length === 0 ? undefined : installCommandOf(missing);
  describeUnless(remedy, title, () => body(paths));
}

/** A `describe` that runs when nothing is missing; else a visible skip with the remedy in its title, and under CI a failure. */
export function describeUnless(remedy: string | undefined, title: string, body: () => void): void {
  if (remedy === undefined || !isCi()) {
    describeWhere(remedy, title, body);
  } else {
    describe(title, () => {
      it('has everything it needs', () => {
        throw new Error(`under CI a missing judge is a failure: ${remedy}`);
      });
    });
  }
}

/**
 * The same for what no package brings to a machine: a visible skip under CI too. The closing line's reporter finds the remedy
 * between the brackets.
 */
export function describeWhere(remedy: string | undefined, title: string, body: () => void): void {
  if (remedy === undefined) describe(title, body);
  else describe.skipIf(true)(`${title} [${remedy}]`, body);
}

const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin'];

function commandPath(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_DIRECTORIES];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the command `netplan generate` runs; it needs no system around it. */
function netplanGenerator(): string | undefined {
  const path = '/usr/libexec/netplan/generate';
  return isExecutable(path) ? path : undefined;
}

/** A guest without libraries needs the static one; both packages call it busybox. */
function staticBusybox(): string | undefined {
  const path = commandPath('busybox');
  return path === undefined || readFileSync(path).includes('/ld-linux') ? undefined : path;
}

/** Debian keeps each major version's programs in a folder of its own, and not in PATH. */
function distributedInitdb(): string | undefined {
  const folders = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').toSorted() : [];
  return folders.map((major) => `/usr/lib/postgresql/${major}/bin/initdb`).findLast(isExecutable);
}

/** Debian's modules belong to Debian's interpreter, which need not be the first on PATH. */
function pythonWith(module: string): string | undefined {
  const interpreters = ['/usr/bin/python3', commandPath('python3')].filter((path) => path !== undefined);
  return interpreters.filter((path) => existsSync(path)).find((path) => imports(path, module));
}

const imports = (python: string, module: string): boolean =>
  spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;

const PACKAGE_LIST = new URL('../../scripts/apt-packages.txt', import.meta.url);

/** The Debian packages that .ci/run installs. */
export const listedPackages = (): readonly string[] =>
  readFileSync(PACKAGE_LIST, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
