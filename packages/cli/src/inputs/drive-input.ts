/** What a drive is made of, from the files and streams that the command line names. */
import { dirname, resolve } from 'node:path';
import { refusal } from '../framework/codes.ts';
import { nameOf, readBytes, refuseSecondStdin, STDIN } from './bytes.ts';
import { readDocument } from './documents.ts';
import { rememberUserData } from './read-texts.ts';

export interface InputFiles {
  /** `vm.json`, `vm.yaml`, or `-`. */
  readonly input: string;
  /** Raw user data, or `-`. */
  readonly userData?: string | undefined;
  /** A list of NICs, or `-`. */
  readonly nics?: string | undefined;
  /** An input from standard input may name a file, relative to the working directory. */
  readonly allowFiles: boolean;
  readonly signal: AbortSignal;
}

/** The input as the library takes it: user data and NICs from their own files put in. Its shape is not checked here. */
export async function readDriveInput(files: InputFiles): Promise<unknown> {
  refuseSecondStdin([files.input, files.userData, files.nics]);
  const input = await readDocument(files.input, files.signal);
  const userData = await userDataOf(input, files);
  const nics = files.nics === undefined ? {} : { nics: await readNics(files.nics, input, files.signal) };
  if (userData === undefined && files.nics === undefined) return input;
  const members = Array.isArray(input) ? { vmData: input } : input;
  // What is no object is for the library to refuse, with the words it has for that.
  if (!isMembers(members)) return input;
  const { userDataFile: _, ...others } = members;
  return { ...others, ...nics, ...(userData === undefined ? {} : { userData }) };
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** From `--user-data`, or from the file that the input names. */
async function userDataOf(input: unknown, files: InputFiles): Promise<Uint8Array | undefined> {
  const named = isMembers(input) ? input.userDataFile : undefined;
  const sources = [files.userData, named, isMembers(input) ? input.userData : undefined];
  if (sources.filter((source) => source !== undefined).length > 1) {
    throw refusal('user-data-twice', ['userData'], 'given by more than one of userData, userDataFile and --user-data');
  }
  if (files.userData !== undefined) return readUserData(files.userData, files.signal);
  // Anything but a path is for the library to refuse.
  if (typeof named !== 'string') return undefined;
  return readUserData(pathOfNamed(named, files), files.signal);
}

function readUserData(path: string, signal: AbortSignal): Promise<Uint8Array> {
  rememberUserData(nameOf(path));
  return readBytes(path, signal);
}

function pathOfNamed(named: string, { input, allowFiles }: InputFiles): string {
  if (input !== STDIN) return resolve(dirname(input), named);
  if (allowFiles) return resolve(named);
  throw refusal('files-not-allowed', ['userDataFile'], 'an input from standard input may not name a file');
}

async function readNics(path: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  if (isMembers(input) && input.nics !== undefined) {
    throw refusal('nics-twice', ['nics'], 'given by the input and by --nics');
  }
  return readDocument(path, signal, ['nics']);
}
