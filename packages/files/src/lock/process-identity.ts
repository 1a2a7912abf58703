/**
 * Tells who made a file by its name, so that what a dead process left can be removed and what a living one works on never
 * is. Linux only: boot, namespaces, process and its start are the kernel's words. Containers replace some of them, so where
 * they are not enough the answer is that nobody can tell.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';

/** Identifies a process for good: two processes never have the same five. */
export interface ProcessIdentity {
  /**
   * The installation, 8 hex digits of a digest; zeros: unknown, or in a container that has a boot id of its own. Its id itself
   * is not for others to read (machine-id(5)).
   */
  readonly machine: string;
  /** The boot of its kernel. */
  readonly boot: string;
  /** The namespaces in which the next two mean something. */
  readonly scope: string;
  readonly pid: number;
  /** In clock ticks since the boot. */
  readonly start: string;
}

const UNKNOWN = 'unknown';
const UNKNOWN_MACHINE = '00000000';

/** Matches a process as it stands in a name; `unknown` is nobody that could ever be told gone. */
export const PROCESS_PATTERN = `unknown|[0-9a-f]{8}\\.[0-9a-f]{8}\\.[0-9a-f]{8}\\.[0-9]+\\.[0-9]+`;

let self: string | undefined;

/** Identifies this process as text. */
export const ownIdentity = (): string => (self ??= describeSelf());

/** Reads the text of an identity back; undefined when it names nobody. */
export function identityOf(text: string): ProcessIdentity | undefined {
  const [machine = '', boot = '', scope = '', pid = '', start = ''] = text.split('.');
  return text === UNKNOWN ? undefined : { machine, boot, scope, pid: Number(pid), start };
}

function describeSelf(): string {
  const start = process.platform === 'linux' ? processState(process.pid)?.start : undefined;
  const boot = readText(BOOT_ID);
  // Where process ids, and times since the boot, are counted on their own.
  const namespaces = ['pid', 'time'].map((kind) => namespaceOf(kind));
  if (start === undefined || boot === undefined || namespaces.includes(undefined)) return UNKNOWN;
  const machine = isKernels(BOOT_ID) ? readText('/etc/machine-id') : undefined;
  const tags = [machine === undefined ? UNKNOWN_MACHINE : tag(machine), tag(boot), tag([boot, ...namespaces].join())];
  return [...tags, process.pid, start].join('.');
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const PROC_FILE_SYSTEM = 0x9fa0;

/**
 * systemd-nspawn and LXC mount a file of theirs over the boot id, another one at each start of a container: who has such a
 * one must not pass for somebody of an earlier boot of the machine, whose id it often shares.
 */
const isKernels = (path: string): boolean => fileSystemAt(path) === PROC_FILE_SYSTEM;

const TAG_DIGITS = 8;

const tag = (text: string): string =>
  createHash('sha256').update(`configdrive ${text}`).digest('hex').slice(0, TAG_DIGITS);

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Kernels before 5.6 have no time namespaces, which is as good as being in the first. */
function namespaceOf(kind: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return kind === 'time' ? '' : undefined;
  }
}

/** What can be said of a process. `unseen`: it may run where nobody here can look, on another host or in another container. */
export type OwnerState = 'running' | 'gone' | 'unseen';

/**
 * Says what became of a process. `gone` is certain: nobody of that identity can ever do anything again.
 *
 * @param directory A directory that a file of the process is in.
 * @param name Of that file.
 */
export function ownerStateOf(owner: ProcessIdentity | undefined, directory: string, name: string): OwnerState {
  const own = identityOf(ownIdentity());
  if (owner === undefined || own === undefined) return 'unseen';
  if (owner.boot !== own.boot) return isOfEarlierBoot(owner, own, directory, name) ? 'gone' : 'unseen';
  if (owner.scope !== own.scope) return 'unseen';
  return isRunning(owner) ? 'running' : 'gone';
}

/** Tells whether a process is certainly gone. */
export const isGone = (...file: Parameters<typeof ownerStateOf>): boolean => ownerStateOf(...file) === 'gone';

/**
 * Another boot is over when it was this machine's. That a clone of it writes here too, a local disk rules out; that another
 * container of this boot does, the last sign of life: who is at work touches its files all the time.
 */
const isOfEarlierBoot = (owner: ProcessIdentity, own: ProcessIdentity, directory: string, name: string): boolean =>
  owner.machine === own.machine &&
  owner.machine !== UNKNOWN_MACHINE &&
  LOCAL_FILE_SYSTEMS.has(fileSystemAt(directory) ?? 0) &&
  isOlderThanBoot(`${directory}/${name}`);

/** statfs(2): ext2 to 4, XFS, Btrfs, tmpfs, F2FS, ZFS. Their files change only through the kernel that has them mounted. */
const LOCAL_FILE_SYSTEMS = new Set([0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0xf2f5_2010, 0x2fc1_2fc1]);

function fileSystemAt(path: string): number | undefined {
  try {
    return statfsSync(path).type;
  } catch {
    return undefined;
  }
}

/** The kernel tells the second of its boot. */
const MARGIN_MILLISECONDS = 1000;

/** proc(5), `/proc/stat`: `btime`, in seconds since 1970. Of what cannot be looked at nothing is known. */
function isOlderThanBoot(path: string): boolean {
  const bootSeconds = /^btime ([0-9]+)$/m.exec(readText('/proc/stat') ?? '')?.[1];
  if (bootSeconds === undefined) return false;
  try {
    return lstatSync(path).mtimeMs < Number(bootSeconds) * 1000 - MARGIN_MILLISECONDS;
  } catch {
    return false;
  }
}

function isRunning({ pid, start }: ProcessIdentity): boolean {
  if (!hasProcess(pid)) return false;
  const found = processState(pid);
  // Hidden from us, but there.
  if (found === undefined) return true;
  return found.start === start && !found.isOver;
}

/** EPERM: there is one, of somebody else. */
function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return !(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH');
  }
}

/** proc(5), `/proc/<pid>/stat`: fields 3 and 22, counted behind the name, which may hold blanks and parentheses. */
function processState(pid: number): { readonly isOver: boolean; readonly start: string } | undefined {
  const fields = readText(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  const [state, start] = [fields?.[0], fields?.[19]];
  return state === undefined || start === undefined ? undefined : { isOver: /^[ZXx]$/.test(state), start };
}
