/**
 * What a power cut may leave on a disk: the recorded system calls of a process, replayed in every order that fsync allows.
 * A disk may hold any part of what nobody flushed: of a file each page and each length for itself, of a directory each
 * change of names. What was done to a file is certain after an fsync of that file, to names after one of their directory.
 * A rename takes place whole or not at all (rename(2)); nothing else is taken for granted, no journal and no order.
 */
import { basename, dirname } from 'node:path';

const PAGE_BYTES = 4096;

/** What is under each name. */
export type Disk = ReadonlyMap<string, Buffer>;

/** What has to be flushed to be certain: a file by its number, or the names. */
type Owner = number | 'names';

interface Inodes {
  readonly names: Map<string, number>;
  readonly files: Map<number, Buffer>;
}

/** Something on its way to the disk, or a wait until all of its kind is there. */
export type Step =
  | { readonly kind: 'change'; readonly owner: Owner; readonly apply: (disk: Inodes) => void }
  | { readonly kind: 'flush'; readonly owner: Owner; readonly text: string };

export interface Recording {
  readonly start: Disk;
  readonly steps: readonly Step[];
}

export interface CrashState {
  readonly disk: Disk;
  /** The process had got its answer: everything went well. */
  readonly isAcknowledged: boolean;
}

/** What strace must be told: every string in full and in hexadecimal, so that no content can look like syntax. */
export const RECORDING_FLAGS = '-f -y -xx -s 1000000 -e trace=openat,write,pwrite64,ftruncate,fsync,rename,link,unlink';

/** All disks that a power cut at any moment may leave; those that look alike only once. */
export function* crashStates({ start, steps }: Recording): Generator<CrashState> {
  for (let end = 0; end <= steps.length; end++) {
    // Between two flushes the last moment has the disks of all earlier ones.
    const isAcknowledged = end === steps.length;
    if (!isAcknowledged && steps[end]?.kind !== 'flush') continue;
    const seen = new Set<string>();
    for (const disk of disksAfter(start, steps.slice(0, end))) {
      const look = JSON.stringify([...disk].map(([name, bytes]) => `${name} ${bytes.toString('latin1')}`).sort());
      if (!seen.has(look)) yield { disk, isAcknowledged };
      seen.add(look);
    }
  }
}

/** One disk for each choice among the changes that are not certain. */
function* disksAfter(start: Disk, steps: readonly Step[]): Generator<Disk> {
  const changes = steps.flatMap((step, at) => (step.kind === 'change' ? [{ ...step, at }] : []));
  const isCertain = changes.map(({ owner, at }) =>
    steps.slice(at).some((step) => step.kind === 'flush' && step.owner === owner),
  );
  const uncertain = changes.filter((_, index) => !isCertain[index]);
  for (let choice = 0; choice < 2 ** uncertain.length; choice++) {
    const disk = inodesOf(start);
    for (const [index, change] of changes.entries()) {
      if (isCertain[index] || (choice & (1 << uncertain.indexOf(change))) !== 0) change.apply(disk);
    }
    yield new Map([...disk.names].map(([name, inode]) => [name, disk.files.get(inode) ?? Buffer.alloc(0)]));
  }
}

function inodesOf(start: Disk): Inodes {
  const files = [...start].map(([name, bytes], inode) => [name, inode, Buffer.from(bytes)] as const);
  return {
    names: new Map(files.map(([name, inode]) => [name, inode])),
    files: new Map(files.map(([, inode, bytes]) => [inode, bytes])),
  };
}

/** `log` as strace wrote it, `start` as the directory was before. */
export function stepsOf(log: string, directory: string, start: Disk): readonly Step[] {
  // The live view, to know which file a name or a descriptor means at its time.
  const live = inodesOf(start);
  return [...wholeLines(log)].flatMap((line) => {
    const call = callOf(line);
    const steps = call === undefined ? [] : stepsOfCall(call, directory, live);
    for (const step of steps) if (step.kind === 'change') step.apply(live);
    return steps;
  });
}

