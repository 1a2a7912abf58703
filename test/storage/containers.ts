/** Containers as far as locks can tell: pid namespaces, with the boot id of the kernel or one of their own, as LXC and systemd-nspawn give. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { run } from '../support/run.ts';

/** Root may make namespaces, unless a sandbox says otherwise. */
export const canContain: boolean =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  run('unshare', ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child', 'true']).status === 0;

export interface Container {
  readonly child: ChildProcess;
  /** It ended by itself, which none is to do. */
  hasEnded(): boolean;
  /** Kills everything in it, and waits until it is gone. */
  kill(): Promise<void>;
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const NAMESPACES = ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child'];

/** What is a container's own. */
export interface Own {
  /** A file to mount over the boot id; undefined: the kernel's. */
  readonly bootId?: string | undefined;
  /** Variables of its environment beside the host's. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Starts a command in a container. */
export function startContainer(command: readonly string[], { bootId: ownBootId, env }: Own = {}): Container {
  if (ownBootId !== undefined) writeFileSync(ownBootId, `${randomUUID()}\n`);
  const mount = ownBootId === undefined ? '' : `mount --bind '${ownBootId}' ${BOOT_ID} && `;
  const child = spawn('unshare', [...NAMESPACES, 'sh', '-c', `${mount}exec "$@"`, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let isKilled = false;
  return {
    child,
    hasEnded: () => !isKilled && (child.exitCode !== null || child.signalCode !== null),
    kill: async () => {
      isKilled = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
