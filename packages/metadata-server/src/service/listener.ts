/** One address that is listened on: who may ask there, and how it is answered. The rim: nothing here knows a drive. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { canonicalAddress } from '@configdrive/core/serving';
import type { ServiceLimits } from '../limits.ts';
import type { PasswordEvent } from '../passwords/protocol.ts';
import { type Accepted, hostNameOf, LOOKING, refusalOf } from '../requests/judge.ts';
import { Sources } from './sources.ts';

/** A request that is well-formed, and whose it is. */
export interface Asked {
  readonly request: IncomingMessage;
  /** Canonical address of who asks. */
  readonly source: string;
}

/** What is sent. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  /** Pattern of what was asked for. */
  readonly route: string;
  /** Of the machine, where it is known. */
  readonly guest: string | undefined;
  /** Where a password was asked for. */
  readonly password?: PasswordEvent | undefined;
}

export interface ListenerOptions {
  readonly limits: ServiceLimits;
  /** Names by which guests call the service, beside its addresses; in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** False: no header of a host is asked for, since nobody's browser comes here. */
  readonly checksHosts: boolean;
  readonly closesConnections: boolean;
  /** Default: what guests may send. */
  readonly accepted?: Accepted | undefined;
  readonly answer: (asked: Asked) => Reply | Promise<Reply>;
  /** Told of each answer. */
  readonly onReply: (reply: Reply, source: string, milliseconds: number) => void;
  /** Told of who is turned away before there is a request. */
  readonly onRefusal: (limit: string) => void;
}

/** A server that is open, or will be. */
export interface Listener {
  readonly server: Server;
  /** Stops taking connections, and lets those end that are at work. */
  drain(): void;
  /** Ends every connection. */
  close(): void;
}

/** Between two looks at connections that are slow. */
const CHECK_MILLISECONDS = 1000;

/** Of answers that are made and not taken: who does not read gets nothing more. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);
const NOT_FOUND = Buffer.from('not found\n');
const TEXT = 'text/plain; charset=utf-8';

/** The same bytes for a guest that nobody knows and for a name that a guest does not have. */
export const notFound = (route: string, guest?: string): Reply => ({
  status: 404,
  type: TEXT,
  body: NOT_FOUND,
  route,
  guest,
});

/** An answer that says nothing beside its status. */
export const bareReply = (status: number, route: string, body: Uint8Array = EMPTY): Reply => ({
  status,
  type: TEXT,
  body,
  route,
  guest: undefined,
});

const sourceOf = new WeakMap<Duplex, string>();

