/**
 * Every operation × every call that it makes × every way in which that call fails. What must hold afterwards is the same for
 * all of them: no drive is torn or lost, what is not done is said, nothing that holds a secret is left unsaid, and the same operation
 * succeeds once the fault is over.
 */
import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileSource } from '@configdrive/files';
import { emptyDirSync } from 'fs-extra';
import { stagedCopyName } from '../../packages/files/src/lock/own-names.ts';
import { CHANGES, type Fault, type Manner } from './broken-calls.ts';
import { filesBelow } from './stores.ts';

/** Stand in both drives, or in one of them. */
export const SECRETS = ['0ld-secret-7a1f', 'n3w-secret-7a1f', 'canary-secret-7a1f'] as const;
export const [OLD_PASSWORD, NEW_PASSWORD, USER_DATA_SECRET] = SECRETS;

const ERRNOS = ['ENOSPC', 'EIO', 'ESTALE', 'EINTR', 'EDQUOT', 'EACCES', 'EROFS', 'EMFILE'] as const;
const MANNERS: readonly Manner[] = ['once', 'forever', 'done', 'gone'];

/** A call that an operation makes: its text, and the thread where it matters. */
export interface Call {
  readonly text: string;
  /** Among those of its thread, from 0. */
  readonly index: number;
  readonly thread?: string;
}

export type BrokenCall = Fault & Pick<Call, 'text' | 'thread'>;

/** What an operation says of how it went. */
export interface Told {
  /** It says that all is done. */
  readonly isDone: boolean;
  /** A typed error, or an exit code that is none of a bug. */
  readonly isTyped: boolean;
  /** All that it says: messages, warnings, outcomes. */
  readonly says: string;
  /** What it found, as text; the same in each run that is done. */
  readonly found: string;
}

export interface Ran extends Told {
  readonly calls: readonly Call[];
}

export interface Operation {
  readonly title: string;
  /** It takes a second, where others take a hundredth. */
  readonly isProcess?: boolean;
  /** Makes what is there before, in an empty place. */
  readonly prepare: (place: string) => Promise<void> | void;
  /** Runs it, with a call broken. */
  readonly run: (place: string, broken?: BrokenCall) => Promise<Ran>;
  /** How it is done once more; default: as before. */
  readonly runAgain?: (place: string) => Promise<Ran>;
  /** What says that it is done already, where it cannot be done twice. */
  readonly doneAlready?: RegExp;
  /** A tree that is there as a whole or not at all. */
  readonly tree?: string;
  /** Removes what is left for whoever collects it. */
  readonly collect: (place: string) => Promise<void>;
}

type Files = ReadonlyMap<string, Buffer>;

/** An operation as it is without faults. */
export interface Recorded {
  readonly operation: Operation;
  readonly calls: readonly Call[];
  readonly before: Files;
  readonly after: Files;
  readonly found: string;
}

/** Runs an operation without a fault, and again: what is there afterwards, and which calls there are to break. */
export async function recorded(operation: Operation, place: string): Promise<Recorded> {
  const before = await prepared(operation, place);
  const { isDone, says, found, calls } = await operation.run(place);
  if (!isDone) throw new Error(`"${operation.title}" fails by itself: ${says}`);
  const after = filesOf(place);
  return { operation, calls, before, after, found };
}

async function prepared(operation: Operation, place: string): Promise<Files> {
  emptyDirSync(place);
  await operation.prepare(place);
  return filesOf(place);
}

/** Every way in which a call of an operation may fail. */
export const faultsOf = ({ calls }: Recorded): readonly BrokenCall[] => calls.flatMap(waysToBreak);

