/** The metadata service: sources of machines, listeners for guests, one for who watches. */
import type { Server } from 'node:http';
import type { FormName } from '@configdrive/core';
import { canonicalAddress } from '@configdrive/core/serving';
import type { Issue } from '@configdrive/issues';
import { serverRefusal } from '../codes.ts';
import type { GuestFacts } from '../guests/guest.ts';
import { Roster } from '../guests/roster.ts';
import { NO_ROUTE, PASSWORD_ROUTE } from '../guests/routes.ts';
import { type ServiceLimits, serviceLimitsOf } from '../limits.ts';
import { passwordAnswer, WORD_HEADER } from '../passwords/protocol.ts';
import { type Accepted, onlyHeader } from '../requests/judge.ts';
import { targetOf } from '../requests/target.ts';
import { type Asked, bareReply, createListener, type Listener, notFound, placeOf, type Reply } from './listener.ts';
import { type Gauge, Metrics } from './metrics.ts';
import { checkServeOptions, DEFAULT_NETWORK, type ListenAt, type ListenOptions, type ServeOptions } from './options.ts';
import { checkToken, SAVING, saved } from './save.ts';

/** Where one listener is open. */
export interface OpenListener {
  readonly kind: 'metadata' | 'passwords' | 'save' | 'metrics';
  readonly form: string;
  readonly network: string;
  readonly address: string;
  readonly port: number;
}

/** A service that is open. */
export interface MetadataService {
  readonly listeners: readonly OpenListener[];
  /** Machines that are loaded, by network and form. */
  guests(): readonly { readonly network: string; readonly form: FormName; readonly guests: readonly GuestFacts[] }[];
  /** What is not as it should be, now. */
  issues(): readonly Issue[];
  /** Looks at all sources at once; resolves when what was new is served. */
  reload(): Promise<void>;
  /** Takes no new connection, lets those end that are at work, at most for `withinMilliseconds`, and closes everything. */
  drain(options?: { readonly withinMilliseconds?: number | undefined }): Promise<void>;
}

/** What guests call the router, by the name that its DNS server gives it. */
const ROUTER_NAMES = ['data-server', 'data-server.'];

const DRAIN_MILLISECONDS = 10_000;
const PASSWORD_FORM = 'password';

interface Part {
  readonly options: ListenOptions;
  readonly network: string;
  readonly roster: Roster;
}

/**
 * Opens a metadata service, and resolves when all machines are loaded and all listeners are open. A guest is who it is by the
 * network of the listener and its source address, and by nothing else.
 *
 * @throws InvalidInputError for options; whatever the system says where a socket cannot be opened
 */
export async function serveMetadata(options: ServeOptions): Promise<MetadataService> {
  checkServeOptions(options);
  const limits = serviceLimitsOf(options.limits);
  const rosters = new Map<string, Roster>();
  const parts = options.listen.map((listen): Part => {
    const { network = DEFAULT_NETWORK } = listen;
    return { options: listen, network, roster: rosterOf(listen, network, options, limits, rosters) };
  });
  const service = new Service(options, limits, parts, [...new Set(rosters.values())]);
  try {
    await service.open();
  } catch (cause) {
    service.close();
    throw cause;
  }
  return service;
}

/** Listeners of one network that have one form and one source share their machines. */
function rosterOf(
  { form, drives: own, addresses }: ListenOptions,
  network: string,
  { drives, onIssue }: ServeOptions,
  limits: ServiceLimits,
  rosters: Map<string, Roster>,
): Roster {
  const source = own ?? drives;
  if (source === undefined)
    throw serverRefusal('listener-invalid', ['listen', network], 'says of no machines, and neither does the service');
  const key = JSON.stringify([network, form, addresses, own === undefined]);
  const known = own === undefined ? rosters.get(key) : undefined;
  if (known !== undefined) return known;
  const roster = new Roster({ source, form, limits, addresses, onIssue });
  rosters.set(own === undefined ? key : `${key}${rosters.size}`, roster);
  return roster;
}

