/** What the API's server is told, who calls it, and what it tells a log. */
import type { CommandName, Encoding, Handlers, NameOrder, Role } from '@configdrive/cloudstack-api';
import { callback, checkArguments, isObject, kind, object, options } from '@configdrive/issues/arguments';
import type { RimLimitOptions } from './limits.ts';

/** Whom a key belongs to. */
export interface Caller {
  readonly secretKey: string;
  readonly accountId: string;
  readonly account: string;
  readonly domainId: string;
  readonly domainPath: string;
  readonly userId: string;
  readonly role: Role;
  /** `10.0.0.0/8`, `2001:db8::/32`: where calls may come from. Default: from everywhere. */
  readonly allowedSourceCidrs?: readonly string[] | undefined;
  /** True: refused like a key that nobody has. */
  readonly isDisabled?: boolean | undefined;
}

/** What a handler gets beside its parameters. */
export interface ApiContext {
  readonly caller: Omit<Caller, 'secretKey'>;
  /** A UUID, which the caller is told, too: in the header X-Request-Id. */
  readonly requestId: string;
  /** The address that the request came from. */
  readonly source: string;
  /** Aborts when the caller goes away, and when time is up. */
  readonly signal: AbortSignal;
}

/** Why a request was refused that nobody but the log is told: reasons of signatures, and those of accounts. */
export type LoggedRefusal = string;

/** One request, for a log: never a value, a query, a signature, a secret or a content. */
export interface RequestEvent {
  readonly event: 'request';
  readonly time: string;
  readonly id: string;
  readonly source: string;
  readonly method: string;
  /** Of whoever was verified. */
  readonly account: string | undefined;
  readonly user: string | undefined;
  /** Undefined where the request named none of the table. */
  readonly command: CommandName | undefined;
  /** The status over HTTP, which is CloudStack's number for errors. */
  readonly status: number;
  /** Bytes of the body that was sent. */
  readonly bytes: number;
  readonly milliseconds: number;
  /** In which form the signature matched. */
  readonly encoding: Encoding | undefined;
  readonly order: NameOrder | undefined;
  readonly refusal: LoggedRefusal | undefined;
  /** Names of parameters that the command does not take. */
  readonly unknown: readonly string[];
}

/** A fault of the server's own: the caller got the same id, and none of this. */
export interface FaultEvent {
  readonly event: 'fault';
  readonly time: string;
  readonly id: string;
  readonly command: CommandName | undefined;
  /** The name of the error's class, and its code where it has one. Its message may hold anything, and is left out. */
  readonly error: string;
  readonly code: string | undefined;
  /** Where it was thrown. */
  readonly stack: readonly string[];
}

export type ApiEvent = RequestEvent | FaultEvent;

export interface ListenPlace {
  /** An address of this host: `127.0.0.1`, `::1`. */
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface ServeApiOptions {
  /** A command without a handler does not exist; `listApis` and the lists that are always empty need none. */
  readonly handlers: Partial<Handlers<ApiContext>>;
  readonly callerOf: (apiKey: string) => Promise<Caller | undefined>;
  readonly listen: ListenPlace;
  /** Where metrics, `/livez` and `/readyz` are: an address that no caller reaches. Default: nowhere. */
  readonly metrics?: ListenPlace | undefined;
  readonly limits?: RimLimitOptions | undefined;
  readonly log?: ((event: ApiEvent) => void) | undefined;
  /** Whether what the handlers need is there. Default: always. */
  readonly isReady?: (() => boolean | Promise<boolean>) | undefined;
  /** True: signatures in CloudStack's own form only. */
  readonly isJavaEncodingOnly?: boolean | undefined;
  /** True: signatures expire within 15 minutes, and what changes something is sent by POST. */
  readonly requirePostAndTimestamps?: boolean | undefined;
  /** Requests of one account in a second. Default: as many as it likes. */
  readonly ratePerSecond?: number | undefined;
}

const place = kind(
  'an object with an address (a text) and a port (0 to 65535)',
  (value) =>
    isObject(value) &&
    typeof value.address === 'string' &&
    value.address !== '' &&
    Number.isInteger(value.port) &&
    (value.port as number) >= 0 &&
    (value.port as number) <= 65_535,
);

const flag = kind('true or false', (value) => typeof value === 'boolean');
const rate = kind('a whole number from 1 on', (value) => Number.isSafeInteger(value) && (value as number) > 0);

const serveApiOptions = options<ServeApiOptions>({
  handlers: true,
  callerOf: true,
  listen: true,
  metrics: true,
  limits: true,
  log: true,
  isReady: true,
  isJavaEncodingOnly: true,
  requirePostAndTimestamps: true,
  ratePerSecond: true,
});

/** @throws InvalidInputError for all of them that are wrong */
export function checkServeApiOptions(given: ServeApiOptions): void {
  checkArguments(['options', serveApiOptions, given]);
  checkArguments(
    ['options.handlers', object('an object of functions by command'), given.handlers],
    ['options.callerOf', callback, given.callerOf],
    ['options.listen', place, given.listen],
    ['options.metrics?', place, given.metrics],
    ['options.log?', callback, given.log],
    ['options.isReady?', callback, given.isReady],
    ['options.isJavaEncodingOnly?', flag, given.isJavaEncodingOnly],
    ['options.requirePostAndTimestamps?', flag, given.requirePostAndTimestamps],
    ['options.ratePerSecond?', rate, given.ratePerSecond],
  );
}
