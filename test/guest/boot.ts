/** One boot of the Debian guest: its disk, another CD in the first drive, ours in the second, two NICs. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareMachine, runQemu, UNHURRIED } from '../support/qemu.ts';
import { runOk } from '../support/run.ts';
import type { GuestImage } from './image.ts';
import { besideRouter, type MetadataRouter, networkWords } from './router.ts';

/** What /usr/local/sbin/report of the guest tells. */
export interface GuestReport {
  readonly status: string;
  readonly cloudId: string;
  readonly dsIdentify: string | null;
  readonly warnings: readonly string[];
  readonly instanceId: string;
  readonly hostname: string;
  /** Path → text. */
  readonly authorizedKeys: Readonly<Record<string, string>>;
  /** User → hash. */
  readonly shadow: Readonly<Record<string, string>>;
  /** Path → text of what cloud-init rendered. */
  readonly network: Readonly<Record<string, string>>;
  readonly addresses: readonly Link[];
  readonly routes: readonly Route[];
  readonly routes6: readonly Route[];
  /** Label → device: `sr1`. */
  readonly byLabel: Readonly<Record<string, string>>;
  /** What CloudStack's way to the password said. */
  readonly cloudstack: string;
  /** What user data made. */
  readonly made: Readonly<Record<string, string>>;
  readonly kernel: string;
  readonly failedUnits: readonly string[];
  /** Lines of the script for guests in the journal of this boot. */
  readonly said: readonly string[];
  /** What was done by hand told. */
  readonly hand: string;
}

export interface Link {
  readonly address: string;
  readonly mtu: number;
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number; readonly scope: string }[];
}

export interface Route {
  readonly dst: string;
  readonly gateway?: string;
}

export interface Machine {
  /** Its disk, which keeps what a boot writes. */
  readonly disk: string;
  readonly image: GuestImage;
  readonly directory: string;
}

/** A new machine: what it writes goes into a file of its own in the directory. */
export function makeMachine(image: GuestImage, directory: string): Machine {
  mkdirSync(directory, { recursive: true });
  const disk = join(directory, 'disk.qcow2');
  runOk('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image.disk, '-F', 'raw', disk]);
  return { disk, image, directory };
}

/** Emulation on a busy host is slow; a guest that hangs is slower. */
const LIMIT_SECONDS = 1500;

export interface GuestOptions {
  /** The folder of a password server (test/guest-script/password-server.mjs), which the guest reaches at ROUTER. */
  readonly router?: string;
  /** The router of the first NIC, which hands out what is on a drive; no drive is attached. */
  readonly metadata?: MetadataRouter;
}

/** Boots it with the CDs in their drives, in this order, and waits until it has turned itself off. */
export async function bootGuest(
  machine: Machine,
  discs: readonly string[],
  macs: readonly string[],
  options: GuestOptions = {},
): Promise<GuestReport> {
  const { metadata } = options;
  const before = metadata === undefined ? [] : besideRouter(metadata);
  const end = await runQemu(wordsOf(machine, discs, macs, options), LIMIT_SECONDS, undefined, before);
  const text = textIn(machine, 'report');
  if (text.endsWith('}\n')) return JSON.parse(text) as GuestReport;
  throw new Error(`the guest told nothing: ${end}\n${consoleOf(machine).slice(-3000)}`);
}

/** Boots it, and cuts the power when it is at this point (`CUT` of resets.ts). */
export async function cutGuest(
  machine: Machine,
  discs: readonly string[],
  macs: readonly string[],
  point: string,
): Promise<void> {
  const isThere = (): boolean => consoleOf(machine).includes(`cut at ${point}`);
  const end = await runQemu(wordsOf(machine, discs, macs, {}, [`cut=${point}`]), LIMIT_SECONDS, isThere);
  if (!isThere()) throw new Error(`the guest was never at ${point}: ${end}\n${consoleOf(machine).slice(-3000)}`);
}

const consoleOf = (machine: Machine): string => textIn(machine, 'console');

/** What QEMU has written until now. */
const textIn = ({ directory }: Machine, name: string): string =>
  existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : '';

function wordsOf(
  { directory, disk, image }: Machine,
  discs: readonly string[],
  macs: readonly string[],
  options: GuestOptions,
  kernelWords: readonly string[] = [],
): readonly string[] {
  for (const name of ['report', 'console']) rmSync(join(directory, name), { force: true });
  const machineWords = [
    bareMachine(1024),
    ['-kernel', image.kernel, '-initrd', image.initrd],
    ['-append', ['root=/dev/vda rw console=ttyS0 quiet', UNHURRIED, ...kernelWords].join(' ')],
    ['-drive', `if=virtio,file=${disk},format=qcow2`],
    ['-serial', `file:${join(directory, 'console')}`],
    ['-device', 'virtio-serial-pci', '-chardev', `file,id=report,path=${join(directory, 'report')}`],
    ['-device', 'virtserialport,chardev=report,name=report'],
    ['-device', 'virtio-scsi-pci,id=scsi'],
  ];
  const nics = macs.map((mac, position) => nic(mac, position, position === 0 ? options : {}));
  return [...machineWords, ...discs.map(drive), ...nics].flat();
}

const drive = (filename: string, position: number): readonly string[] => [
  '-drive',
  `if=none,id=cd${position},file=${filename},format=raw,readonly=on,media=cdrom`,
  '-device',
  `scsi-cd,bus=scsi.0,scsi-id=${position},drive=cd${position}`,
];

/** Where a guest finds the password server, if there is one. */
export const ROUTER = '10.0.2.100';
const SERVER = fileURLToPath(new URL('../guest-script/password-server.mjs', import.meta.url));

/** Nothing goes out. QEMU itself answers DHCP, and on all NICs but the first, whose addresses are given, it is an IPv6 router. */
const nic = (mac: string, position: number, { router, metadata }: GuestOptions): readonly string[] => [
  ...(metadata === undefined ? closedNetwork(position, router) : networkWords(`net${position}`)),
  '-device',
  `virtio-net-pci,netdev=net${position},mac=${mac}`,
];

const closedNetwork = (position: number, router: string | undefined): readonly string[] => [
  '-netdev',
  [
    `user,id=net${position},restrict=on,ipv4=on,ipv6=${position === 0 ? 'off' : 'on'}`,
    ...(router === undefined ? [] : [`guestfwd=tcp:${ROUTER}:8080-cmd:${process.execPath} ${SERVER} - ${router}`]),
  ].join(','),
];