function waysToBreak({ text, index, thread }: Call): readonly BrokenCall[] {
  const [name = ''] = text.split(' ');
  const at = { text, index, ...(thread === undefined ? {} : { thread }) };
  const ways = ERRNOS.flatMap((errno) =>
    MANNERS.filter((manner) => manner !== 'done' || CHANGES.test(name) || text.startsWith('open '))
      // A disk that is gone has one of two words for all.
      .filter((manner) => manner !== 'gone' || errno === 'EIO' || errno === 'ESTALE')
      .map((manner) => ({ ...at, errno, manner })),
  );
  const isPart = name === 'write' || name === 'read';
  return isPart ? [...ways, { ...at, errno: 'short', manner: 'short' }] : ways;
}

/** Files by their paths below the place, as this library reads them. */
function filesOf(place: string): Files {
  return new Map(filesBelow(place).map((path) => [path, contentOf(join(place, path))]));
}

function contentOf(path: string): Buffer {
  if (!path.endsWith('.iso')) return readFileSync(path);
  const source = fileSource(path);
  try {
    return Buffer.from(source.read(0, source.byteLength));
  } finally {
    source.close();
  }
}

const SAYS_OLD = /the old file is untouched|nothing was (?:changed|published)|what was extracted is removed/;
const SAYS_NEW = /the new file is in place|what was to be done to the file is done/;
const SAYS_MIXTURE = /the file is a mixture now|the writing over had begun/;
const SAYS_COPY = /the file is a mixture now|removing the copy beside the file|the writing over had begun/;

/** Breaks one call, and tells all that is not as it must be; nothing: all is. */
export async function problemsWith(record: Recorded, broken: BrokenCall, place: string): Promise<readonly string[]> {
  const { operation } = record;
  await prepared(operation, place);
  const told = await operation.run(place, broken);
  const problems = [
    ...problemsOfWords(told),
    ...problemsOfDrives(record, told, place),
    ...problemsOfHonesty(record, told, place),
    ...problemsOfSecrets(record, told, place),
    ...(isFlush(broken) && told.isDone && told.says === '' ? ['a failed flush is not said'] : []),
  ];
  const all = [...problems, ...(await problemsOfRecovery(record, told, place))];
  const title = `${operation.title}: ${broken.thread ?? ''} ${broken.index} ${broken.text}: ${broken.errno} ${broken.manner}`;
  return all.map((problem) => `${title}: ${problem} [${told.isDone ? 'done' : 'failed'}: ${told.says.slice(0, 400)}]`);
}

const isFlush = ({ text, manner }: BrokenCall): boolean => text.startsWith('fsync') && manner !== 'short';

function problemsOfWords({ isTyped, says, found }: Told): readonly string[] {
  const told = SECRETS.filter((secret) => says.includes(secret) || found.includes(secret));
  return [...(isTyped ? [] : ['no typed error']), ...told.map(() => 'it tells a secret')];
}

const isSame = (files: Files, others: Files, path: string): boolean => {
  const [one, other] = [files.get(path), others.get(path)];
  return one === undefined || other === undefined ? one === other : one.equals(other);
};

const knownTo = ({ before, after }: Recorded): readonly string[] => [...new Set([...before.keys(), ...after.keys()])];
const isDrive = (path: string): boolean => path.endsWith('.iso');

/** What is the same after each run: drives, and what is extracted of one; a journal is not. */
const pathsOf = (record: Recorded): readonly string[] => {
  const { tree } = record.operation;
  return knownTo(record).filter((path) => isDrive(path) || (tree !== undefined && path.startsWith(`${tree}/`)));
};

function problemsOfDrives(record: Recorded, { says }: Told, place: string): readonly string[] {
  const now = filesOf(place);
  const { before, after } = record;
  const problems: string[] = [];
  for (const path of pathsOf(record).filter(isDrive)) {
    if (!isSame(now, before, path) && !isSame(now, after, path)) problems.push(`${path} is torn`);
    const guest = rawOf(join(place, path));
    const isWhole = guest === undefined || [before, after].some((files) => files.get(path)?.equals(guest));
    if (!isWhole && !SAYS_MIXTURE.test(says)) problems.push(`${path} is a mixture, which is not said`);
  }
  const hasDrive = (files: Files): boolean => [...files.keys()].some(isDrive);
  if (hasDrive(before) && hasDrive(after) && !hasDrive(now)) problems.push('the last drive is gone');
  return problems;
}

