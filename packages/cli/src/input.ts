/** What a drive is made of, from the files and streams that the command line names. */
import { dirname, resolve } from 'node:path';
import { readWholeFile, readWholeStream } from '@configdrive/storage';
import { strictUtf8Text } from 'iso9660-format';
import { parseJsonText } from './json-text.ts';
import { refusal } from './refusal.ts';

export interface InputFiles {
  /** `vm.json`, or `-`. */
  readonly input: string;
  /** Raw user data, or `-`. */
  readonly userData?: string | undefined;
  /** A JSON list of NICs, or `-`. */
  readonly nics?: string | undefined;
  /** An input from standard input may name a file, relative to the working directory. */
  readonly allowFiles: boolean;
  readonly signal: AbortSignal;
}

export const STDIN = '-';

/** The input as the library takes it: user data and NICs from their own files put in. Its shape is not checked here. */
export async function readDriveInput(files: InputFiles): Promise<unknown> {
  refuseSecondStdin(files);
  const input = await readJson(files.input, files.signal);
  const userData = await userDataOf(input, files);
  const nics = files.nics === undefined ? {} : { nics: await readNics(files.nics, input, files.signal) };
  if (userData === undefined && files.nics === undefined) return input;
  const members = Array.isArray(input) ? { vmData: input } : input;
  // What is no object is for the library to refuse, with the words it has for that.
  if (!isMembers(members)) return input;
  const { userDataFile: _, ...others } = members;
  return { ...others, ...nics, ...(userData === undefined ? {} : { userData }) };
}

/** Everything a drive could be made of, and room for JSON's escapes. */
const INPUT_LIMIT_BYTES = 256 * 1024 * 1024;

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuseSecondStdin({ input, userData, nics }: InputFiles): void {
  if ([input, userData, nics].filter((path) => path === STDIN).length < 2) return;
  throw refusal('stdin-twice', [], 'only one of the input, the user data and the NICs can come from standard input');
}

/** All bytes of a file, or of standard input. */
export const readBytes = (path: string, signal: AbortSignal): Promise<Uint8Array> =>
  path === STDIN
    ? readWholeStream(process.stdin, 'standard input', { limit: INPUT_LIMIT_BYTES, signal })
    : readWholeFile(path, { limit: INPUT_LIMIT_BYTES, signal });

const BYTE_ORDER_MARK = '\ufeff';

/** The value of a JSON file, or of standard input. */
export async function readJson(path: string, signal: AbortSignal): Promise<unknown> {
  const name = path === STDIN ? 'standard input' : path;
  const text = strictUtf8Text(await readBytes(path, signal));
  if (text === undefined) throw refusal('input-not-utf8', [name], 'not UTF-8');
  return parseJsonText(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, name);
}

/** From `--user-data`, or from the file that the input names. */
async function userDataOf(input: unknown, files: InputFiles): Promise<Uint8Array | undefined> {
  const named = isMembers(input) ? input.userDataFile : undefined;
  const sources = [files.userData, named, isMembers(input) ? input.userData : undefined];
  if (sources.filter((source) => source !== undefined).length > 1) {
    throw refusal('user-data-twice', ['userData'], 'given by more than one of userData, userDataFile and --user-data');
  }
  if (files.userData !== undefined) return readBytes(files.userData, files.signal);
  // Anything but a path is for the library to refuse.
  if (typeof named !== 'string') return undefined;
  return readBytes(pathOfNamed(named, files), files.signal);
}

function pathOfNamed(named: string, { input, allowFiles }: InputFiles): string {
  if (input !== STDIN) return resolve(dirname(input), named);
  if (allowFiles) return resolve(named);
  throw refusal(
    'files-not-allowed',
    ['userDataFile'],
    'an input from standard input may name files only with --allow-files',
  );
}

async function readNics(path: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  if (isMembers(input) && input.nics !== undefined) {
    throw refusal('nics-twice', ['nics'], 'given by the input and by --nics');
  }
  return readJson(path, signal);
}
