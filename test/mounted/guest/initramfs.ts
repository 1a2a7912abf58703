/** The guest's file system: an initramfs of busybox, the kernel modules, the machine's own blkid and a few scripts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../../support/foreign.ts';
import { textOf } from '../../support/run.ts';

interface Member {
  readonly path: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

const HERE = import.meta.dirname;
const NO_BYTES = new Uint8Array();

/** Applets that the scripts call by name; the shell needs files of these names. */
const APPLETS =
  'sh mount umount insmod seq usleep echo dmesg printf find stat dd sha256sum awk mkdir reboot cat readlink'.split(' ');

/** The archive, ready for the kernel. `kernel` is the folder that scripts/fetch-guest-kernel.mjs prints. */
export function initramfs(kernel: string, init = 'init.sh'): Uint8Array {
  const blkid = programPath('blkid');
  const libraries = librariesOf(blkid);
  const directories = new Set(['bin', 'dev', 'proc', 'sys', 'modules', 'tmp', ...libraries.flatMap(directoriesOf)]);
  return archiveOf([
    ...[...directories].map((path) => ({ path, mode: 0o040755, bytes: NO_BYTES })),
    file('bin/busybox', programPath('busybox')),
    ...APPLETS.map((name) => ({ path: `bin/${name}`, mode: 0o120777, bytes: Buffer.from('busybox') })),
    file('bin/blkid', blkid),
    ...libraries.map((path) => file(path.slice(1), path)),
    ...readdirSync(join(kernel, 'modules')).map((name) => file(`modules/${name}`, join(kernel, 'modules', name))),
    file('init', join(HERE, init)),
    file('start.sh', join(HERE, 'start.sh')),
    script('label.awk'),
    script('report.awk'),
  ]);
}

const file = (path: string, source: string): Member => ({ path, mode: 0o100755, bytes: readFileSync(source) });

/** busybox awk takes one program: what both scripts share is put before each. */
const script = (name: string): Member => ({
  path: name,
  mode: 0o100644,
  bytes: Buffer.concat([readFileSync(join(HERE, 'json.awk')), readFileSync(join(HERE, name))]),
});

/** Absolute paths of the libraries of a dynamic program, its loader included. */
const librariesOf = (program: string): readonly string[] =>
  [...textOf('ldd', [program]).matchAll(/(?:=> |^\s+)(\/\S+) \(/gm)].map((match) => match[1] ?? '');

const directoriesOf = (path: string): readonly string[] =>
  path.split('/').flatMap((_, depth, names) => (depth < 2 ? [] : [names.slice(1, depth).join('/')]));

/** cpio, "newc": the kernel's Documentation/driver-api/early-userspace/buffer-format. */
const archiveOf = (members: readonly Member[]): Uint8Array =>
  Buffer.concat([...members, { path: 'TRAILER!!!', mode: 0, bytes: NO_BYTES }].map(recordOf));

function recordOf({ path, mode, bytes }: Member, position: number): Uint8Array {
  const name = Buffer.from(`${path}\0`);
  // inode, mode, uid, gid, links, time, length, four device numbers, length of the name, check sum
  const fields = [position + 1, mode, 0, 0, 1, 0, bytes.byteLength, 0, 0, 0, 0, name.byteLength, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(bytes)]);
}

const padded = (bytes: Uint8Array): Uint8Array => Buffer.concat([bytes, new Uint8Array(-bytes.byteLength & 3)]);
