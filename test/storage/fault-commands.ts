/**
 * The commands of the fault matrix. All run in this process, but a batch, which has threads: it is the built one, as a process in
 * each of whose threads calls are broken.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConfigDrive } from '@configdrive/core';
import { directoryBackend } from '@configdrive/files';
import { run as runCommand } from '../../packages/cli/src/run.ts';
import { base64, builtBin, SOURCE_DATE_EPOCH, vm } from '../cli/command.ts';
import { run } from '../support/run.ts';
import { BROKEN_CALLS, breakingOf, type Watch } from './broken-calls.ts';
import {
  type BrokenCall,
  type Call,
  NEW_PASSWORD,
  OLD_PASSWORD,
  type Operation,
  type Ran,
  USER_DATA_SECRET,
} from './fault-matrix.ts';

const machineOf = (password: string, instanceName = vm.instanceName as string) => ({
  instanceName,
  vmData: [
    ['userdata', 'user_data', base64(`#cloud-config\n# ${USER_DATA_SECRET}\n`.repeat(300))],
    ['metadata', 'vm-id', '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11'],
    ['password', 'vm_password', password],
  ] as const,
});

const imageOf = (password: string): Uint8Array =>
  buildConfigDrive(machineOf(password), { timestamp: new Date(Number(SOURCE_DATE_EPOCH) * 1000) }).bytes;

const DRIVE = 'drive.iso';
const inputIn = (place: string): void => writeFileSync(join(place, 'vm.json'), JSON.stringify(machineOf(NEW_PASSWORD)));
const driveIn = (place: string): void => writeFileSync(join(place, DRIVE), imageOf(OLD_PASSWORD), { mode: 0o600 });

function changeIn(place: string): void {
  driveIn(place);
  writeFileSync(join(place, 'user-data'), `#cloud-config\n# another ${USER_DATA_SECRET}\n`.repeat(100));
}

interface Command {
  readonly title: string;
  readonly args: readonly string[];
  /** Of the same once more; default: those. */
  readonly again?: readonly string[];
  /** It has threads. */
  readonly isProcess?: true;
  readonly prepare: (place: string) => void;
  readonly doneAlready?: RegExp;
  readonly tree?: string;
}

const LINES = ['i-2-10-VM', 'i-2-11-VM'];

function linesIn(place: string): void {
  const lines = LINES.map((name) => JSON.stringify(machineOf(NEW_PASSWORD, name)));
  writeFileSync(join(place, 'vms.ndjson'), lines.join('\n'));
}

/** A path in the place. */
const PLACE = '@/';
const BATCH = ['batch', `${PLACE}vms.ndjson`, '--directory', `${PLACE}drives`, '--jobs', '1'];
const UPDATE = ['update', `${PLACE}${DRIVE}`, '--user-data', `${PLACE}user-data`];
const BUILD = ['build', `${PLACE}vm.json`, '-o', `${PLACE}${DRIVE}`];

const commands: readonly Command[] = [
  {
    title: 'build',
    args: BUILD,
    prepare: inputIn,
    doneAlready: /already-exists/,
  },
  {
    title: 'build --force',
    args: [...BUILD, '--force'],
    prepare: (place) => {
      inputIn(place);
      driveIn(place);
    },
  },
  { title: 'update', args: UPDATE, prepare: changeIn },
  { title: 'update --keep-inode', args: [...UPDATE, '--keep-inode'], prepare: changeIn },
  {
    title: 'extract',
    args: ['extract', `${PLACE}${DRIVE}`, `${PLACE}tree`],
    prepare: driveIn,
    doneAlready: /already-exists/,
    tree: 'tree',
  },
  { title: 'batch', args: BATCH, again: [...BATCH, '--resume'], isProcess: true, prepare: linesIn },
  {
    title: 'batch --force',
    args: [...BATCH, '--force'],
    isProcess: true,
    prepare: (place) => {
      linesIn(place);
      mkdirSync(join(place, 'drives'));
      for (const name of LINES)
        writeFileSync(join(place, 'drives', `${name}.iso`), imageOf(OLD_PASSWORD), { mode: 0o600 });
    },
  },
];

