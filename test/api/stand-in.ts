/** A server of the pure package's own parts around node:http, for tests: it answers every command of the table with a sample. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApiError,
  bind,
  commandOf,
  decode,
  formatOf,
  listApis,
  type RawParameters,
  type Serialised,
  serialise,
  serialiseError,
  type Verification,
  verificationError,
  verify,
} from '@configdrive/cloudstack-api';
import { sampleAnswer } from './samples.ts';

export const API_KEY = 'an-api-key';
export const SECRET_KEY = 'a-secret-key';

/** What one request was. */
export interface Seen {
  readonly method: string;
  readonly parameters: RawParameters;
  readonly verification: Verification;
  /** What the command made of it; undefined where it was refused. */
  readonly bound?: Readonly<Record<string, unknown>>;
}

export interface StandIn {
  readonly endpoint: string;
  readonly port: number;
  readonly seen: Seen[];
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function answer(request: IncomingMessage, seen: Seen[]): Promise<Serialised> {
  let parameters: RawParameters = new Map();
  try {
    const query = request.url?.split('?')[1] ?? '';
    parameters = decode(query, request.method === 'POST' ? await bodyOf(request) : '');
    const verification = await verify(parameters, {
      secretOf: (key) => (key === API_KEY ? SECRET_KEY : undefined),
      now: new Date(),
    });
    const entry = { method: request.method ?? '', parameters, verification };
    seen.push(entry);
    if (!verification.isVerified) throw verificationError(verification);
    const command = commandOf(parameters);
    const bound = bind(command, parameters).parameters as Readonly<Record<string, unknown>>;
    seen.splice(-1, 1, { ...entry, bound });
    const result = command === 'listApis' ? listApis(() => true) : sampleAnswer(command);
    return serialise(command, result as never, formatOf(parameters));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return serialiseError(parameters.get('command'), error, formatOf(parameters));
  }
}

/** Starts it at a free port of this host. */
export async function startStandIn(): Promise<StandIn> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    void answer(request, seen).then(({ status, contentType, body }) => {
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/client/api`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
