/** A guest as far as its script can tell: accounts, a home, a drive, Debian's small tools; no cloud-init, no systemd. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildConfigDrive, type DriveInput } from '@configdrive/core';
import { bytesAtHand } from '../support/contents.ts';
import { run } from '../support/run.ts';

const BOOT = fileURLToPath(new URL('boot.sh', import.meta.url));

/** Namespaces of mounts and networks, which need root. */
export const canBoot: boolean =
  process.platform === 'linux' && process.getuid?.() === 0 && run('unshare', ['--mount', 'true']).status === 0;

export const shells = ['dash', 'bash', 'ash'] as const;
export type Shell = (typeof shells)[number];

export const USER = 'debian';
const UID = 1000;

export interface BootOptions {
  readonly shell?: Shell;
  /** A program of the guest that is another for this boot: its path below /usr, and the script in its place. */
  readonly wrapped?: { readonly tool: string; readonly text: string };
  readonly env?: Readonly<Record<string, string>>;
  /** A program with arguments that runs the boot, such as a tracer. */
  readonly by?: readonly string[];
  /** Programs in /usr/bin that the guest does not have. */
  readonly hidden?: readonly string[];
  /** The address of the virtual router, on this machine; undefined: the guest has no network. */
  readonly router?: string;
}

export interface Booted {
  readonly status: number | null;
  /** What it has to say, which goes into the journal. */
  readonly says: string;
}

/** The kernel of a test has no isofs: what lies at the place of the device is bound there. */
const MOUNT = `#!/bin/sh
for each; do device=$target target=$each; done
[ -d "$device" ] || exit 32
exec /real/bin/busybox mount --bind "$device" "$target"
`;

const accounts: Readonly<Record<string, string>> = {
  'etc/passwd': `root:x:0:0:root:/root:/bin/bash\n${USER}:x:${UID}:${UID}::/home/${USER}:/bin/bash\n`,
  'etc/group': `root:x:0:\n${USER}:x:${UID}:\nshadow:x:42:\n`,
  'etc/shadow': `root:!:19000:0:99999:7:::\n${USER}:!:19000:0:99999:7:::\n`,
  'etc/hostname': 'guest\n',
  'etc/cloud/cloud.cfg': `system_info:\n  default_user:\n    name: ${USER}\n    lock_passwd: True\n`,
};

