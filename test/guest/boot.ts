/** One boot of the Debian guest: its disk, another CD in the first drive, ours in the second, two NICs. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareMachine, runQemu, UNHURRIED } from '../support/qemu.ts';
import { runOk } from '../support/run.ts';
import type { GuestImage } from './image.ts';

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

/** Boots it with the CDs in their drives, in this order, and waits until it has turned itself off. */
export async function bootGuest(
  machine: Machine,
  discs: readonly string[],
  macs: readonly string[],
): Promise<GuestReport> {
  const { directory, disk, image } = machine;
  const report = join(directory, 'report');
  const console = join(directory, 'console');
  const machineWords = [
    bareMachine(1024),
    ['-kernel', image.kernel, '-initrd', image.initrd],
    ['-append', `root=/dev/vda rw console=ttyS0 quiet ${UNHURRIED}`],
    ['-drive', `if=virtio,file=${disk},format=qcow2`],
    ['-serial', `file:${console}`],
    ['-device', 'virtio-serial-pci', '-chardev', `file,id=report,path=${report}`],
    ['-device', 'virtserialport,chardev=report,name=report'],
    ['-device', 'virtio-scsi-pci,id=scsi'],
  ];
  const words = [...machineWords, ...discs.map(drive), ...macs.map(nic)].flat();
  const end = await runQemu(words, LIMIT_SECONDS);
  const text = readFileSync(report, 'utf8');
  if (text.endsWith('}\n')) return JSON.parse(text) as GuestReport;
  throw new Error(`the guest told nothing: ${end}\n${readFileSync(console, 'utf8').slice(-3000)}`);
}

const drive = (filename: string, position: number): readonly string[] => [
  '-drive',
  `if=none,id=cd${position},file=${filename},format=raw,readonly=on,media=cdrom`,
  '-device',
  `scsi-cd,bus=scsi.0,scsi-id=${position},drive=cd${position}`,
];

/** Nothing goes out. QEMU itself answers DHCP, and on all NICs but the first, whose addresses are given, it is an IPv6 router. */
const nic = (mac: string, position: number): readonly string[] => [
  '-netdev',
  `user,id=net${position},restrict=on,ipv4=on,ipv6=${position === 0 ? 'off' : 'on'}`,
  '-device',
  `virtio-net-pci,netdev=net${position},mac=${mac}`,
];
