/** One address that is listened on: connections and how they end. What a request means is not known here. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { MAX_QUERY_LENGTH, serialiseError } from '@configdrive/cloudstack-api';
import type { RimLimits } from './limits.ts';
import type { ListenPlace } from './options.ts';
import { httpError } from './request.ts';
import { limitKeyOf, Slots, sourceOf } from './sources.ts';

export interface ListenerOptions {
  readonly limits: RimLimits;
  readonly respond: (request: IncomingMessage, response: ServerResponse, source: string) => Promise<void>;
  /** Told of who is turned away before there is a request. */
  readonly onRefusal: (limit: string) => void;
}

/** A server with its connections. */
export interface Listener {
  readonly server: Server;
  /** Stops listening, ends connections that ask nothing, and waits for the others; after `withinMilliseconds` ends those, too. */
  drain(withinMilliseconds: number): Promise<void>;
}

/** Twice what a query may have, so that a longer one is answered in the API's form, and not by Node. */
const HEADER_BYTES = 2 * MAX_QUERY_LENGTH;

/** Between two looks at connections that are slow. */
const CHECK_MILLISECONDS = 1000;

/** What headers every answer has. Nothing of it is a page, and nothing may be kept. */
export const SECURITY_HEADERS: readonly string[] = [
  'Cache-Control',
  'no-store',
  'X-Content-Type-Options',
  'nosniff',
  'X-Frame-Options',
  'DENY',
];

export function createListener({ limits, respond, onRefusal }: ListenerOptions): Listener {
  /** Connection → requests on it that are not answered. */
  const open = new Map<Duplex, number>();
  const sources = new WeakMap<Duplex, string>();
  const slots = new Slots(limits.connections, limits.connectionsPerSource);
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: limits.headerMilliseconds,
    requestTimeout: Math.max(limits.requestMilliseconds, limits.headerMilliseconds),
    keepAliveTimeout: limits.idleMilliseconds,
    connectionsCheckingInterval: Math.min(CHECK_MILLISECONDS, limits.headerMilliseconds, limits.requestMilliseconds),
    requireHostHeader: false,
    noDelay: true,
  });
  // An answer that nobody takes ends like a request that nobody makes.
  server.timeout = 2 * limits.requestMilliseconds + limits.idleMilliseconds;
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    const source = sourceOf(socket.remoteAddress);
    if (source === undefined) return void socket.destroy();
    const key = limitKeyOf(source);
    const full = slots.enter(key);
    if (full !== undefined) {
      onRefusal(full === 'all' ? 'connections' : 'connections-per-source');
      return void socket.destroy();
    }
    open.set(socket, 0);
    sources.set(socket, source);
    socket.once('close', () => {
      open.delete(socket);
      slots.leave(key);
    });
  });
  const turnAway = (_request: IncomingMessage, socket: Duplex): void => {
    onRefusal('method');
    socket.destroy();
  };
  server.on('connect', turnAway);
  server.on('upgrade', turnAway);
  server.on('clientError', (cause: Error & { readonly code?: string }, socket) =>
    endUnread(cause.code, socket, onRefusal),
  );
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const source = sources.get(socket);
    if (source === undefined) return void socket.destroy();
    open.set(socket, (open.get(socket) ?? 0) + 1);
    response.once('close', () => open.set(socket, (open.get(socket) ?? 1) - 1));
    response.once('close', () => socket.destroyed && open.delete(socket));
    void respond(request, response, source);
  };
  server.on('request', take);
  // Whether a body is asked for is for who answers: it may be too long already.
  server.on('checkContinue', take);
  return { server, drain: (withinMilliseconds) => drained(server, open, withinMilliseconds) };
}

/** Why a request could not be read → its status, how it is counted, and what is said. */
const unread: Readonly<Record<string, readonly [status: number, limit: string, text: string]>> = {
  HPE_HEADER_OVERFLOW: [400, 'header-bytes', `The query of the request is longer than ${MAX_QUERY_LENGTH} characters`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'time', 'The request did not arrive in time'],
};
const MALFORMED = [400, 'malformed', 'The request is not of HTTP/1.1'] as const;

const reasons: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout' };

/** Answers what Node could not read, in the API's form, and ends the connection. */
function endUnread(code: string | undefined, socket: Duplex, onRefusal: ListenerOptions['onRefusal']): void {
  const [status, limit, text] = unread[code ?? ''] ?? MALFORMED;
  onRefusal(limit);
  if (!socket.writable) return void socket.destroy();
  const { body, contentType } = serialiseError(undefined, httpError(status, text), 'xml');
  const headers = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body)), ...SECURITY_HEADERS];
  const lines = headers.flatMap((word, at) => (at % 2 === 0 ? [`${word}: ${headers[at + 1]}`] : []));
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
  // What still comes is read by nobody.
  socket.resume();
}

async function drained(server: Server, open: ReadonlyMap<Duplex, number>, withinMilliseconds: number): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const [socket, requests] of open) if (requests === 0) socket.destroy();
  const timer = setTimeout(() => server.closeAllConnections(), withinMilliseconds);
  await ended;
  clearTimeout(timer);
}

/** Listens. @throws what the operating system says: the address is in use, or not of this host */
export function listenAt(server: Server, { address, port }: ListenPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, backlog: 511 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Where a server is open. */
export function placeOf(server: Server): ListenPlace {
  const found = server.address();
  return typeof found === 'object' && found !== null
    ? { address: found.address, port: found.port }
    : { address: String(found), port: 0 };
}
