/**
 * Tells who made a file by its name, so that what a dead process left can be removed and what a living one works on never
 * is. Linux only: boot, namespaces, process and its start are the kernel's words; no age and no clock has a say.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, statfsSync } from 'node:fs';

/** Identifies a process for good: two processes never have the same five. */
export interface ProcessIdentity {
  /** The installation, 8 hex digits of a digest; zeros: unknown. Its id itself is not for others to read (machine-id(5)). */
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
  const boot = readText('/proc/sys/kernel/random/boot_id');
  // Where process ids, and times since the boot, are counted on their own.
  const namespaces = ['pid', 'time'].map((kind) => namespaceOf(kind));
  if (start === undefined || boot === undefined || namespaces.includes(undefined)) return UNKNOWN;
  const machine = readText('/etc/machine-id');
  const tags = [machine === undefined ? UNKNOWN_MACHINE : tag(machine), tag(boot), tag([boot, ...namespaces].join())];
  return [...tags, process.pid, start].join('.');
}

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

/**
 * Tells whether a process is certainly gone, so that nobody of that identity can ever do anything again. Where that cannot
 * be known (another host, another container, another system) the answer is no.
 *
 * @param directory A directory that a file of the process is in.
 */
export function isGone(owner: ProcessIdentity | undefined, directory: string): boolean {
  const own = identityOf(ownIdentity());
  if (owner === undefined || own === undefined) return false;
  if (owner.boot !== own.boot) return isOfEarlierBoot(owner, own, directory);
  return owner.scope === own.scope && !isRunning(owner);
}

/** Another boot is over when it was this machine's; that a clone of it writes here too, a local disk rules out. */
const isOfEarlierBoot = (owner: ProcessIdentity, own: ProcessIdentity, directory: string): boolean =>
  owner.machine === own.machine && owner.machine !== UNKNOWN_MACHINE && isLocal(directory);

/** statfs(2): ext2 to 4, XFS, Btrfs, tmpfs, F2FS, ZFS. Their files change only through the kernel that has them mounted. */
const LOCAL_FILE_SYSTEMS = new Set([0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0xf2f5_2010, 0x2fc1_2fc1]);

function isLocal(directory: string): boolean {
  try {
    return LOCAL_FILE_SYSTEMS.has(statfsSync(directory).type);
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
