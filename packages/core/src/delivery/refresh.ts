/**
 * What makes a running guest see a drive that was rebuilt. QEMU goes on with the file that it has open and with the size that
 * it had then: a new file and a longer one need a change of medium. Tried with QEMU 7.2, ide-cd and scsi-cd.
 */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions, path as somePath } from '@configdrive/issues/arguments';
import type { CoreCode } from '../codes.ts';
import { type AttachmentOptions, attachment, type Hypervisor, hypervisors, QEMU_DEVICE_ID } from './attachment.ts';

/** What both hypervisors need to know. */
export interface RefreshBase<Name extends Hypervisor> extends AttachmentOptions<Name> {
  /** How the new image took the place of the old one: under its name (the default), or written over its bytes. */
  readonly replaced?: 'rename' | 'keepInode' | undefined;
  /** The new image is longer than the one that the guest was started with, or last got. Default: true, to be safe. */
  readonly isLonger?: boolean | undefined;
  /** The guest has the drive mounted and cannot let go of it: the medium is taken by force. Default: false. */
  readonly isMounted?: boolean | undefined;
}

export interface LibvirtRefresh extends RefreshBase<'libvirt'> {
  /** Name, id or UUID of the domain. */
  readonly domain: string;
}

export interface QemuRefresh extends RefreshBase<'qemu'> {
  /** Id of the CD drive. Default: the one that `attachment` gives it. */
  readonly device?: string | undefined;
}

/** Options of `refresh`, by hypervisor. The place of the drive is that of `attachment`. */
export interface RefreshOptionsBy {
  readonly libvirt: LibvirtRefresh;
  readonly qemu: QemuRefresh;
}

export type RefreshOptions = RefreshOptionsBy[Hypervisor];

/** One command of QEMU's monitor protocol, to be sent as JSON after `qmp_capabilities`. */
export interface QmpCommand {
  readonly execute: string;
  readonly arguments: Readonly<Record<string, string | boolean>>;
}

/** What is to be done, in this order: in the guest, by the hypervisor, in the guest again. */
export interface Refresh<Command> {
  /** False: the guest sees the new drive when it mounts it the next time. */
  readonly isNeeded: boolean;
  /** Sentences. */
  readonly inGuestBefore: readonly string[];
  /** Arguments of processes, or commands for the monitor; none when nothing is needed. */
  readonly commands: readonly Command[];
  readonly inGuestAfter: readonly string[];
}

/** What `refresh` answers, by hypervisor: arguments of `virsh`, or commands for the monitor. */
export interface Refreshes {
  readonly libvirt: Refresh<readonly string[]>;
  readonly qemu: Refresh<QmpCommand>;
}

/** With the defaults. */
interface Choice {
  readonly replaced: string;
  readonly isLonger: boolean;
  readonly isMounted: boolean;
}

/**
 * Says what to run so that a running guest sees the new drive under this path. Nothing is run.
 *
 * @param path Absolute, as the hypervisor sees it.
 * @throws InvalidInputError `wrong-value`, `attachment-impossible`
 */
export function refresh(path: string, options: LibvirtRefresh): Refreshes['libvirt'];
export function refresh(path: string, options: QemuRefresh): Refreshes['qemu'];
export function refresh(path: string, options: RefreshOptions): Refreshes[Hypervisor];
export function refresh(path: string, options: RefreshOptions): Refreshes[Hypervisor] {
  checkArguments(['path', somePath, path], ['options', refreshOptions, options]);
  const { replaced = 'rename', isLonger = true, isMounted = false } = options;
  const choice: Choice = { replaced, isLonger, isMounted };
  const [first, ...others] = problemsOf(options, choice);
  if (first !== undefined) throw new InvalidInputError([first, ...others]);
  const isNeeded = replaced === 'rename' || isLonger;
  const { bus, target } = attachment<'libvirt'>(path, { ...placeOf(options), hypervisor: 'libvirt' });
  const inGuest = { inGuestBefore: before(choice, isNeeded), inGuestAfter: after(bus, isNeeded) };
  return options.hypervisor === 'libvirt'
    ? { isNeeded, commands: isNeeded ? virshCommands(path, { ...options, target }, isMounted) : [], ...inGuest }
    : { isNeeded, commands: isNeeded ? [changeOfMedium(path, options, isMounted)] : [], ...inGuest };
}

const refreshOptions = /* @__PURE__ */ knownOptions<LibvirtRefresh & QemuRefresh>({
  hypervisor: true,
  firmware: true,
  machine: true,
  bus: true,
  replaced: true,
  isLonger: true,
  isMounted: true,
  domain: true,
  device: true,
});

const placeOf = ({ firmware, machine, bus }: RefreshOptions): Omit<AttachmentOptions, 'hypervisor'> => ({
  firmware,
  machine,
  bus,
});

function problemsOf(options: RefreshOptions, { replaced }: Choice): readonly Issue[] {
  const isLibvirt = options.hypervisor === 'libvirt';
  const place = isLibvirt ? 'domain' : 'device';
  const name: unknown = isLibvirt ? options.domain : (options.device ?? QEMU_DEVICE_ID);
  return [
    ...(hypervisors.includes(options.hypervisor)
      ? []
      : [wrong('hypervisor', `must be one of ${hypervisors.join(', ')}`)]),
    ...(['rename', 'keepInode'].includes(replaced) ? [] : [wrong('replaced', 'must be one of rename, keepInode')]),
    ...(isNameForVirsh(name)
      ? []
      : [wrong(place, 'must be a name: a text that begins with no dash or space, and has no control characters')]),
  ];
}

/** A word that begins with a dash would be an option. */
export const isNameForVirsh = (name: unknown): boolean =>
  typeof name === 'string' && /^[^\s-][^\u0000-\u001f\u007f]*$/.test(name);

const wrong = (place: string, message: string): Issue => ({
  code: 'wrong-value' satisfies CoreCode,
  severity: 'error',
  place: [place],
  message,
});

function before({ isMounted }: Choice, isNeeded: boolean): readonly string[] {
  if (!isMounted) return [];
  return isNeeded
    ? ['Unmount the drive, if that can be: what was not read of it before gives errors from then on.']
    : ['Unmount the drive: what the guest has read of it stays in its memory until then.'];
}

/** cloud-init leaves the drive unmounted. */
function after(bus: string, isNeeded: boolean): readonly string[] {
  const isAnnounced = isNeeded && bus !== 'scsi';
  return [
    isAnnounced
      ? 'Mount the drive; where that fails, mount it once more: the first look at a new medium on this bus tells only that it is new.'
      : 'Mount the drive.',
    'cloud-init looks at its drive when the guest boots; `explain` says what it takes then.',
  ];
}

/**
 * Two commands, as CloudStack does it: `--update` with the path that the drive had already says that it succeeded, and leaves
 * QEMU with the old file (libvirt 9.0).
 */
function virshCommands(
  path: string,
  { domain, target }: { readonly domain: string; readonly target: string },
  isMounted: boolean,
): readonly (readonly string[])[] {
  const words = ['virsh', 'change-media', domain, target, '--live', ...(isMounted ? ['--force'] : [])];
  return [
    [...words, '--eject'],
    [...words, '--insert', '--source', path],
  ];
}

const changeOfMedium = (path: string, { device = QEMU_DEVICE_ID }: QemuRefresh, force: boolean): QmpCommand => ({
  execute: 'blockdev-change-medium',
  arguments: { id: device, filename: path, format: 'raw', ...(force ? { force } : {}) },
});
