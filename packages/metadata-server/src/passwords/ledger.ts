/**
 * Which passwords were taken, across restarts and power cuts, without one of them: a version of a password is a keyed hash. Each
 * event is on the disk before a guest hears of it, so that what is acknowledged is never handed out again and what is not is
 * never lost.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { closeSync, fdatasync, fsyncSync, openSync, readFileSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import {
  acquireLock,
  flushDirectory,
  type Lock,
  type LockTiming,
  makeDirectories,
  writeFully,
} from '@configdrive/files';
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions, path as somePath } from '@configdrive/issues/arguments';
import { serverIssue, serverRefusal } from '../codes.ts';

/** What has become of the passwords of machines. */
export interface PasswordLedger {
  /** Names a password of a machine, without being of use to who does not know it. */
  versionOf(machine: string, password: string): string;
  /** Whether a machine took this version, as the last one that it took. */
  isTaken(key: string, version: string): boolean;
  /** Keeps that this version is handed out; resolves when it will be known after a power cut. */
  fetched(key: string, version: string): Promise<void>;
  /** Keeps that the version which was handed out last is taken; nothing where none was. */
  acknowledged(key: string): Promise<void>;
  close(): Promise<void>;
}

interface Known {
  readonly fetched: string | undefined;
  readonly taken: string | undefined;
}

const nothing: Known = { fetched: undefined, taken: undefined };

type EventName = 'fetched' | 'taken';

/** What both ledgers do; `keep` is told of each event before it counts. */
class Ledger implements PasswordLedger {
  readonly #secret: Uint8Array;
  readonly #known: Map<string, Known>;
  readonly #keep: (key: string, event: EventName, version: string) => Promise<void>;
  readonly close: () => Promise<void>;

  constructor(
    secret: Uint8Array,
    known: Map<string, Known>,
    keep: (key: string, event: EventName, version: string) => Promise<void>,
    close: () => Promise<void>,
  ) {
    this.#secret = secret;
    this.#known = known;
    this.#keep = keep;
    this.close = close;
  }

