/** The API over HTTP: one path, a log of requests as data, metrics apart, and an end that lets requests end. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, formatOf, type RawParameters, type Serialised, serialiseError } from '@configdrive/cloudstack-api';
import { type Asked, type Findings, Judge } from './judge.ts';
import { type RimLimits, rimLimitsOf } from './limits.ts';
import { createListener, type Listener, listenAt, placeOf, SECURITY_HEADERS } from './listener.ts';
import { ApiMetrics } from './metrics.ts';
import { checkServeApiOptions, type FaultEvent, type ListenPlace, type ServeApiOptions } from './options.ts';
import { rateHeaders } from './rate.ts';
import { httpError, isDeclaredTooLong, looseParameters, parametersOf } from './request.ts';
import { limitKeyOf, Slots } from './sources.ts';
import { createWatch } from './watch.ts';

/** A server of the API that is open. */
export interface ApiServer extends ListenPlace {
  /** Where metrics are. */
  readonly metrics: ListenPlace | undefined;
  /** Takes no new requests, lets the open ones end, at most for so long, and closes everything. */
  drain(withinMilliseconds?: number): Promise<void>;
}

const DRAIN_MILLISECONDS = 10_000;

/**
 * Serves the API at `/client/api`, and resolves when it listens.
 *
 * @throws InvalidInputError for wrong options; what the operating system says where an address cannot be had
 */
export async function serveApi(options: ServeApiOptions): Promise<ApiServer> {
  checkServeApiOptions(options);
  const rim = new Rim(options, rimLimitsOf(options.limits));
  await rim.open();
  return rim;
}

class Rim implements ApiServer {
  readonly #options: ServeApiOptions;
  readonly #limits: RimLimits;
  readonly #judge: Judge;
  readonly #metrics = new ApiMetrics();
  readonly #slots: Slots;
  readonly #listener: Listener;
  readonly #watch: Listener | undefined;
  #isDraining = false;
  #ended: Promise<void> | undefined;
  #place: ListenPlace | undefined;
  #watchPlace: ListenPlace | undefined;

  constructor(options: ServeApiOptions, limits: RimLimits) {
    this.#options = options;
    this.#limits = limits;
    this.#judge = new Judge(options);
    this.#slots = new Slots(limits.openRequests, limits.openRequestsPerSource);
    const onRefusal = (limit: string): void => this.#metrics.refusal(limit);
    this.#listener = createListener({ limits, respond: (...of) => this.#respond(...of), onRefusal });
    if (options.metrics === undefined) return;
    const isReady = async (): Promise<boolean> => !this.#isDraining && (await options.isReady?.()) !== false;
    this.#watch = createWatch({ limits, isReady, text: () => this.#metrics.text(this.#slots.count) });
  }

