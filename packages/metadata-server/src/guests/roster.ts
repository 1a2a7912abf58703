/** The machines of one network in one form, kept up to date with their source. */

import type { FormName } from '@configdrive/core';
import { InvalidImageError, InvalidInputError, type Issue, printable, StorageError } from '@configdrive/issues';
import { checkArguments, options as knownOptions } from '@configdrive/issues/arguments';
import { serverIssue } from '../codes.ts';
import { type ServiceLimitOptions, type ServiceLimits, serviceLimitsOf } from '../limits.ts';
import { type Guest, type GuestFacts, guestOf } from './guest.ts';
import { type DriveSource, type SourceEntry, someSource } from './source.ts';
import { emptyTable, type GuestTable, tableOf } from './table.ts';

export interface RosterOptions {
  readonly source: DriveSource;
  readonly form: FormName;
  readonly limits: Pick<ServiceLimits, 'guests' | 'userDataBytes'>;
  /** Who asks for each machine, in place of what its drive says. */
  readonly addresses?: readonly string[] | undefined;
  /** Called once for what is found, and again when it comes back. */
  readonly onIssue?: ((issue: Issue) => void) | undefined;
}

interface Held {
  /** Undefined: it could not be read, and is tried again. */
  readonly version: string | undefined;
  readonly guest: Guest | undefined;
  readonly issues: readonly Issue[];
}

/** The machines of a source as they would be served. */
export interface LoadedGuests {
  readonly guests: readonly GuestFacts[];
  readonly issues: readonly Issue[];
}

/**
 * Loads the machines of a source once, and says who would get what and what is not as it should be. Nothing is listened on.
 *
 * @throws InvalidInputError for an unknown form
 */
export async function loadGuests(source: DriveSource, options: LoadOptions): Promise<LoadedGuests> {
  checkArguments(['source', someSource, source], ['options', loadOptions, options]);
  const { form, addresses, limits } = options;
  const roster = new Roster({ source, form, addresses, limits: serviceLimitsOf(limits) });
  await roster.load();
  roster.close();
  return { guests: roster.facts, issues: roster.issues };
}

export interface LoadOptions extends Pick<RosterOptions, 'form' | 'addresses'> {
  readonly limits?: ServiceLimitOptions | undefined;
}

const loadOptions = knownOptions<LoadOptions>({ form: true, addresses: true, limits: true });

/** Between two looks at a source that tells of changes, and at one that does not. */
const PAUSE_MILLISECONDS = { told: 5000, untold: 500 } as const;

/** Changes that come together are looked at together. */
const SETTLE_MILLISECONDS = 20;

export class Roster {
  readonly #options: RosterOptions;
  #held: ReadonlyMap<string, Held> = new Map();
  #table: GuestTable = emptyTable;
  #sourceIssue: Issue | undefined;
  #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> | undefined;
  #isAgain = false;
  #watcher: { close(): void } | undefined;
  readonly #ending = new AbortController();

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** Looks at the source, and then whenever there may be something new. */
  async start(): Promise<void> {
    // Before the first look: what changes meanwhile is looked at again.
    this.#watcher = this.#options.source.watch?.(() => this.#later(SETTLE_MILLISECONDS));
    await this.load();
    this.#later();
  }