  versionOf(machine: string, password: string): string {
    const hash = createHmac('sha256', this.#secret);
    return hash.update(`${machine.length}:${machine}${password}`).digest('base64url');
  }

  isTaken(key: string, version: string): boolean {
    return this.#known.get(key)?.taken === version;
  }

  async fetched(key: string, version: string): Promise<void> {
    if (this.#known.get(key)?.fetched === version) return;
    await this.#put(key, 'fetched', version);
  }

  async acknowledged(key: string): Promise<void> {
    const { fetched, taken } = this.#known.get(key) ?? nothing;
    if (fetched === undefined || fetched === taken) return;
    await this.#put(key, 'taken', fetched);
  }

  async #put(key: string, event: EventName, version: string): Promise<void> {
    await this.#keep(key, event, version);
    this.#known.set(key, { ...(this.#known.get(key) ?? nothing), [event]: version });
  }
}

/** A ledger that forgets everything when the process ends: for tests, and for looking at one drive. */
export const memoryLedger = (): PasswordLedger =>
  new Ledger(
    randomBytes(32),
    new Map(),
    async () => {},
    async () => {},
  );

const FILE = 'passwords.ledger';
const KEY_FILE = 'passwords.key';
const HEADER = 'configdrive-passwords/1';

/**
 * How another process that has the ledger is waited for. By default two seconds, or for the minute until it is clear that an owner
 * who cannot be seen from here is gone: one that was killed in a container of its own.
 */
export interface PasswordLedgerOptions extends LockTiming {
  readonly onIssue?: ((issue: Issue) => void) | undefined;
}

/**
 * Opens the ledger of passwords in a directory, which is made where it is missing. One process has it at a time: a second one
 * waits, or is refused; after a fail-over it goes on where the first one was.
 *
 * @throws InvalidInputError `ledger-invalid`; StorageError when another process has it, or the disk does not do what it should
 */
export async function openPasswordLedger(
  directory: string,
  options: PasswordLedgerOptions = {},
): Promise<PasswordLedger> {
  checkArguments(['directory', somePath, directory], ['options', ledgerOptions, options]);
  const { onIssue, ...timing } = options;
  const path = join(directory, FILE);
  await makeDirectories(path, true);
  const lock = await acquireLock(path, timing);
  try {
    const secret = secretIn(join(directory, KEY_FILE));
    const known = new Map<string, Known>();
    const lines = readLedger(path, known, onIssue);
    if (lines === undefined || lines > MOST_LINES_PER_KEY * known.size + SPARE_LINES) writeAnew(path, known);
    await flushDirectory(directory);
    return openedLedger(path, secret, known, lock);
  } catch (cause) {
    await lock.release();
    throw cause;
  }
}

const ledgerOptions = knownOptions<PasswordLedgerOptions>({
  maxWaitMilliseconds: true,
  takeOverAfterMilliseconds: true,
  onIssue: true,
});

const MOST_LINES_PER_KEY = 4;
const SPARE_LINES = 10_000;

function openedLedger(path: string, secret: Uint8Array, known: Map<string, Known>, lock: Lock): PasswordLedger {
  const appender = new Appender(path, lock);
  const keep = (key: string, event: EventName, version: string): Promise<void> =>
    appender.append(lineOf([key, event, version]));
  return new Ledger(secret, known, keep, async () => {
    await appender.close();
    await lock.release();
  });
}

const lineOf = (record: readonly string[]): string => {
  const text = JSON.stringify(record);
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`;
};

/** Undefined: there is none yet. Else how many lines it has. */
function readLedger(
  path: string,
  known: Map<string, Known>,
  onIssue: PasswordLedgerOptions['onIssue'],
): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
  const [header, ...lines] = text.split('\n');
  // A header that was cut off is one that never counted.
  if (header !== HEADER && lines.length === 0 && HEADER.startsWith(header ?? '')) return undefined;
  if (header !== HEADER)
    throw serverRefusal('ledger-invalid', [path], 'is no ledger of passwords: move it out of the way');
  for (const [index, line] of lines.entries()) {
    const record = recordIn(line);
    // The last line may be cut off: what it says was told to nobody.
    if (record !== undefined) put(known, record);
    else if (line !== '' && index < lines.length - 1 && !isCutOff(lines, index)) {
      onIssue?.(
        serverIssue('ledger-damaged', [path, index + 2], 'is skipped: its password may be handed out once more'),
      );
    }
  }
  return lines.length;
}

/** Who opens the ledger ends a line that was cut off with an empty one. */
const isCutOff = (lines: readonly string[], index: number): boolean => lines[index + 1] === '';

function put(known: Map<string, Known>, [key, event, version]: readonly [string, EventName, string]): void {
  known.set(key, { ...(known.get(key) ?? nothing), [event]: version });
}

function recordIn(line: string): readonly [string, EventName, string] | undefined {
  const [, sum, text] = /^([0-9a-f]{8}) (\[.*\])$/.exec(line) ?? [];
  if (sum === undefined || text === undefined || crc32(text) !== Number.parseInt(sum, 16)) return undefined;
  const [key, event, version] = JSON.parse(text) as readonly string[];
  if (key === undefined || version === undefined || (event !== 'fetched' && event !== 'taken')) return undefined;
  return [key, event, version];
}

/** The ledger with what counts, in the place of the one of before. */
function writeAnew(path: string, known: ReadonlyMap<string, Known>): void {
  const draft = `${path}.new`;
  const lines = [`${HEADER}\n`];
  for (const [key, { fetched, taken }] of known) {
    if (fetched !== undefined) lines.push(lineOf([key, 'fetched', fetched]));
    if (taken !== undefined) lines.push(lineOf([key, 'taken', taken]));
  }
  writeWhole(draft, 'w', lines.join(''));
  renameSync(draft, path);
}

function writeWhole(path: string, flags: 'w' | 'wx', content: string | Uint8Array): void {
  const fd = openSync(path, flags, 0o600);
  try {
    writeFully(fd, Buffer.from(content), 'write', path);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const SECRET_BYTES = 32;

/** Made once; without it the ledger says nothing about any password. */
function secretIn(path: string): Uint8Array {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.size === SECRET_BYTES) return readFileSync(path);
  // One that was cut off has never been used.
  if (found !== undefined) unlinkSync(path);
  const secret = randomBytes(SECRET_BYTES);
  writeWhole(path, 'wx', secret);
  return secret;
}

const flush = promisify(fdatasync);

/** Lines at the end of a file; those that come while the disk is at work share the next flush. */
class Appender {
  readonly #path: string;
  readonly #lock: Lock;
  readonly #fd: number;
  #waiting: { readonly line: string; readonly resolve: () => void; readonly reject: (cause: unknown) => void }[] = [];
  #running: Promise<void> | undefined;
  #broken: Error | undefined;

  constructor(path: string, lock: Lock) {
    this.#path = path;
    this.#lock = lock;
    this.#fd = openSync(path, 'a', 0o600);
    // Ends a line that was cut off.
    writeFully(this.#fd, Buffer.from('\n'), 'write', path);
  }

  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#waiting.push({ line, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** After a flush that failed nobody knows what is on the disk: nothing is promised any more. */
  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0);
      try {
        if (this.#broken !== undefined) throw this.#broken;
        // Who was thought dead, and whose ledger another one has by now, promises nothing any more.
        this.#lock.confirm('write');
        writeFully(this.#fd, Buffer.from(taken.map(({ line }) => line).join('')), 'write', this.#path);
        await flush(this.#fd);
        for (const { resolve } of taken) resolve();
      } catch (cause) {
        this.#broken = cause instanceof Error ? cause : new Error('the ledger cannot be written');
        for (const { reject } of taken) reject(cause);
      }
    }
    this.#running = undefined;
  }

  async close(): Promise<void> {
    await this.#running;
    this.#broken ??= new InvalidInputError([serverIssue('ledger-invalid', [this.#path], 'is closed')]);
    closeSync(this.#fd);
  }
}
