/** `configdrive refresh`: what makes a running guest see its new drive. */
import { resolve } from 'node:path';
import { type QmpCommand, type Refresh, refresh as refreshOf } from '@configdrive/core';
import type { refresh as words } from '../commands/refresh.ts';
import type { ActionOf, OptionsOf } from '../framework/action.ts';
import { refusal } from '../framework/codes.ts';
import { printJson, printLines } from '../framework/output.ts';

type Options = OptionsOf<typeof words>;

/** Field names are API: adding one is minor, renaming one makes it `configdrive.refresh/2`. */
export const refresh: ActionOf<typeof words> = async ({ image }, options) => {
  const path = resolve(image);
  const { hypervisor = 'libvirt' } = options;
  const facts = hypervisor === 'qemu' ? forQemu(path, options) : forLibvirt(path, options);
  if (options.json) {
    const { lines: _lines, ...told } = facts;
    await printJson('configdrive.refresh/1', { hypervisor, path, ...told });
    return;
  }
  await printLines(facts.lines);
};

/** With what is printed: for a shell, which takes what is to be done in the guest for remarks; QEMU's monitor takes commands only. */
type Told<Command> = Refresh<Command> & { readonly lines: readonly string[] };

function forLibvirt(path: string, options: Options): Told<readonly string[]> {
  const { domain } = options;
  if (domain === undefined) throw refusal('domain-missing', ['--domain'], 'say which guest has the drive');
  const facts = refreshOf(path, { hypervisor: 'libvirt', domain, ...choiceOf(options) });
  const commands = facts.commands.map((words) => words.map(shellWord).join(' '));
  const nothing = facts.isNeeded ? [] : ['# nothing to run: the guest sees the new drive as it is'];
  const remarks = (sentences: readonly string[]): readonly string[] =>
    sentences.map((sentence) => `# in the guest: ${sentence}`);
  return {
    ...facts,
    lines: [...remarks(facts.inGuestBefore), ...nothing, ...commands, ...remarks(facts.inGuestAfter)],
  };
}

function forQemu(path: string, options: Options): Told<QmpCommand> {
  const facts = refreshOf(path, { hypervisor: 'qemu', device: options.device, ...choiceOf(options) });
  // A connection to the monitor takes no command before this one.
  const commands = facts.isNeeded ? [{ execute: 'qmp_capabilities' }, ...facts.commands] : [];
  return { ...facts, lines: commands.map((command) => JSON.stringify(command)) };
}

const choiceOf = ({ keepInode = false, notLonger = false, mounted, firmware, machine, bus }: Options) =>
  ({
    replaced: keepInode ? 'keepInode' : 'rename',
    isLonger: !notLonger,
    isMounted: mounted,
    firmware,
    machine,
    bus,
  }) as const;

/** A word as a shell takes it for one word. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