  close(): void {
    this.#ending.abort();
    this.#watcher?.close();
    clearTimeout(this.#timer);
  }

  at(address: string): Guest | undefined {
    return this.#table.byAddress.get(address);
  }

  get facts(): readonly GuestFacts[] {
    return [...this.#held.values()].flatMap(({ guest }) => (guest === undefined ? [] : [guest]));
  }

  /** Everything that is not as it should be, now. */
  get issues(): readonly Issue[] {
    const source = this.#sourceIssue === undefined ? [] : [this.#sourceIssue];
    return [...source, ...[...this.#held.values()].flatMap(({ issues }) => issues), ...this.#table.issues];
  }

  /** Looks at everything that is new in the source; a look that is under way is followed by another one. */
  load(): Promise<void> {
    if (this.#loading !== undefined) this.#isAgain = true;
    else {
      this.#loading = this.#looks().finally(() => {
        this.#loading = undefined;
      });
    }
    return this.#loading;
  }

  #later(milliseconds?: number): void {
    if (this.#ending.signal.aborted) return;
    clearTimeout(this.#timer);
    const pause = PAUSE_MILLISECONDS[this.#watcher === undefined ? 'untold' : 'told'];
    this.#timer = setTimeout(() => void this.load().finally(() => this.#later()), milliseconds ?? pause);
    this.#timer.unref();
  }

  async #looks(): Promise<void> {
    do {
      this.#isAgain = false;
      await this.#look();
    } while (this.#isAgain && !this.#ending.signal.aborted);
  }

  async #look(): Promise<void> {
    const { source } = this.#options;
    try {
      const held = new Map<string, Held>();
      for await (const entry of source.list(this.#ending.signal)) await this.#take(entry, held);
      for (const name of this.#held.keys()) if (!held.has(name)) await this.#takeUnlisted(name, held);
      this.#sourceIssue = undefined;
      this.#held = held;
      this.#table = tableOf([...held.values()].flatMap(({ guest }) => (guest === undefined ? [] : [guest])));
    } catch (cause) {
      if (this.#ending.signal.aborted) return;
      // Who was served goes on being served: nobody knows anything else of them.
      this.#sourceIssue = serverIssue('guest-unreadable', [source.label], reasonOf(cause));
    }
    this.#tell();
  }

  async #take(entry: SourceEntry, held: Map<string, Held>): Promise<void> {
    const { limits } = this.#options;
    const { name, version } = entry;
    const before = this.#held.get(name);
    if (held.size >= limits.guests) {
      if (held.size > limits.guests) return;
      const issue = serverIssue('guests-too-many', [name], `at most ${limits.guests} are served`);
      held.set(name, { version: undefined, guest: undefined, issues: [issue] });
    } else if (before?.version === version) held.set(name, before);
    else {
      const now = await this.#read(entry, before);
      if (now !== undefined) held.set(name, now);
    }
  }

  /** A file that is replaced while its directory is listed may be in no list: it is gone when it cannot be found by its name, too. */
  async #takeUnlisted(name: string, held: Map<string, Held>): Promise<void> {
    const now = await this.#read({ name, version: '' }, this.#held.get(name));
    if (now !== undefined) held.set(name, { ...now, version: undefined });
  }

  /** What cannot be read goes on being served as it was. */
  async #read({ name, version }: SourceEntry, before: Held | undefined): Promise<Held | undefined> {
    const { source, form, addresses, limits } = this.#options;
    try {
      const machine = await source.read(name, this.#ending.signal);
      if (machine === undefined) return undefined;
      return { version, ...guestOf(name, machine, { form, addresses, mostUserDataBytes: limits.userDataBytes }) };
    } catch (cause) {
      this.#ending.signal.throwIfAborted();
      const issues = [serverIssue('guest-unreadable', [name], reasonOf(cause))];
      return { version: undefined, guest: before?.guest, issues };
    }
  }

  #tell(): void {
    const now = new Set<string>();
    for (const issue of this.issues) {
      const text = `${issue.code} ${issue.place.join('.')}`;
      if (!this.#told.has(text)) this.#options.onIssue?.(issue);
      now.add(text);
    }
    this.#told = now;
  }
}

/** Never a content: errors of ours have none, and of others the kind is told only. */
function reasonOf(cause: unknown): string {
  if (cause instanceof InvalidInputError || cause instanceof InvalidImageError) {
    return cause.issues[0]?.message ?? 'no config drive';
  }
  if (cause instanceof StorageError) return cause.message;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return `cannot be read: ${printable(code)}`;
}