export class Guest {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
    for (const name of ['dev/disk/by-label', 'tmp', 'root', 'var/lib', `home/${USER}`, 'drive'])
      mkdirSync(join(root, name), { recursive: true });
    for (const [path, text] of Object.entries(accounts)) this.write(path, text);
    mkdirSync(join(root, 'etc/alternatives'));
    symlinkSync('/usr/bin/mawk', join(root, 'etc/alternatives/awk'));
    for (const name of ['pam.d', 'security', 'login.defs', 'nsswitch.conf'])
      if (existsSync(`/etc/${name}`))
        cpSync(`/etc/${name}`, join(root, 'etc', name), { recursive: true, dereference: true });
    chmodSync(join(root, 'etc/shadow'), 0o640);
    chownSync(join(root, `home/${USER}`), UID, UID);
    this.write('mount', MOUNT, 0o755);
    // That of a guest would wait for the disk of the host.
    this.write('sync', '#!/bin/sh\nexit 0\n', 0o755);
    this.link('config-2');
  }

  /** The drive has this label. */
  link(label: string): void {
    rmSync(this.path('dev/disk/by-label'), { recursive: true, force: true });
    mkdirSync(this.path('dev/disk/by-label'));
    symlinkSync('/drive', this.path(`dev/disk/by-label/${label}`));
  }

  path(name: string): string {
    return join(this.root, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string | Uint8Array, mode?: number): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
    if (mode !== undefined) chmodSync(this.path(name), mode);
  }

  /** Takes the script that the drive carries for the one of each boot, as cloud-init does. */
  takeScript(): void {
    const vendorData = ['drive/openstack/latest/vendor_data.json', 'drive/vendor-data'].find((path) =>
      existsSync(this.path(path)),
    );
    const text = this.read(vendorData ?? '').replace('#cloud-config-archive\n', '');
    const parsed: unknown = text.startsWith('#') ? text : JSON.parse(text);
    const value = (parsed as { readonly 'cloud-init'?: unknown })['cloud-init'] ?? parsed;
    const documents = [value].flat() as readonly string[];
    const script = documents.find((document) => document.startsWith('#cloud-boothook\n'));
    this.write('script', script?.replace('#cloud-boothook\n', '') ?? '', 0o755);
  }

  /** Puts a drive into its place, as a built image has its files; undefined: there is none. */
  insert(input: DriveInput | undefined, options: Partial<BuildOptions> = {}): void {
    rmSync(this.path('drive'), { recursive: true, force: true });
    if (input === undefined) return;
    mkdirSync(this.path('drive'));
    const { drive } = buildConfigDrive(input, {
      timestamp: new Date(1_750_000_000_000),
      resets: 'every-boot',
      ...options,
    });
    const contents = new Map(drive.entries.map(({ path, content }) => [path, content]));
    for (const { path, content, sameAs } of drive.entries) {
      const bytes = content ?? contents.get(sameAs ?? '');
      if (bytes !== undefined) this.write(join('drive', path), bytesAtHand(bytes));
    }
  }

  boot({ shell = 'dash', wrapped, env = {}, by = [], hidden = [], router }: BootOptions = {}): Booted {
    if (wrapped !== undefined) this.write('wrap', wrapped.text, 0o755);
    const alone = ['unshare', '--mount', ...(router === undefined ? ['--net'] : []), 'setsid', '--wait'];
    const words = [...by, ...alone, BOOT, this.root, shell, wrapped?.tool ?? '', hidden.join(' ')];
    const [program = '', ...args] = words;
    const { status, stdout, stderr } = spawnSync(program, args, {
      env: {
        PATH: process.env.PATH,
        ...(router === undefined ? {} : { CONFIGDRIVE_ROUTER: router }),
        ...env,
      },
      timeout: 60_000,
    });
    return { status, says: stdout.toString() + stderr.toString() };
  }

  /** Whether this is the password of an account, as login sees it. */
  takes(password: string, user: string = USER): boolean {
    const hash =
      this.read('etc/shadow')
        .split('\n')
        .find((line) => line.startsWith(`${user}:`))
        ?.split(':')[1] ?? '';
    const program = 'import crypt, sys; print(crypt.crypt(sys.stdin.read(), sys.argv[1]) == sys.argv[1])';
    const { stdout } = run('/usr/bin/python3', ['-W', 'ignore', '-c', program, hash], { input: password });
    return hash.length > 2 && stdout.toString().trim() === 'True';
  }

  /** Sets a password by hand, as passwd does it. */
  setByHand(password: string): void {
    const hash = run('openssl', ['passwd', '-6', '-stdin'], { input: password }).stdout.toString().trim();
    const lines = this.read('etc/shadow')
      .split('\n')
      .map((line) => (line.startsWith(`${USER}:`) ? line.replace(/(?<=^[^:]*:)[^:]*/, () => hash) : line));
    writeFileSync(this.path('etc/shadow'), lines.join('\n'));
  }

  keys(user: string = USER): readonly string[] {
    const file = user === 'root' ? 'root/.ssh/authorized_keys' : `home/${user}/.ssh/authorized_keys`;
    return existsSync(this.path(file))
      ? this.read(file)
          .split('\n')
          .filter((line) => line !== '')
      : [];
  }

  /** Every file that a boot may write, without what the test puts there. */
  written(): ReadonlyMap<string, string> {
    const folders = ['etc', 'var', 'home', 'root', 'tmp'];
    const files = folders.flatMap((folder) =>
      readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    return new Map(files.map((file) => [file.slice(this.root.length + 1), readFileSync(file, 'latin1')]));
  }
}
