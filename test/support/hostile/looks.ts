/** Every command and every function of the libraries that looks at a drive or takes an input, on hostile ones. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answersOf,
  buildConfigDrive,
  type ChangeOptions,
  type ConfigDrive,
  diffDrives,
  drivePattern,
  parseMachine,
  planConfigDrive,
  readAgentCommand,
  readConfigDriveSync,
  unwrapImage,
  withMetadata,
  withNetwork,
  withoutPassword,
  withPassword,
  withPublicKeys,
  withUserData,
} from '@configdrive/core';
import { extractImage } from '@configdrive/files';
import { explain, guestIssues } from '@configdrive/guests';
import { InvalidImageError, InvalidInputError, type Issue, issueText, StorageError } from '@configdrive/issues';
import { mapImageSync, mapText, openImageSync, verifyImageSync } from 'iso9660-reader';
import { run } from '../../../packages/cli/src/run.ts';
import { CANARY, SEEN } from './chance.ts';
import { type HostileDrive, hostileDrive } from './drives.ts';
import { type HostileInput, hostileInput } from './inputs.ts';

/** One look. What it answers is what people would get to read. */
export interface Look {
  readonly name: string;
  /** Names and addresses of a drive are in what it answers; else in no answer. */
  readonly shows?: boolean;
  readonly act: () => string | Promise<string>;
}

const timestamp = new Date('2026-07-01T00:00:00Z');
const options: ChangeOptions = { timestamp };
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGm4cX4h4wq1T0mOsFtqhMzo4PZz3RrYTqRZcYx0sVJS me';
const NICS = [
  { mac: '02:00:4c:5e:00:05', default: true, ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1' } },
] as const;

/** The looks at the drive and the input of a seed; `directory` is empty and stays for this seed. */
export function looksAt(seed: number, directory: string): readonly Look[] {
  const [drive, other, input] = [hostileDrive(seed), hostileDrive(seed + 1), hostileInput(seed)];
  return [
    ...libraryLooks(drive, other, directory),
    ...inputLooks(input),
    ...commandLooks(drive, other, input, directory),
  ];
}

const textOf = (issues: readonly Issue[]): string => issues.map(issueText).join('\n');

function libraryLooks(drive: HostileDrive, other: HostileDrive, directory: string): readonly Look[] {
  const read = (): ConfigDrive => readConfigDriveSync(drive.image);
  const changed = (change: (drive: ConfigDrive) => ConfigDrive) => (): string => textOf(change(read()).issues);
  return [
    { name: 'explain', act: () => textOf(explain(drive).flatMap(({ issues }) => issues)) },
    { name: 'guestIssues', act: () => textOf(guestIssues(drive)) },
    { name: 'readConfigDrive', act: () => textOf(read().issues) },
    { name: 'openImage', act: () => String(openImageSync(drive.image).entries().length) },
    {
      name: 'verifyImage',
      act: () =>
        verifyImageSync(drive.image)
          .map(({ message }) => message)
          .join('\n'),
    },
    { name: 'mapImage', act: () => [...mapText(mapImageSync(drive.image))].join('\n') },
    { name: 'diffDrives', act: () => JSON.stringify(diffDrives(read(), readConfigDriveSync(other.image))) },
    { name: 'extractImage', act: () => extracted(drive.image, join(directory, 'by-library')) },
    { name: 'withPassword', act: changed((one) => withPassword(one, 'Secret-1', options)) },
    { name: 'withoutPassword', act: changed((one) => withoutPassword(one, options)) },
    { name: 'withUserData', act: changed((one) => withUserData(one, '#!/bin/sh\n', options)) },
    { name: 'withPublicKeys', act: changed((one) => withPublicKeys(one, KEY, options)) },
    { name: 'withNetwork', act: changed((one) => withNetwork(one, NICS, options)) },
    {
      name: 'withMetadata',
      act: changed((one) => withMetadata(one, { 'local-hostname': 'web-2', role: 'a', 'vm-id': 'b' }, options)),
    },
  ];
}

async function extracted(image: Uint8Array, directory: string): Promise<string> {
  rmSync(directory, { recursive: true, force: true });
  return JSON.stringify(await extractImage(image, directory, { symbolicLinks: 'inside' }));
}

function inputLooks({ text }: HostileInput): readonly Look[] {
  const value = (): unknown => JSON.parse(text);
  return [
    { name: 'parseMachine', act: () => (isJson(text) ? textOf(parseMachine(value()).issues) : '') },
    {
      name: 'buildConfigDrive',
      act: () => (isJson(text) ? textOf(buildConfigDrive(parseMachine(value()), { timestamp }).issues) : ''),
    },
    {
      name: 'drivePattern',
      act: () =>
        String(isJson(text) && drivePattern(planConfigDrive(parseMachine(value()), { timestamp })) !== undefined),
    },
    ...(['cloudstack', 'nocloud'] as const).map((form) => ({
      name: `answersOf ${form}`,
      act: () => (isJson(text) ? String(answersOf(parseMachine(value()), { form }) !== undefined) : ''),
    })),
    { name: 'readAgentCommand', act: () => readAgentCommand(text).isoFile },
    { name: 'unwrapImage', act: () => String(unwrapImage(new TextEncoder().encode(text)).image?.byteLength) },
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The commands that say what is on a drive. */
const SHOWING = new Set(['explain', 'inspect']);

/** Words of the command; files lie in the directory of the seed. */
function commandLooks(
  drive: HostileDrive,
  other: HostileDrive,
  input: HostileInput,
  directory: string,
): readonly Look[] {
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(directory, name), content, { mode: 0o600 });
    return join(directory, name);
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const [image, second, given] = [file('a.iso', drive.image), file('b.iso', other.image), file(input.name, input.text)];
  const [keys, script, nics] = [
    file('keys', `${KEY}\n`),
    file('script', '#!/bin/sh\n'),
    file('nics.json', JSON.stringify(NICS)),
  ];
  const update = ['update', image, '-o', join(directory, 'c.iso'), '--force', '--allow-shared-directory'];
  const lines: readonly (readonly string[])[] = [
    ['explain', image],
    ['explain', '--json', image],
    ['inspect', image],
    ['inspect', '--json', image],
    ['diff', image, second],
    ['diff', '--json', image, second],
    ['map', image],
    ['verify', image],
    ['extract', image, join(directory, 'tree'), '--links', '--allow-shared-directory'],
    [...update, '--user-data', script],
    [...update, '--public-keys', keys],
    [...update, '--nics', nics],
    [...update, '--without-password'],
    [...update, '--user-data', given, '--dry-run'],
    [...update, '--nics', given],
    ['build', given, '-o', join(directory, 'd.iso'), '--force', '--allow-shared-directory'],
    ['build', given, '--check', '--json'],
    ...storeLines(storeWith(drive, directory), { given, keys, script }),
  ];
  return lines.map((args) => ({
    name: args
      .slice(0, args[0] === 'store' ? 2 : 1)
      .concat(args.slice(1).filter((word) => word.startsWith('-')))
      .join(' '),
    shows: SHOWING.has(args[0] ?? ''),
    act: () => output(args),
  }));
}

/** A store whose one drive is the hostile one; gives its root. */
function storeWith({ image }: HostileDrive, directory: string): string {
  const root = join(directory, 'secondary');
  mkdirSync(join(root, 'configdrive'), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, 'configdrive/i-1.iso'), image, { mode: 0o600 });
  return root;
}

interface GivenFiles {
  readonly given: string;
  readonly keys: string;
  readonly script: string;
}

/** What is done with a stored drive in its life, and what looks at all of them. */
function storeLines(root: string, { given, keys, script }: GivenFiles): readonly (readonly string[])[] {
  const at = ['--secondary', root, '--allow-shared-directory'];
  return [
    ['store', 'stat', 'i-1', '--secondary', root],
    ['store', 'list', '--secondary', root],
    ['store', 'set-user-data', 'i-1', script, ...at],
    ['store', 'set-public-keys', 'i-1', keys, ...at],
    ['store', 'remove-password', 'i-1', ...at],
    ['store', 'create', 'i-2', given, ...at],
  ];
}

/** With what they do when nobody listens in. */
const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));

