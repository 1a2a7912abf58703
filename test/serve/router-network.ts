/**
 * A network of a test's own, with a router whose ports 80 and 8080 nobody else has, and guests that ask from their own addresses:
 * a network namespace in which the service runs, and the programs that ask it.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type RunResult, run, runOk } from '../support/run.ts';
import type { ServiceWords } from './service-words.ts';

/** Root may make namespaces, unless a sandbox says otherwise. */
export const canHaveNetwork: boolean =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  run('unshare', ['--net', '--mount', 'ip', 'link', 'set', 'lo', 'up']).status === 0;

const PROGRAM = fileURLToPath(new URL('service.mjs', import.meta.url));

/** How a guest finds its router; nothing of this machine is read. */
export interface GuestFiles {
  /** Lines of /etc/hosts. */
  readonly hosts?: string;
  /** Of systemd-networkd, by the number of the NIC. */
  readonly networkdLease?: string;
  /** Of dhclient. */
  readonly dhclientLease?: string;
}

export interface ClientOptions {
  readonly files?: GuestFiles;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class RouterNetwork {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #path: (name: string) => string;
  #files = 0;

  private constructor(child: ChildProcessWithoutNullStreams, path: (name: string) => string) {
    this.#child = child;
    this.#lines = createInterface(child.stdout);
    this.#path = path;
  }

  /** Resolves when the service is open. `path`: where files may be made. */
  static async open(
    addresses: readonly string[],
    words: ServiceWords,
    path: (name: string) => string,
  ): Promise<RouterNetwork> {
    writeFileSync(path('service.json'), JSON.stringify(words));
    writeFileSync(path('addresses'), addresses.map((address) => `address add ${address} dev lo\n`).join(''));
    const script = 'ip link set lo up && ip -batch "$1" && shift && exec "$@"';
    const command = [process.execPath, PROGRAM, path('service.json')];
    const child = spawn('unshare', ['--net', 'sh', '-c', script, 'sh', path('addresses'), ...command]);
    child.stderr.pipe(process.stderr);
    const network = new RouterNetwork(child, path);
    await network.#answer();
    return network;
  }

  /** The service looks at its drives again; resolves when what is new is served. */
  async reload(): Promise<void> {
    this.#child.stdin.write('reload\n');
    await this.#answer();
  }

  /** Runs a program that must succeed, beside the router. */
  run(program: string, args: readonly string[], options: ClientOptions = {}): RunResult {
    const { words, env } = this.#placed(program, args, options);
    return runOk('nsenter', words, { env, input: options.input ?? '' });
  }

  /** The same of a program that may fail. */
  tries(program: string, args: readonly string[], options: ClientOptions = {}): RunResult {
    const { words, env } = this.#placed(program, args, options);
    return run('nsenter', words, { env, input: options.input ?? '' });
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }

  #placed(program: string, args: readonly string[], { files = {}, env = {} }: ClientOptions) {
    const words = ['--net', '--target', String(this.#child.pid), 'unshare', '--mount', 'sh', '-c', GUEST_FILES, 'sh'];
    const own = { hosts: '127.0.0.1 localhost\n', ...files };
    const paths = (['hosts', 'networkdLease', 'dhclientLease'] as const).map((name) => this.#written(own[name]));
    return { words: [...words, ...paths, program, ...args], env: { ...withoutProxies, ...env } };
  }

  #written(text: string | undefined): string {
    if (text === undefined) return '';
    const path = this.#path(`file-${this.#files++}`);
    writeFileSync(path, text);
    return path;
  }

  async #answer(): Promise<void> {
    const ended = once(this.#child, 'exit').then(() => {
      throw new Error('the service ended by itself');
    });
    await Promise.race([once(this.#lines, 'line'), ended]);
  }
}

/** Directories of this machine's own leases are hidden: what a guest does not have must not be found. */
const GUEST_FILES = `
hosts=$1 networkd=$2 dhclient=$3
shift 3
set -e
mount --bind "$hosts" /etc/hosts
mount -t tmpfs tmpfs /var/lib
mkdir -p /run/systemd
mount -t tmpfs tmpfs /run/systemd
if [ -n "$networkd" ]; then mkdir -p /run/systemd/netif/leases; cp "$networkd" /run/systemd/netif/leases/2; fi
if [ -n "$dhclient" ]; then mkdir -p /var/lib/dhcp; cp "$dhclient" /var/lib/dhcp/dhclient.eth0.leases; fi
exec "$@"
`;

/** Nobody stands between a guest and its router. */
const withoutProxies = { http_proxy: '', HTTP_PROXY: '', all_proxy: '', ALL_PROXY: '', no_proxy: '*' };