/** Calls in the order of their ends: strace breaks the line of one that others overlap. */
function* wholeLines(log: string): Generator<string> {
  const begun = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    if (text.endsWith(' <unfinished ...>')) begun.set(thread, text.replace(/ <unfinished \.\.\.>$/, ''));
    else yield resumed === null ? text : `${begun.get(thread)}${resumed[1]}`;
  }
}

interface Call {
  readonly name: string;
  readonly args: string;
  /** The quoted ones. */
  readonly strings: readonly Buffer[];
  /** Of the file behind the first argument, or behind the answer of openat. */
  readonly path: string;
}

const LINE = /^(\w+)\((.*)\) += (\d+)(?:<([^>]*)>)?$/;

/** Undefined: a call that failed changed nothing. */
function callOf(line: string): Call | undefined {
  const [, name = '', args = '', , opened] = LINE.exec(line) ?? [];
  if (name === '') return undefined;
  const path = opened ?? /^\d+<([^>]*)>/.exec(args)?.[1] ?? '';
  const strings = Array.from(args.matchAll(/"([^"]*)"/g), ([, text = '']) => unhex(text));
  return { name, args, strings, path: unhex(path).toString() };
}

const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');

/** How the library names files in a directory that it holds open. */
const HELD = /^\/proc\/self\/fd\/\d+\//;

function stepsOfCall({ name, args, strings, path }: Call, directory: string, live: Inodes): readonly Step[] {
  const [first = '', second = ''] = strings.map((text) =>
    HELD.test(text.toString()) ? basename(text.toString()) : '',
  );
  const isInside = dirname(path) === directory;
  const inode = live.names.get(basename(path)) ?? -1;
  const number = Number(args.slice(args.lastIndexOf(',') + 1));
  switch (name) {
    case 'openat':
      return isInside && args.includes('O_CREAT') ? [naming([[basename(path), live.files.size]])] : [];
    case 'write':
      return isInside ? writing(inode, strings[0]!, live.files.get(inode)!.byteLength) : [];
    case 'pwrite64':
      return isInside ? writing(inode, strings[0]!, number) : [];
    case 'ftruncate':
      return isInside ? [sizing(inode, () => number)] : [];
    case 'fsync':
      return path === directory ? [flushing('names', path)] : isInside ? [flushing(inode, path)] : [];
    default:
      return first === '' ? [] : [naming(namesAfter(name, first, second, live))];
  }
}

type NewNames = readonly (readonly [name: string, inode?: number | undefined])[];

function namesAfter(call: string, first: string, second: string, { names }: Inodes): NewNames {
  const inode = names.get(first);
  if (call === 'unlink') return [[first]];
  return call === 'link' ? [[second, inode]] : [[first], [second, inode]];
}

const flushing = (owner: Owner, text: string): Step => ({ kind: 'flush', owner, text });

/** What several names are from now on, all at once; without a number: free. */
const naming = (changes: NewNames): Step => ({
  kind: 'change',
  owner: 'names',
  apply: ({ names, files }) => {
    for (const [name, inode] of changes) {
      if (inode === undefined) names.delete(name);
      else names.set(name, inode);
      if (inode !== undefined && !files.has(inode)) files.set(inode, Buffer.alloc(0));
    }
  },
});

function writing(inode: number, bytes: Buffer, offset: number): readonly Step[] {
  const steps = [sizing(inode, (byteLength) => Math.max(byteLength, offset + bytes.byteLength))];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = Math.min(bytes.byteLength, at + PAGE_BYTES - ((offset + at) % PAGE_BYTES));
    const [page, place] = [bytes.subarray(at, end), offset + at];
    const apply = ({ files }: Inodes): void => void page.copy(files.get(inode) ?? Buffer.alloc(0), place);
    steps.push({ kind: 'change', owner: inode, apply });
    at = end;
  }
  return steps;
}

/** What a file has become longer by are zeros. */
const sizing = (inode: number, byteLengthFor: (byteLength: number) => number): Step => ({
  kind: 'change',
  owner: inode,
  apply: ({ files }) => {
    const old = files.get(inode) ?? Buffer.alloc(0);
    const file = Buffer.alloc(byteLengthFor(old.byteLength));
    old.copy(file);
    files.set(inode, file);
  },
});
