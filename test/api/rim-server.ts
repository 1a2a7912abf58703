/** A server of the service's HTTP rim with a few handlers in memory, and a caller that has nothing but Node's standard library. */
import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { ApiError, type CommandName, type Handlers } from '@configdrive/cloudstack-api';
import {
  type ApiContext,
  type ApiEvent,
  type ApiServer,
  type Caller,
  type ServeApiOptions,
  serveApi,
} from '@configdrive/service';
import { sampleAnswer } from './samples.ts';

export const API_KEY = 'an-api-key';
export const SECRET_KEY = 'a-secret-key';
export const ZONE = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';

export const caller: Caller = {
  secretKey: SECRET_KEY,
  accountId: '1f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11',
  account: 'admin',
  domainId: '2f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11',
  domainPath: 'ROOT',
  userId: '3f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11',
  role: 'Admin',
};

/** What the planted faults say, which nobody may ever read. */
export const PLANTED = 'a secret of the database';

/** Commands that answer with a sample, and some that do what tests need. */
export function handlersOf(release: Promise<void> = Promise.resolve()): Partial<Handlers<ApiContext>> {
  const samples = ['listNetworks', 'listServiceOfferings', 'listSSHKeyPairs', 'updateVirtualMachine', 'deleteUserData'];
  return {
    ...Object.fromEntries(samples.map((name) => [name, async () => sampleAnswer(name as CommandName)])),
    listZones: async ({ name }) => ({ count: 1, items: [{ id: ZONE, name: name ?? 'z' }] }),
    // Waits until the test lets it go on.
    listHosts: async () => {
      await release;
      return { count: 0, items: [] };
    },
    getVMPassword: async () => {
      throw new ApiError(431, 'The instance has no key');
    },
    listTemplates: async () => {
      throw Object.assign(new Error(`${PLANTED}\n  of two lines`), { code: 'EPLANTED' });
    },
  };
}

export interface Rim {
  readonly server: ApiServer;
  readonly port: number;
  readonly events: ApiEvent[];
}

/** Starts one at a free port. */
export async function startRim(options: Partial<ServeApiOptions> = {}): Promise<Rim> {
  const events: ApiEvent[] = [];
  const server = await serveApi({
    handlers: handlersOf(),
    callerOf: async (key) => (key === API_KEY ? caller : undefined),
    listen: { address: '127.0.0.1', port: 0 },
    log: (event) => events.push(event),
    ...options,
  });
  return { server, port: server.port, events };
}

type Values = Readonly<Record<string, string>>;

/** Java's URLEncoder, by hand. */
const javaEncoded = (value: string): string =>
  encodeURIComponent(value).replaceAll(/[!'()~]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);

/** A signed query, as CloudStack's own documentation tells to make one. */
export function signedQuery(values: Values, secret = SECRET_KEY): string {
  const all: Values = { apiKey: API_KEY, response: 'json', ...values };
  const line = Object.keys(all)
    .sort()
    .map((name) => `${name}=${javaEncoded(all[name] ?? '')}`.toLowerCase())
    .join('&');
  const signature = createHmac('sha1', secret).update(line).digest('base64');
  return [...Object.entries(all), ['signature', signature]]
    .map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sending {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

/** Sends one request on a connection of its own. */
export const send = (
  port: number,
  { path = '/client/api', method = 'GET', body, headers = {} }: Sending,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { ...type, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

/** Calls a command by GET. */
export const call = (port: number, values: Values, secret?: string): Promise<Answer> =>
  send(port, { path: `/client/api?${signedQuery(values, secret)}` });

/** Opens a connection that has sent a text so far. */
export const opened = (port: number, text = ''): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, () => resolve(socket)));
    socket.once('error', reject);
  });

/** All that comes on a connection until it ends. */
export const endOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