/** The output of a command line, run in this process as the command runs it. Throws where it does not end with 0 to 3. */
async function output(args: readonly string[]): Promise<string> {
  const taken: string[] = [];
  const take = (chunk: unknown, ...more: readonly unknown[]): boolean => {
    taken.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('latin1'));
    const done = more.find((one): one is () => void => typeof one === 'function');
    done?.();
    return true;
  };
  for (const { stream } of streams) stream.write = take;
  try {
    await run(args);
  } finally {
    for (const { stream, write } of streams) stream.write = write;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    for (const { stream } of streams) stream.removeAllListeners('error');
  }
  const code = process.exitCode;
  process.exitCode = 0;
  const text = taken.join('');
  if (typeof code !== 'number' || code < 0 || code > 3) throw new Error(`exit code ${code}: ${text.slice(0, 1000)}`);
  return text;
}

const spellingsOf = (canary: string): readonly string[] => [
  canary,
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('hex'),
];

/** What is wrong with a look: a secret that it told, or an error of no type of ours. Undefined: nothing. */
export async function faultOf({ act, shows = false }: Look): Promise<string | undefined> {
  const secrets = shows ? [CANARY] : [CANARY, SEEN];
  try {
    return secretIn(await act(), secrets);
  } catch (cause) {
    const all = [CANARY, SEEN];
    if (cause instanceof InvalidInputError || cause instanceof InvalidImageError)
      return secretIn(textOf(cause.issues), all);
    if (cause instanceof StorageError) return secretIn(cause.message, all);
    return cause instanceof Error ? (cause.stack ?? cause.message) : 'something that is no error';
  }
}

function secretIn(text: string, secrets: readonly string[]): string | undefined {
  const spelling = secrets.flatMap(spellingsOf).find((one) => text.includes(one));
  if (spelling === undefined) return undefined;
  const at = text.indexOf(spelling);
  return `tells a content: …${text.slice(Math.max(0, at - 200), at)}`;
}
