/** A directory with an old drive in it, a process that publishes a new one there, and a look at what is left. */
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource } from '@configdrive/storage';
import { expect } from 'vitest';
import { type Call, type Fault, type Job, type Traced, trace } from './faults.ts';

export const NEW_BYTE = 0x41;
export const BYTE_LENGTH = 100_000;
export const OLD = 'the old drive';
const NAME = 'drive.iso';
const DRAFT = /^\.configdrive-[0-9a-f]{32}-[0-9a-f.]+\.draft$/;
const COPY = /^\.configdrive-[0-9a-f]{32}\.next$/;
const CLAIM = /^\.configdrive-[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-f.]+\.claim$/;

/** A way to publish. */
export interface Variant {
  readonly title: string;
  readonly sync: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether there is a drive to replace. */
  readonly replaces: boolean;
  /** Of the drive to replace, instead of a few bytes. */
  readonly oldByteLength?: number;
}

export type State = 'absent' | 'old' | 'new';

export interface Stage {
  readonly directory: () => string;
  /** Runs a variant in a fresh directory. */
  play(variant: Variant, faults?: readonly Fault[]): Traced;
  /** The calls of a run in which nothing fails. */
  record(variant: Variant): readonly Call[];
  /** Runs a variant with the call at a position of its record broken. */
  playBroken(variant: Variant, position: number, fault: string): Traced & { readonly call: Call };
  /** What the library reads under the name; fails when it is neither of the two, whole. */
  state(): State;
  /** Temporary files, all private; fails when there is anything else but empty claims. */
  drafts(): readonly string[];
  /** Complete copies of what is being written over the drive; fails when one is not private. */
  copies(): readonly string[];
  /** Of processes that are or were at work on the name. */
  claims(): readonly string[];
}

/** Counts of calls differ from run to run by a few that have nothing to do with files, so some faults miss. */
const TRIES = 12;

export function stageOf(strace: string, path: (name: string) => string): Stage {
  const directory = (): string => path('drives');
  let oldContent: Uint8Array = Buffer.from(OLD);
  const log = (): string => path('strace.log');

  function play(variant: Variant, faults: readonly Fault[] = []): Traced {
    oldContent = oldContentOf(variant);
    return trace(strace, prepared(directory(), variant), log(), faults);
  }

  const records = new Map<Variant, readonly Call[]>();

  function record(variant: Variant): readonly Call[] {
    const known = records.get(variant);
    if (known !== undefined) return known;
    const { outcome, calls } = play(variant);
    expect(outcome).toEqual({ ok: true });
    records.set(variant, calls);
    return calls;
  }

  function playBroken(variant: Variant, position: number, fault: string): Traced & { readonly call: Call } {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const calls = record(variant);
      const call = calls[position]!;
      const traced = play(variant, [{ call, fault }]);
      const isKill = fault.startsWith('signal=');
      if ((traced.outcome === undefined) === isKill && isHit(traced, calls, position)) return { ...traced, call };
      records.delete(variant);
    }
    throw new Error(`strace missed call ${position} of "${variant.title}" ${TRIES} times`);
  }

  function state(): State {
    if (!readdirSync(directory()).includes(NAME)) return 'absent';
    const source = fileSource(join(directory(), NAME));
    const content = Buffer.from(source.read(0, source.byteLength));
    source.close();
    if (content.equals(oldContent)) return 'old';
    expect(content.equals(Buffer.alloc(BYTE_LENGTH, NEW_BYTE)), 'the file is whole').toBe(true);
    return 'new';
  }

  const names = (kind: RegExp): readonly string[] => readdirSync(directory()).filter((name) => kind.test(name));

  function drafts(): readonly string[] {
    const known = [...names(COPY), ...names(CLAIM), NAME];
    const others = readdirSync(directory()).filter((name) => !known.includes(name));
    for (const name of others) {
      expect(name).toMatch(DRAFT);
      expect(lstatSync(join(directory(), name)).mode & 0o137, name).toBe(0);
    }
    return others;
  }

  function copies(): readonly string[] {
    for (const name of names(COPY)) expect(lstatSync(join(directory(), name)).mode).toBe(0o100600);
    return names(COPY);
  }

  function claims(): readonly string[] {
    for (const name of names(CLAIM))
      expect(lstatSync(join(directory(), name))).toMatchObject({ size: 0, mode: 0o100600 });
    return names(CLAIM);
  }

  return { directory, play, record, playBroken, state, drafts, copies, claims };
}

/** Whether the call that broke, or the last one of a process that was killed, is the one that was meant. */
function isHit({ outcome, calls, broken }: Traced, recorded: readonly Call[], position: number): boolean {
  const { name, inMainThread } = recorded[position]!;
  // The workers' calls are seen only when one of them is to break.
  const before = recorded.slice(0, position).filter((call) => call.inMainThread || !inMainThread);
  const wanted = calls[before.length];
  if (wanted?.name !== name) return false;
  return outcome === undefined ? calls.length === before.length + 1 : broken.length === 1 && broken[0] === wanted;
}

const oldContentOf = ({ oldByteLength }: Variant): Buffer =>
  oldByteLength === undefined ? Buffer.from(OLD) : Buffer.alloc(oldByteLength, OLD);

function prepared(directory: string, variant: Variant): Job {
  const { sync, options, replaces } = variant;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  const path = join(directory, NAME);
  if (replaces) writeFileSync(path, oldContentOf(variant), { mode: 0o600 });
  return { path, byteLength: BYTE_LENGTH, byte: NEW_BYTE, sync, options };
}