const rawOf = (path: string): Buffer | undefined => (existsSync(path) ? readFileSync(path) : undefined);

function problemsOfHonesty(record: Recorded, told: Told, place: string): readonly string[] {
  const { isDone, says, found } = told;
  const now = filesOf(place);
  const changed = pathsOf(record).filter((path) => !isSame(record.before, record.after, path));
  const [undone, done] = [record.after, record.before].map((files) =>
    changed.filter((path) => !isSame(now, files, path)),
  );
  const problems: string[] = [];
  if (isDone && says === '' && undone!.length > 0) problems.push(`it says done, and ${undone!.join()} is not`);
  if (isDone && says === '' && found !== record.found) problems.push(`it found ${found} in place of ${record.found}`);
  if (isDone || changed.length === 0) return problems;
  // A drive that is kept beside is another file.
  if (done!.length === 0 && SAYS_NEW.test(says) && !says.includes('before-migration'))
    problems.push('it says that it is done, and nothing is');
  if (undone!.length === 0 && SAYS_OLD.test(says)) problems.push('it says that nothing is done, and all is');
  const { tree } = record.operation;
  const isLeft = tree !== undefined && undone!.length > 0 && existsSync(join(place, tree));
  if (isLeft && !isLeftSaid(tree, told)) problems.push(`${tree} is left unsaid`);
  return problems;
}

const isLeftSaid = (tree: string, { says }: Told): boolean => says.includes(`${tree} could not be removed`);

function holdsNoSecret(path: string): boolean {
  const content = readFileSync(path);
  return !SECRETS.some((secret) => content.includes(secret));
}

const OTHERS = 0o077;

function problemsOfSecrets(record: Recorded, { says }: Told, place: string): readonly string[] {
  const known = new Set(knownTo(record));
  const left = filesBelow(place).filter((path) => !known.has(path));
  const problems: string[] = [];
  for (const path of left) {
    if (holdsNoSecret(join(place, path))) continue;
    if ((lstatSync(join(place, path)).mode & OTHERS) !== 0) problems.push(`${path} is for others to read`);
    const isInTree = record.operation.tree !== undefined && path.startsWith(`${record.operation.tree}/`);
    const isSaid = isInTree || says.includes(basename(path)) || (isCopyOfDrive(path, known) && SAYS_COPY.test(says));
    if (!isSaid) problems.push(`${path} has a secret, and is not said`);
  }
  return problems;
}

const isCopyOfDrive = (path: string, drives: ReadonlySet<string>): boolean =>
  [...drives].some((drive) => join(dirname(drive), stagedCopyName(basename(drive))) === path);

async function problemsOfRecovery(record: Recorded, told: Told, place: string): Promise<readonly string[]> {
  const { operation, after } = record;
  // What is said to be left has to go first.
  const { tree } = operation;
  if (tree !== undefined && isLeftSaid(tree, told)) rmSync(join(place, tree), { recursive: true });
  const found = filesOf(place);
  const isThere = pathsOf(record).every((path) => isSame(found, after, path));
  const { isDone, says } = await (operation.runAgain ?? operation.run)(place);
  const isRefused = isThere && operation.doneAlready?.test(says);
  const problems = isDone || isRefused ? [] : [`the next one fails: ${says}`];
  await operation.collect(place);
  const now = filesOf(place);
  const wrong = pathsOf(record).filter((path) => !isSame(now, after, path));
  const known = new Set(knownTo(record));
  const left = [...now.keys()].filter((path) => !known.has(path));
  return [
    ...problems,
    ...(wrong.length > 0 ? [`afterwards ${wrong.join()} is not as it should be`] : []),
    ...(left.length > 0 ? [`afterwards ${left.join()} is left`] : []),
  ];
}
