/**
 * What gives a guest the drive as its second CD: CloudStack's fourth disk, behind the ordinary CD, so that neither is in
 * the other's way and no guest boots from it. Words of libvirt's domain format and of QEMU's command line.
 */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions, path as somePath } from '@configdrive/issues/arguments';
import type { CoreCode } from '../codes.ts';

export type CdBus = 'ide' | 'sata' | 'scsi';
export type QemuMachineType = 'i440fx' | 'q35';

export interface AttachmentOptions<Name extends Hypervisor = Hypervisor> {
  readonly hypervisor: Name;
  /** Default `bios`. */
  readonly firmware?: 'bios' | 'uefi' | undefined;
  /** Default: what such firmware usually runs on, `i440fx` with a BIOS, `q35` with UEFI. */
  readonly machine?: QemuMachineType | undefined;
  /** Default, as with CloudStack: `ide` with a BIOS on i440fx, else `sata`; guests on other processors need `scsi`. */
  readonly bus?: CdBus | undefined;
}

export interface LibvirtAttachment {
  readonly bus: CdBus;
  /** The device in libvirt's words, which says on which port of the bus the drive is. */
  readonly target: string;
  /** A `disk` element, for `devices` of a domain or for `virsh attach-device`. */
  readonly xml: string;
}

export interface QemuAttachment {
  readonly bus: CdBus;
  /** One item for each argument; no shell has to read them. */
  readonly arguments: readonly string[];
}

/** What `attachment` answers, by hypervisor. */
export interface Attachments {
  readonly libvirt: LibvirtAttachment;
  readonly qemu: QemuAttachment;
}

export type Hypervisor = keyof Attachments;

/** Id of the CD drive in QEMU's words, for commands to its monitor. */
export const QEMU_DEVICE_ID = 'configdrive-cd';

/** CloudStack's names: the ordinary CD is hdc, or sdd. */
const targets: Readonly<Record<CdBus, string>> = { ide: 'hdd', sata: 'sde', scsi: 'sde' };

interface Port {
  /** What the machine does not have of its own. */
  readonly controller?: string;
  readonly device: string;
}

/** Where QEMU has the port that libvirt's target means; undefined: the machine has no such bus, nor can it be added. */
const ports: Readonly<Record<QemuMachineType, Readonly<Record<CdBus, Port | undefined>>>> = {
  i440fx: {
    ide: { device: 'ide-cd,bus=ide.1,unit=1' },
    sata: { controller: 'ahci,id=configdrive-bus', device: 'ide-cd,bus=configdrive-bus.4' },
    scsi: { controller: 'virtio-scsi-pci,id=configdrive-bus', device: 'scsi-cd,bus=configdrive-bus.0,scsi-id=4' },
  },
  q35: {
    ide: undefined,
    sata: { device: 'ide-cd,bus=ide.4' },
    scsi: { controller: 'virtio-scsi-pci,id=configdrive-bus', device: 'scsi-cd,bus=configdrive-bus.0,scsi-id=4' },
  },
};

/**
 * What attaches an image as the second CD drive of a guest.
 *
 * @param path Absolute, as the hypervisor sees it.
 * @throws InvalidInputError `attachment-impossible`
 */
export function attachment<Name extends Hypervisor>(path: string, options: AttachmentOptions<Name>): Attachments[Name] {
  checkArguments(['path', somePath, path], ['options', attachmentOptions, options]);
  const { hypervisor, firmware = 'bios', machine = firmware === 'uefi' ? 'q35' : 'i440fx' } = options;
  const { bus = firmware === 'bios' && machine === 'i440fx' ? 'ide' : 'sata' } = options;
  const [first, ...others] = [...problemsOf(path, { hypervisor, firmware, machine, bus })];
  if (first !== undefined) throw new InvalidInputError([first, ...others]);
  return makers[hypervisor](path, bus, ports[machine][bus]);
}

/** XML 1.0 has no way to write control characters; a path with one is a mistake in any case. */
const unsafe = /[\u0000-\u001f\u007f\ufffe\uffff]/;

interface Choice {
  readonly hypervisor: Hypervisor;
  readonly firmware: string;
  readonly machine: QemuMachineType;
  readonly bus: CdBus;
}

function* problemsOf(path: string, choice: Choice): Generator<Issue> {
  const words: Readonly<Record<string, readonly string[]>> = {
    hypervisor: hypervisors,
    firmware: ['bios', 'uefi'],
    machine: Object.keys(ports),
    bus: Object.keys(targets),
  };
  let isKnown = true;
  for (const [name, allowed] of Object.entries(words)) {
    if (allowed.includes(choice[name as keyof Choice])) continue;
    isKnown = false;
    yield issue('wrong-value', name, `must be one of ${allowed.join(', ')}`);
  }
  if (!path.startsWith('/')) yield issue('attachment-impossible', 'path', 'must be absolute');
  if (unsafe.test(path) || !path.isWellFormed()) {
    yield issue('attachment-impossible', 'path', 'holds a control character or half a surrogate pair');
  }
  if (isKnown && ports[choice.machine][choice.bus] === undefined) {
    yield issue('attachment-impossible', 'bus', `a ${choice.machine} machine has no ${choice.bus}: take sata or scsi`);
  }
}

const issue = (code: CoreCode, place: string, message: string): Issue => ({
  code,
  severity: 'error',
  place: [place],
  message,
});

type Maker<Name extends Hypervisor> = (path: string, bus: CdBus, port: Port | undefined) => Attachments[Name];

/** All there are, in the order in which messages name them. */
export const hypervisors = ['libvirt', 'qemu'] as const satisfies readonly Hypervisor[];

const makers: { readonly [Name in Hypervisor]: Maker<Name> } = {
  libvirt: (path, bus) => ({ bus, target: targets[bus], xml: diskXml(path, bus, targets[bus]) }),
  qemu: (path, bus, port) => ({ bus, arguments: qemuArguments(path, port) }),
};

const diskXml = (path: string, bus: CdBus, target: string): string =>
  [
    "<disk type='file' device='cdrom'>",
    "  <driver name='qemu' type='raw'/>",
    `  <source file='${escaped(path)}'/>`,
    `  <target dev='${target}' bus='${bus}'/>`,
    '  <readonly/>',
    '</disk>',
  ].join('\n');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};

const escaped = (text: string): string => text.replace(/[&<>'"]/g, (character) => entities[character] ?? '');

/** As JSON, in which no comma of a path ends an option. */
function qemuArguments(path: string, port: Port | undefined): readonly string[] {
  if (port === undefined) return [];
  const node = {
    driver: 'raw',
    'node-name': 'configdrive',
    'read-only': true,
    file: { driver: 'file', filename: path },
  };
  return [
    port.controller === undefined ? [] : ['-device', port.controller],
    ['-blockdev', JSON.stringify(node)],
    ['-device', `${port.device},drive=configdrive,id=${QEMU_DEVICE_ID}`],
  ].flat();
}

const attachmentOptions = /* @__PURE__ */ knownOptions<AttachmentOptions>({
  hypervisor: true,
  firmware: true,
  machine: true,
  bus: true,
});