class Service implements MetadataService {
  readonly #options: ServeOptions;
  readonly #limits: ServiceLimits;
  readonly #parts: readonly Part[];
  readonly #rosters: readonly Roster[];
  readonly #metrics = new Metrics();
  readonly #listeners: { readonly listener: Listener; readonly told: Omit<OpenListener, 'address' | 'port'> }[] = [];
  #isReady = false;
  #ended: Promise<void> | undefined;

  constructor(options: ServeOptions, limits: ServiceLimits, parts: readonly Part[], rosters: readonly Roster[]) {
    this.#options = options;
    this.#limits = limits;
    this.#parts = parts;
    this.#rosters = rosters;
  }

  /** Who watches may look before everything is loaded. */
  async open(): Promise<void> {
    const { metrics } = this.#options;
    if (metrics !== undefined) {
      const listener = this.#listener({
        answer: ({ request }) => this.#watched(request.url ?? ''),
        checksHosts: false,
        network: '',
        form: 'metrics',
      });
      await this.#open(listener, metrics, { kind: 'metrics', form: '', network: '' });
    }
    await Promise.all(this.#rosters.map((roster) => roster.start()));
    for (const part of this.#parts) await this.#openPart(part);
    await this.#openSave();
    this.#isReady = true;
  }

  async #openPart({ options, network, roster }: Part): Promise<void> {
    const { form, password } = options;
    const metadata = this.#listener({
      answer: (asked) => this.#answer(asked, roster),
      checksHosts: true,
      network,
      form,
    });
    await this.#open(metadata, options, { kind: 'metadata', form, network });
    const { passwords } = this.#options;
    if (password === undefined || passwords === undefined) return;
    const desk = { network, ledger: passwords };
    const answer = async ({ request, source }: Asked): Promise<Reply> => {
      const guest = roster.at(source);
      const { status, body, event } = await passwordAnswer(onlyHeader(request.rawHeaders, WORD_HEADER), guest, desk);
      this.#metrics.password(event);
      return { ...bareReply(status, PASSWORD_ROUTE, Buffer.from(body)), guest: guest?.name, password: event };
    };
    const desks = this.#listener({ answer, checksHosts: true, closesConnections: true, network, form: PASSWORD_FORM });
    await this.#open(desks, password, { kind: 'passwords', form: PASSWORD_FORM, network });
  }

  async #openSave(): Promise<void> {
    const { save: options } = this.#options;
    if (options === undefined) return;
    const { token, network = DEFAULT_NETWORK, save, address = '' } = options;
    checkToken(token);
    const roster = this.#parts.find((part) => part.network === network)?.roster;
    if (roster === undefined)
      throw serverRefusal('listener-invalid', ['save', 'network'], 'must be one that is listened on');
    const sources = new Set(['127.0.0.1', '::1', ...canonicalAddress(address)]);
    const listener = this.#listener({
      answer: (asked) => saved(asked, { token, sources, roster, save }),
      checksHosts: false,
      closesConnections: true,
      accepted: SAVING,
      network,
      form: 'save',
    });
    await this.#open(listener, options, { kind: 'save', form: 'save', network });
  }

  #listener({
    answer,
    checksHosts,
    closesConnections = false,
    accepted,
    network,
    form,
  }: {
    readonly answer: (asked: Asked) => Reply | Promise<Reply>;
    readonly checksHosts: boolean;
    readonly closesConnections?: boolean;
    readonly accepted?: Accepted;
    readonly network: string;
    readonly form: string;
  }): Listener {
    const { hosts = [], listen, log } = this.#options;
    const own = listen.flatMap(({ address, password }) => [address, password?.address]);
    const named = [...ROUTER_NAMES, ...hosts, ...own.flatMap((address) => canonicalAddress(address ?? ''))];
    return createListener({
      limits: this.#limits,
      hosts: new Set(named.map((name) => name.toLowerCase())),
      checksHosts,
      closesConnections,
      accepted,
      answer,
      onRefusal: (limit) => this.#metrics.refusal(limit),
      onReply: ({ status, body, route, guest, password }, source, milliseconds) => {
        this.#metrics.request(form, route, status, milliseconds / 1000);
        log?.({
          time: new Date().toISOString(),
          network,
          form,
          source,
          guest,
          route,
          status,
          bytes: body.byteLength,
          milliseconds: Math.round(milliseconds * 1000) / 1000,
          password,
        });
      },
    });
  }

  #answer({ request, source }: Asked, roster: Roster): Reply {
    const target = targetOf(request.url ?? '', this.#limits.targetBytes);
    if ('status' in target) return target.status === 404 ? notFound(NO_ROUTE) : bareReply(target.status, NO_ROUTE);
    const guest = roster.at(source);
    const found = guest?.answers.get(target.path);
    if (guest === undefined || found === undefined) return notFound(NO_ROUTE, guest?.name);
    return { status: 200, type: found.type, body: found.bytes, route: found.route, guest: guest.name };
  }

  async #open(
    listener: Listener,
    { address, port = 0, fd }: ListenAt,
    told: Omit<OpenListener, 'address' | 'port'>,
  ): Promise<void> {
    this.#listeners.push({ listener, told });
    await opened(listener.server, fd === undefined ? { host: address, port } : { fd });
  }

  get listeners(): readonly OpenListener[] {
    return this.#listeners.map(({ listener, told }) => ({ ...told, ...placeOf(listener.server) }));
  }

  guests(): ReturnType<MetadataService['guests']> {
    return this.#parts.map(({ network, options: { form }, roster }) => ({ network, form, guests: roster.facts }));
  }

  issues(): readonly Issue[] {
    return this.#rosters.flatMap((roster) => roster.issues);
  }

  async reload(): Promise<void> {
    await Promise.all(this.#rosters.map((roster) => roster.load()));
  }

  drain({
    withinMilliseconds = DRAIN_MILLISECONDS,
  }: {
    readonly withinMilliseconds?: number | undefined;
  } = {}): Promise<void> {
    this.#ended ??= this.#drained(withinMilliseconds);
    return this.#ended;
  }

  async #drained(withinMilliseconds: number): Promise<void> {
    this.#isReady = false;
    const ends = this.#listeners.map(
      ({ listener: { server } }) => new Promise((resolve) => server.once('close', resolve)),
    );
    for (const { listener } of this.#listeners) listener.drain();
    const timer = setTimeout(() => this.close(), withinMilliseconds);
    await Promise.all(ends);
    clearTimeout(timer);
    this.close();
  }

  close(): void {
    this.#isReady = false;
    for (const { listener } of this.#listeners) listener.close();
    for (const roster of this.#rosters) roster.close();
  }

  /** For who watches: is it there, has it everything, what does it count. */
  #watched(url: string): Reply {
    const target = targetOf(url, this.#limits.targetBytes);
    const path = 'path' in target ? target.path : '';
    if (path === '/livez') return bareReply(200, path, Buffer.from('alive\n'));
    if (path === '/readyz') return bareReply(this.#isReady ? 200 : 503, path, Buffer.from(this.#readiness()));
    if (path === '/metrics') return bareReply(200, path, Buffer.from(this.#metrics.text(this.#gauges())));
    return notFound(NO_ROUTE);
  }

  #readiness(): string {
    const lines = this.issues().map(
      ({ severity, code, place, message }) => `${severity}[${code}] ${place.join('.')}: ${message}\n`,
    );
    return `${this.#isReady ? 'ready' : 'not ready'}\n${lines.join('')}`;
  }

  #gauges(): readonly Gauge[] {
    const guests = (): readonly GuestFacts[] => this.#rosters.flatMap((roster) => roster.facts);
    return [
      { name: 'configdrive_guests', help: 'Machines that are loaded.', read: () => guests().length },
      {
        name: 'configdrive_guests_with_password',
        help: 'Machines with a password.',
        read: () => guests().filter(({ hasPassword }) => hasPassword).length,
      },
      { name: 'configdrive_issues', help: 'What is not as it should be.', read: () => this.issues().length },
    ];
  }
}

function opened(
  server: Server,
  where: { readonly host?: string | undefined; readonly port?: number } | { readonly fd: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog: 511 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
