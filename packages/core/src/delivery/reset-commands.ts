/**
 * What sets a password in a running guest now, through the guest agent. No program gets it as an argument: `virsh` reads commands
 * from its standard input, and the agent is spoken to through its socket.
 */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions } from '@configdrive/issues/arguments';
import { utf8Bytes } from 'iso9660-format';
import type { CoreCode } from '../codes.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { isAccountName } from '../guest-script/document.ts';
import { hypervisors } from './attachment.ts';
import { isNameForVirsh } from './refresh.ts';

/** Options of `resetCommands`, for every hypervisor. */
export interface ResetBase {
  /** Whose password it is: an account of the guest. */
  readonly user: string;
  readonly password: string;
}

export interface LibvirtReset extends ResetBase {
  readonly hypervisor: 'libvirt';
  /** Name, id or UUID of the domain. */
  readonly domain: string;
}

export interface QemuReset extends ResetBase {
  readonly hypervisor: 'qemu';
}

/** Options of `resetCommands`. */
export type ResetOptions = LibvirtReset | QemuReset;

/** What to run so that a running guest has another password. */
export interface ResetCommands {
  /** Arguments of the process to start, the program first; none where the text goes to the socket of the guest agent. */
  readonly arguments: readonly string[];
  /** The text for its standard input, or for that socket. It holds the password; a function, so that nothing prints it. */
  readonly input: () => string;
}

/**
 * Says what to run so that a running guest takes a password now: the guest agent sets it, which must run in the guest. Nothing is
 * run, and the drive is not changed: `withPassword` does that, and both together are a reset that stays.
 *
 * @throws InvalidInputError `wrong-value`
 */
export function resetCommands(options: ResetOptions): ResetCommands {
  checkArguments(['options', resetOptions, options]);
  const [first, ...others] = problemsOf(options);
  if (first !== undefined) throw new InvalidInputError([first, ...others]);
  return options.hypervisor === 'libvirt'
    ? { arguments: ['virsh', '--quiet'], input: () => virshLine(options) }
    : { arguments: [], input: () => agentLine(options) };
}

const resetOptions = /* @__PURE__ */ knownOptions<LibvirtReset & QemuReset>({
  hypervisor: true,
  domain: true,
  user: true,
  password: true,
});

/** The words of virsh are split as a shell does it. */
const virshLine = ({ domain, user, password }: LibvirtReset): string =>
  `${['set-user-password', domain, user, password].map(quoted).join(' ')}\n`;

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const agentLine = ({ user, password }: QemuReset): string =>
  `${JSON.stringify({
    execute: 'guest-set-user-password',
    arguments: { username: user, password: encodeBase64(utf8Bytes(password)), crypted: false },
  })}\n`;

function problemsOf(options: ResetOptions): readonly Issue[] {
  const { hypervisor, user, password }: Readonly<Record<keyof QemuReset, unknown>> = options;
  const problems: Issue[] = [];
  const wrong = (place: string, message: string): unknown =>
    problems.push({ code: 'wrong-value' satisfies CoreCode, severity: 'error', place: [place], message });
  if (!hypervisors.some((name) => name === hypervisor)) wrong('hypervisor', `must be one of ${hypervisors.join(', ')}`);
  if (options.hypervisor === 'libvirt' && !isNameForVirsh(options.domain))
    wrong('domain', 'must be a name: a text that begins with no dash or space, and has no control characters');
  if (typeof user !== 'string' || !isAccountName(user)) wrong('user', 'must be the name of an account of the guest');
  if (!isPassword(password)) wrong('password', 'must be a text of one line that is not empty');
  return problems;
}

const isPassword = (password: unknown): boolean =>
  typeof password === 'string' && password.isWellFormed() && /^[^\u0000-\u001f\u007f]+$/.test(password);
