/** QEMU as the machine of a guest of ours: how it is run, and what every guest gets. */
import { spawn } from 'node:child_process';
import { programPath } from './foreign.ts';

/** KVM is not tried: on some hosts it opens and then hangs. CONFIGDRIVE_TEST_ACCEL=kvm asks for it. */
const accelerator = (): string => process.env.CONFIGDRIVE_TEST_ACCEL ?? 'tcg';

/** A busy host stops the guest for seconds, also while it counts ticks; that is no fault of an image. */
export const UNHURRIED = 'no_timer_check nowatchdog rcupdate.rcu_cpu_stall_suppress=1';

/** A machine without anything that was not asked for. */
export const bareMachine = (memoryMebibytes: number): readonly string[] =>
  [
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-vga', 'none'],
    ['-accel', accelerator(), '-m', String(memoryMebibytes)],
  ].flat();

/**
 * Runs QEMU to its end, at most so long, or until the power is to be cut. How it ended, and what it complained of. `before` is a
 * program and its first arguments that run the command after them.
 */
export async function runQemu(
  args: readonly string[],
  limitSeconds: number,
  isToBeCut: () => boolean = () => false,
  before: readonly string[] = [],
): Promise<string> {
  const [program = '', ...words] = [...before, programPath('qemu-system-x86_64'), ...args];
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitSeconds * 1000);
  const look = setInterval(() => isToBeCut() && child.kill('SIGKILL'), 100);
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => {
    complaint += piece.toString('utf8');
  });
  const status = await new Promise<string>((settle, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => settle(signal ?? `exit status ${String(code)}`));
  });
  clearTimeout(timer);
  clearInterval(look);
  return `${status} ${complaint}`.trim();
}
