/** A directory with an old drive in it, a process that publishes a new one there, and a look at what is left. */

import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource, type PublishOptions } from '@configdrive/files';
import { emptyDirSync } from 'fs-extra';
import { expect } from 'vitest';
import { type Breaker, breakerOf } from './breaker.ts';
import { type Fault, type Play, playOf, type Traced, trace } from './faults.ts';

export const NEW_BYTE = 0x41;
export const BYTE_LENGTH = 100_000;
export const OLD = Buffer.from('the old drive');
const NEW = Buffer.alloc(BYTE_LENGTH, NEW_BYTE);
export const NAME = 'drive.iso';
const DRAFT = /^\.configdrive-[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-f.]+\.draft$/;
const COPY = /^\.configdrive-[0-9a-f]{32}\.next$/;
const CLAIM = /^\.configdrive-[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-f.]+\.claim$/;

/** A way to publish. */
export interface Variant {
  readonly title: string;
  /** The drive to replace; undefined: there is none. */
  readonly before: Buffer | undefined;
  readonly after: Buffer;
  /** Stands in both drives or in the new one; nothing else may ever hold it. */
  readonly secret: string;
  /** Of the new drive; default 0600. */
  readonly mode?: number | undefined;
  readonly playAt: (path: string) => Play;
}

/** A way to write an image of one byte over and over. */
export const publishing = (
  title: string,
  options: PublishOptions,
  { before }: { readonly before: Buffer | undefined },
): Variant => ({
  title,
  before,
  after: NEW,
  secret: String.fromCharCode(NEW_BYTE).repeat(16),
  mode: options.mode,
  playAt: (path) => playOf({ path, byteLength: BYTE_LENGTH, byte: NEW_BYTE, options: { ...options } }),
});

export type State = 'absent' | 'old' | 'new';

export interface Stage extends Breaker<Variant> {
  readonly directory: () => string;
  /** Runs a variant in a fresh directory. */
  play(variant: Variant, faults?: readonly Fault[]): Traced;
  /** What the library reads under the name; fails when it is neither of the two, whole. */
  state(): State;
  /** Temporary files, all private; fails when there is anything else but empty claims. */
  drafts(): readonly string[];
  /** Complete copies of what is being written over the drive; fails when one is not private. */
  copies(): readonly string[];
  /** Of processes that are or were at work on the name. */
  claims(): readonly string[];
  /** What nobody may find but in the drive. */
  secret(): string;
  /** Names of the files that hold it, here and where a process would put temporary files. */
  holdersOfSecret(): readonly string[];
}

export function stageOf(strace: string, path: (name: string) => string): Stage {
  const directory = (): string => path('drives');
  const elsewhere = (): string => path('elsewhere');
  let played: Pick<Variant, 'before' | 'after' | 'secret'> = { before: undefined, after: NEW, secret: '' };
  const log = (): string => path('strace.log');

  function play(variant: Variant, faults: readonly Fault[] = []): Traced {
    played = variant;
    for (const each of [directory(), elsewhere()]) emptyDirSync(each);
    if (variant.before !== undefined) writeFileSync(join(directory(), NAME), variant.before, { mode: 0o600 });
    const play = variant.playAt(join(directory(), NAME));
    const env = { ...play.env, TMPDIR: elsewhere(), HOME: elsewhere() };
    return trace(strace, { ...play, env }, log(), faults);
  }

  const { record, playBroken } = breakerOf(play);

  function state(): State {
    if (!readdirSync(directory()).includes(NAME)) return 'absent';
    const source = fileSource(join(directory(), NAME));
    const content = Buffer.from(source.read(0, source.byteLength));
    source.close();
    if (played.before?.equals(content) ?? false) return 'old';
    expect(content.equals(played.after), 'the file is whole').toBe(true);
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

  function holdersOfSecret(): readonly string[] {
    const found = [directory(), elsewhere()].flatMap((root) =>
      readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
    );
    const holding = found.filter(({ parentPath, name }) =>
      readFileSync(join(parentPath, name)).includes(played.secret),
    );
    return holding.map(({ name }) => name);
  }

  const secret = (): string => played.secret;
  return { directory, play, record, playBroken, state, drafts, copies, claims, secret, holdersOfSecret };
}
