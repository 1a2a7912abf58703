/** Machines and drives in memory as a source. */
import type { ConfigDrive, Machine } from '@configdrive/core';
import { checkArguments, iterable } from '@configdrive/issues/arguments';
import type { DriveSource } from './source.ts';

/** A source that its owner changes: what is set is served at once. */
export interface MemorySource extends DriveSource {
  /** Puts a machine or a drive in the place of the one of this name. */
  set(name: string, machine: ConfigDrive | Machine): void;
  delete(name: string): void;
}

/** Makes a source of machines and drives by name: `new Map([['i-2-10-VM', parseMachine(input)]])`. */
export function memorySource(
  machines: Iterable<readonly [name: string, machine: ConfigDrive | Machine]> = [],
): MemorySource {
  checkArguments(['machines', iterable('a list, or a map, of names with machines or drives'), machines]);
  let count = 0;
  const held = new Map<string, { readonly machine: ConfigDrive | Machine; readonly version: string }>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const put = (name: string, machine: ConfigDrive | Machine): void => {
    held.set(name, { machine, version: String(count++) });
  };
  for (const [name, machine] of machines) put(name, machine);
  return {
    label: 'memory',
    async *list() {
      for (const [name, { version }] of held) yield { name, version };
    },
    read: async (name) => held.get(name)?.machine,
    watch(onChange) {
      listeners.add(onChange);
      return { close: () => listeners.delete(onChange) };
    },
    set(name, machine) {
      put(name, machine);
      tell();
    },
    delete(name) {
      if (held.delete(name)) tell();
    },
  };
}
