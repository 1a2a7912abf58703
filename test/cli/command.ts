/** The built command as a process, the way an operator runs it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type RunOptions, run } from '../support/run.ts';

export const BIN = fileURLToPath(new URL('../../packages/cli/bin/configdrive.js', import.meta.url));
const BUNDLE = fileURLToPath(new URL('../../packages/cli/dist/bin/main.js', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url));

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  /** Standard output as it came. */
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** Stand in for everything secret of an input; no output may ever show one, in any spelling of it. */
export const CANARIES = ['canary-7f3a-password', 'canary-7f3a-user-data', 'canary-7f3a-parameter'] as const;
const [password, userData, parameter] = CANARIES;

export const SOURCE_DATE_EPOCH = '1709210096'; // 2024-02-29T12:34:56Z

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The smallest drive that cloud-init takes, with a canary in every secret. */
export const vm = {
  instanceName: 'i-2-10-VM',
  vmData: [
    ['userdata', 'user_data', base64(`#cloud-config\n# ${userData}\n`)],
    ['metadata', 'vm-id', '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11'],
    ['metadata', 'availability-zone', parameter],
    ['password', 'vm_password', password],
  ],
  nics: [{ mac: '02:00:4c:5e:00:05', default: true, ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1' } }],
} as const;

export interface CommandOptions extends RunOptions {
  /** It was asked for a content: `cat`, `--reveal`. */
  readonly mayTellSecrets?: boolean;
}

/** Checks what holds for every command line: no secret in any output. */
export function configdrive(args: readonly string[], options: CommandOptions = {}): CommandResult {
  const { status, stdout, stderr } = run(process.execPath, [builtBin(), ...args], {
    ...options,
    env: { SOURCE_DATE_EPOCH, FORCE_COLOR: '0', ...options.env },
  });
  const text = stdout.toString('utf8');
  if (!isImage(stdout) && !options.mayTellSecrets) expectNoCanary(text);
  expectNoCanary(stderr);
  return { status, stdout: text, bytes: stdout, stderr };
}

/** The path of the command. That of yesterday's sources must not be what is tested. */
export function builtBin(): string {
  isFresh ??= existsSync(BUNDLE) && statSync(BUNDLE).mtimeMs >= newestSource();
  if (!isFresh) throw new Error('the command is older than its sources; run npm run build');
  return BIN;
}

let isFresh: boolean | undefined;

function newestSource(): number {
  const names = readdirSync(PACKAGES, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => /^[^/]+\/src\/.*\.ts$/.test(name) && !name.endsWith('.test.ts'));
  return Math.max(...sources.map((name) => statSync(`${PACKAGES}/${name}`).mtimeMs));
}

export function expectNoCanary(text: string): void {
  for (const canary of CANARIES) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(base64(canary).replace(/=+$/, ''));
    expect(text).not.toContain(Buffer.from(canary).toString('hex'));
  }
}

const SIGNATURE_AT = 16 * 2048 + 1;
export const isImage = (bytes: Buffer): boolean => bytes.toString('latin1', SIGNATURE_AT, SIGNATURE_AT + 5) === 'CD001';