export function createListener(options: ListenerOptions): Listener {
  const { limits, onRefusal } = options;
  const sources = new Sources(limits);
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerMilliseconds,
    requestTimeout: limits.requestMilliseconds,
    keepAliveTimeout: limits.idleMilliseconds,
    connectionsCheckingInterval: Math.min(CHECK_MILLISECONDS, limits.headerMilliseconds),
    // HTTP/1.0 has none: who lacks it is told apart below.
    requireHostHeader: false,
    noDelay: true,
  });
  // Counted below: Node leaves out what is too much, and a second Host may be among it.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  // An answer that nobody takes ends like a request that nobody makes.
  server.timeout = Math.max(limits.idleMilliseconds, limits.requestMilliseconds);
  server.on('timeout', (socket) => {
    onRefusal('time');
    socket.destroy();
  });
  server.on('drop', () => onRefusal('connections'));
  server.on('connection', (socket) => enter(socket, sources, onRefusal));
  server.on('connect', (_request, socket) => refuse(socket, onRefusal));
  server.on('upgrade', (_request, socket) => refuse(socket, onRefusal));
  server.on('clientError', (cause: Error & { readonly code?: string }, socket) => {
    onRefusal(
      cause.code === 'HPE_HEADER_OVERFLOW'
        ? 'headerBytes'
        : cause.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? 'time'
          : 'malformed',
    );
    endWith(socket, statusOf(cause.code));
  });
  server.on('request', (request, response) => {
    void respond(request, response, sources, options);
  });
  return {
    server,
    drain: () => {
      server.close();
      server.closeIdleConnections();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function enter(socket: Socket, sources: Sources, onRefusal: ListenerOptions['onRefusal']): void {
  socket.on('error', () => socket.destroy());
  const [source] = canonicalAddress(socket.remoteAddress ?? '');
  if (source === undefined) return void socket.destroy();
  if (!sources.enter(source)) {
    onRefusal('connectionsPerSource');
    return void socket.destroy();
  }
  sourceOf.set(socket, source);
  socket.once('close', () => sources.leave(source));
}

function refuse(socket: Duplex, onRefusal: ListenerOptions['onRefusal']): void {
  onRefusal('method');
  socket.destroy();
}

const statusLines: Readonly<Record<number, string>> = {
  400: '400 Bad Request',
  408: '408 Request Timeout',
  431: '431 Request Header Fields Too Large',
};

const statusOf = (code: string | undefined): number =>
  code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;

function endWith(socket: Duplex, status: number): void {
  if (!socket.writable) return void socket.destroy();
  socket.end(`HTTP/1.1 ${statusLines[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  // What still comes is read by nobody.
  socket.resume();
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  sources: Sources,
  options: ListenerOptions,
): Promise<void> {
  const began = performance.now();
  const { socket } = request;
  const source = sourceOf.get(socket);
  if (source === undefined || socket.writableLength > MOST_WAITING_BYTES) return void socket.destroy();
  const { accepted = LOOKING } = options;
  const refused = refusalOf(headOf(request), options.limits, (host) => isHost(host, socket, options), accepted);
  let reply: Reply;
  if (refused !== undefined) reply = bareReply(refused, 'none');
  else if (!sources.mayAsk(source, began)) reply = bareReply(429, 'none');
  else reply = await settled(options.answer({ request, source }));
  if (refused !== undefined) options.onRefusal(refused === 405 ? 'method' : 'request');
  send(request, response, reply, {
    closes: refused !== undefined || options.closesConnections,
    allowed: accepted.methods,
  });
  options.onReply(reply, source, performance.now() - began);
}

/** The disk does not do what it should: the guest asks again. */
async function settled(reply: Reply | Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch {
    return bareReply(503, 'none');
  }
}

const headOf = ({ method = '', url = '', rawHeaders, httpVersionMajor, httpVersionMinor }: IncomingMessage) => ({
  method,
  target: url,
  rawHeaders,
  httpVersionMajor,
  httpVersionMinor,
});

/** An address of ours, or a name that was given: a page in a guest's browser that calls us by its own name learns nothing. */
function isHost(host: string, socket: Socket, { hosts, checksHosts }: ListenerOptions): boolean {
  const name = hostNameOf(host);
  if (!checksHosts) return true;
  if (name === undefined) return false;
  if (hosts.has(name)) return true;
  const [address] = canonicalAddress(name);
  return address !== undefined && (hosts.has(address) || address === canonicalAddress(socket.localAddress ?? '')[0]);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  { closes, allowed }: { readonly closes: boolean; readonly allowed: readonly string[] },
): void {
  const { status, type, body } = reply;
  const headers: string[] = [
    'Content-Type',
    type,
    'Content-Length',
    String(body.byteLength),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
  ];
  if (status === 405) headers.push('Allow', allowed.join(', '));
  if (status === 429 || status === 503) headers.push('Retry-After', '1');
  if (closes) headers.push('Connection', 'close');
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Where a server is open: an address and a port. */
export function placeOf(server: Server): { readonly address: string; readonly port: number } {
  const found = server.address();
  return typeof found === 'object' && found !== null
    ? { address: found.address, port: found.port }
    : { address: String(found), port: 0 };
}