const ENVIRONMENT = { SOURCE_DATE_EPOCH, FORCE_COLOR: '0' };
const DONE = 0;
const STORAGE_FAILED = 3;

type Ended = Omit<Ran, 'calls'>;

const wordsIn = (args: readonly string[], place: string): readonly string[] =>
  args.map((word) => word.replace(PLACE, `${place}/`));

function endedBy(status: number | string | null | undefined, stdout: string, stderr: string): Ended {
  const isBug = /\bbug\b|^\s+at /m.test(stderr);
  return {
    isDone: status === DONE,
    isTyped: !isBug && (status === DONE || status === STORAGE_FAILED),
    says: status === DONE ? stderr : `exit code ${status}: ${stderr}${stdout}`,
    found: '',
  };
}

function asProcess(args: readonly string[], place: string, broken?: BrokenCall): Ran {
  const log = `${place}.log`;
  rmSync(log, { force: true });
  const plan = { directory: place, log, ...broken };
  const words = ['--require', BROKEN_CALLS, builtBin(), ...wordsIn(args, place)];
  const { status, stdout, stderr } = run(process.execPath, words, {
    env: { ...ENVIRONMENT, BROKEN_CALLS: JSON.stringify(plan), TMPDIR: place, HOME: place },
  });
  return { ...endedBy(status, stdout.toString(), stderr), calls: broken === undefined ? callsIn(log) : [] };
}

async function inHere(watch: Watch, args: readonly string[], place: string, broken?: BrokenCall): Promise<Ran> {
  let ended: Ended | undefined;
  const act = async (): Promise<void> => {
    ended = await endOf(() => runCommand(wordsIn(args, place)));
  };
  const texts = await watch.over(act, broken === undefined ? undefined : breakingOf(broken));
  return { ...ended!, calls: texts.map((text, index) => ({ text, index })) };
}

const STREAMS = ['stdout', 'stderr'] as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a command says to the streams of this process, and its exit code, which stay what they were. */
async function endOf(act: () => Promise<void>): Promise<Ended> {
  const code = process.exitCode;
  const listeners = new Set(SIGNALS.flatMap((name) => process.listeners(name)));
  const said = { stdout: '', stderr: '' };
  const before = STREAMS.map((name) => process[name].write.bind(process[name]));
  for (const name of STREAMS) {
    process[name].write = (chunk: Uint8Array | string, ...rest: readonly unknown[]): boolean => {
      said[name] += chunk.toString();
      const end = rest.at(-1);
      if (typeof end === 'function') end();
      return true;
    };
  }
  try {
    await act();
    return endedBy(process.exitCode, said.stdout, said.stderr);
  } finally {
    for (const [index, name] of STREAMS.entries()) {
      process[name].write = before[index]!;
      process[name].removeAllListeners('error');
    }
    for (const name of SIGNALS)
      for (const each of process.listeners(name)) if (!listeners.has(each)) process.removeListener(name, each);
    process.exitCode = code;
  }
}

function callsIn(log: string): readonly Call[] {
  if (!existsSync(log)) return [];
  const counts = new Map<string, number>();
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, thread = '', text = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    const index = counts.get(thread) ?? 0;
    counts.set(thread, index + 1);
    return { text, thread, index };
  });
}

/** As the next process does that looks through the directory. */
async function collectIn(place: string): Promise<void> {
  for (const directory of [place, join(place, 'drives')])
    if (existsSync(directory)) await directoryBackend(directory).collectLeftovers();
}

/** @param watch Over the calls of this process. */
export function commandOperations(watch: Watch): readonly Operation[] {
  Object.assign(process.env, ENVIRONMENT);
  return commands.map(({ title, args, again = args, isProcess = false, prepare, doneAlready, tree }) => {
    const runs = async (words: readonly string[], place: string, broken?: BrokenCall): Promise<Ran> =>
      isProcess ? asProcess(words, place, broken) : inHere(watch, words, place, broken);
    return {
      title,
      isProcess,
      prepare,
      run: (place, broken) => runs(args, place, broken),
      runAgain: (place) => runs(again, place),
      collect: collectIn,
      ...(doneAlready === undefined ? {} : { doneAlready }),
      ...(tree === undefined ? {} : { tree }),
    };
  });
}
