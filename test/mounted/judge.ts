/** The Linux kernel as a judge: hand in images, get back what it saw of each, mounted three ways. Any number in one boot. */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ForeignName, foundAt, installCommandOf } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { byPath, type SeenEntry, type SeenType, type Tree } from '../support/seen.ts';
import { boot, MOST_IMAGES_PER_BOOT } from './guest/boot.ts';

export interface ImageToMount {
  readonly name: string;
  /** The file; it may be sparse and larger than 4 GiB. */
  readonly path: string;
}

/** Files over 64 MiB have no `sha256` but `sampleSha256`. */
export interface MountedTree {
  readonly mounted: boolean;
  readonly root?: SeenEntry;
  /** Everything below the root, in path order. */
  readonly entries: readonly SeenEntry[];
  /** What programs in the guest complained of: input/output errors and the like. */
  readonly errors: readonly string[];
  /** What the kernel said while this tree was mounted. */
  readonly kernel: readonly string[];
}

export interface MountedImage {
  /** By the libblkid that udev uses; undefined where it finds none. */
  readonly label: string | undefined;
  readonly trees: Readonly<Record<Tree, MountedTree>>;
  /** What no guest can tell: a CD drive works in whole sectors, so an image that ends inside one loses its tail. */
  readonly problems: readonly string[];
}

const PROGRAMS: readonly ForeignName[] = ['qemu-system-x86_64', 'busybox', 'blkid'];
const FETCH_SCRIPT = fileURLToPath(new URL('../../scripts/fetch-guest-kernel.mjs', import.meta.url));

let kernelFolder: string | undefined;

/** What would make this machine able to judge; undefined when it is. Fetches the kernel when it is not in the cache. */
export function missingForJudge(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x86-64';
  const missing = PROGRAMS.filter((name) => foundAt(name) === undefined);
  if (missing.length > 0) return installCommandOf(missing);
  const fetched = run(process.execPath, [FETCH_SCRIPT]);
  if (fetched.status !== 0) return 'apt-get update && node scripts/fetch-guest-kernel.mjs';
  kernelFolder = fetched.stdout.toString('utf8').trim();
  return undefined;
}

/** The folder with the kernel and its modules, on a machine that lacks nothing. */
export function guestKernel(): string {
  const missing = kernelFolder === undefined ? missingForJudge() : undefined;
  if (missing !== undefined || kernelFolder === undefined) throw new Error(`no kernel to judge with: ${missing ?? ''}`);
  return kernelFolder;
}

/** What the kernel saw, by name. Images are opened read-only. Throws when the guest does not come to its end. */
export async function judge(images: readonly ImageToMount[]): Promise<ReadonlyMap<string, MountedImage>> {
  const kernel = guestKernel();
  const seen = new Map<string, MountedImage>();
  for (let first = 0; first < images.length; first += MOST_IMAGES_PER_BOOT) {
    const batch = images.slice(first, first + MOST_IMAGES_PER_BOOT);
    const lines = await boot(
      kernel,
      batch.map(({ path }) => path),
    );
    const reports = lines.map((line) => JSON.parse(line) as Report);
    batch.forEach(({ name, path }, image) => {
      seen.set(
        name,
        mountedImage(
          path,
          reports.filter((report) => report.image === image),
        ),
      );
    });
  }
  return seen;
}

type Report = ProbeReport | TreeReport;

interface ProbeReport {
  readonly image: number;
  /** Lines `ID_FS_LABEL_ENC=config-2`. */
  readonly probe: readonly string[];
}

interface TreeReport {
  readonly image: number;
  readonly tree: Tree;
  readonly mounted: boolean;
  readonly errors: readonly string[];
  readonly kernel: readonly string[];
  readonly entries: readonly RawEntry[];
}

interface RawEntry {
  /** st_mode in hex. */
  readonly rawMode: string;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  readonly byteLength: number;
  readonly modified: number;
  /** `./a/b`, the root `.`. */
  readonly name: string;
  /** Major and minor in hex: `8:1`. */
  readonly device: string;
  /** `'./a' -> 'target'`, only for links. */
  readonly link: string;
  readonly sha256?: string;
  readonly sampleSha256?: string;
}

function mountedImage(path: string, reports: readonly Report[]): MountedImage {
  const trees = Object.fromEntries(
    reports.flatMap((report) => ('tree' in report ? [[report.tree, mountedTree(report)]] : [])),
  ) as Record<Tree, MountedTree>;
  const probe = reports.flatMap((report) => ('probe' in report ? report.probe : []));
  const label = labelIn(probe);
  const tail = statSync(path).size % 2048;
  return { label, trees, problems: tail === 0 ? [] : [`${tail} bytes after the last whole sector`] };
}

/** udev escapes what cannot stand in the name of a link: `A\\x20LABEL`. */
function labelIn(probe: readonly string[]): string | undefined {
  const line = probe.find((candidate) => candidate.startsWith('ID_FS_LABEL_ENC='));
  const escaped = line?.slice('ID_FS_LABEL_ENC='.length);
  return escaped?.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function mountedTree({ mounted, errors, kernel, entries }: TreeReport): MountedTree {
  const seen = entries.map(entryOf);
  const root = seen.find(({ path }) => path === '');
  const below = seen.filter(({ path }) => path !== '').sort(byPath);
  return { mounted, errors, kernel, entries: below, ...(root === undefined ? {} : { root }) };
}

/** The file type in st_mode. */
const TYPES: ReadonlyMap<number, SeenType> = new Map([
  [0o04, 'directory'],
  [0o10, 'file'],
  [0o12, 'symlink'],
  [0o02, 'device'],
  [0o06, 'device'],
]);

function entryOf({ rawMode, byteLength, name, link, device, ...told }: RawEntry): SeenEntry {
  const mode = Number.parseInt(rawMode, 16);
  const type = TYPES.get(mode >> 12) ?? 'other';
  return {
    ...told,
    path: name.slice(2),
    type,
    mode: mode & 0o7777,
    ...(type === 'file' ? { byteLength } : {}),
    ...(type === 'symlink' ? { target: targetIn(link, name) } : {}),
    ...(type === 'device' ? { device: decimal(device) } : {}),
  };
}

/** busybox stat: `'name' -> 'target'`, nothing escaped. */
const targetIn = (link: string, name: string): string => link.slice(`'${name}' -> '`.length, -1);

const decimal = (device: string): string =>
  device
    .split(':')
    .map((part) => Number.parseInt(part, 16))
    .join(':');