  async open(): Promise<void> {
    const { listen, metrics } = this.#options;
    await listenAt(this.#listener.server, listen);
    this.#place = placeOf(this.#listener.server);
    if (this.#watch === undefined || metrics === undefined) return;
    try {
      await listenAt(this.#watch.server, metrics);
    } catch (cause) {
      await this.#listener.drain(0);
      throw cause;
    }
    this.#watchPlace = placeOf(this.#watch.server);
  }

  get address(): string {
    return this.#place?.address ?? '';
  }

  get port(): number {
    return this.#place?.port ?? 0;
  }

  get metrics(): ListenPlace | undefined {
    return this.#watchPlace;
  }

  drain(withinMilliseconds = DRAIN_MILLISECONDS): Promise<void> {
    this.#ended ??= this.#drained(withinMilliseconds);
    return this.#ended;
  }

  /** Who watches sees to the end that it is not ready any more. */
  async #drained(withinMilliseconds: number): Promise<void> {
    this.#isDraining = true;
    await this.#listener.drain(withinMilliseconds);
    await this.#watch?.drain(0);
  }

  /** Answers one request, counts it and logs it; never rejects. */
  async #respond(request: IncomingMessage, response: ServerResponse, source: string): Promise<void> {
    const began = performance.now();
    const requestId = randomUUID();
    const findings: Findings = {};
    const key = limitKeyOf(source);
    const full = this.#slots.enter(key);
    let reply: Serialised;
    if (full === undefined) {
      reply = await this.#answered(request, response, { requestId, source, method: request.method ?? '' }, findings);
      this.#slots.leave(key);
    } else {
      findings.refusal = full === 'all' ? 'open-requests' : 'open-requests-per-source';
      const error = full === 'all' ? new ApiError(503, 'The server has too many open requests') : tooManyOpen();
      reply = serialiseError(undefined, error, formatOf(looseParameters(request.url ?? '')));
    }
    this.#send(request, response, reply, requestId, findings);
    this.#tell(reply, { requestId, source, method: request.method ?? '' }, findings, performance.now() - began);
  }

  /** Whatever happens becomes an answer in the API's form. */
  async #answered(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Omit<Asked, 'signal'>,
    findings: Findings,
  ): Promise<Serialised> {
    const stop = new AbortController();
    response.once('close', () => stop.abort());
    let parameters: RawParameters = looseParameters(request.url ?? '');
    try {
      if ('expect' in request.headers && !isDeclaredTooLong(request)) response.writeContinue();
      parameters = await parametersOf(request);
      const answer = this.#judge.answer(parameters, { ...asked, signal: stop.signal }, findings);
      return await within(answer, this.#limits.requestMilliseconds);
    } catch (error) {
      const told = error instanceof ApiError ? error : this.#faultOf(error, asked.requestId, findings);
      return serialiseError(parameters.get('command'), told, formatOf(parameters));
    } finally {
      stop.abort();
    }
  }

  /** The caller learns the id of a fault, the log what it was. */
  #faultOf(error: unknown, id: string, { command }: Findings): ApiError {
    this.#log(() => faultEvent(error, id, command));
    return new ApiError(530, `The server failed. Its log says why, under ${id}`);
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    { status, contentType, body }: Serialised,
    requestId: string,
    { allowance }: Findings,
  ): void {
    // A body that was not read to its end would be taken for the next request.
    const isUnread = !request.complete;
    const headers = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body))];
    headers.push(...SECURITY_HEADERS, 'X-Request-Id', requestId);
    if (allowance !== undefined) headers.push(...rateHeaders(allowance));
    else if (status === 429 || status === 503) headers.push('Retry-After', '1');
    if (status === 405) headers.push('Allow', 'GET, POST');
    if (isUnread || this.#isDraining) headers.push('Connection', 'close');
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? undefined : body);
    if (isUnread) request.resume();
  }

  #tell(
    { status, body }: Serialised,
    { requestId, source, method }: Omit<Asked, 'signal'>,
    { command, caller, encoding, order, refusal, unknown = [] }: Findings,
    milliseconds: number,
  ): void {
    this.#metrics.request(command ?? 'none', status, milliseconds / 1000);
    this.#log(() => ({
      event: 'request',
      time: new Date().toISOString(),
      id: requestId,
      source,
      method,
      account: caller?.account,
      user: caller?.userId,
      command,
      status,
      bytes: Buffer.byteLength(body),
      milliseconds: Math.round(milliseconds * 1000) / 1000,
      encoding,
      order,
      refusal,
      unknown,
    }));
  }

  /** A log that fails must not keep callers from their answers. */
  #log(event: () => Parameters<NonNullable<ServeApiOptions['log']>>[0]): void {
    try {
      this.#options.log?.(event());
    } catch {
      this.#metrics.refusal('log-failed');
    }
  }
}

const tooManyOpen = (): ApiError => new ApiError(429, 'This address has too many open requests');

/** @throws ApiError 503 where it takes longer */
async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(httpError(503, 'The command took too long')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const STACK_LINES = 20;

function faultEvent(error: unknown, id: string, command: Findings['command']): FaultEvent {
  const { name, code, stack } =
    error instanceof Error ? (error as Error & { readonly code?: unknown }) : { name: typeof error };
  // The message comes first, and may have any number of lines.
  const lines = (stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return {
    event: 'fault',
    time: new Date().toISOString(),
    id,
    command,
    error: name,
    code: typeof code === 'string' ? code : undefined,
    stack: lines.slice(0, STACK_LINES).map((line) => line.trim()),
  };
}
