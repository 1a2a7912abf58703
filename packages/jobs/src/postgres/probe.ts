/**
 * Asks a server on a Unix socket who it is, with the start of a session (PostgreSQL's message formats, protocol 3.0) and
 * nothing more: who starts a server needs no client library to know that it answers.
 */
import { createConnection } from 'node:net';

export interface ProbeTarget {
  /** Folder of the socket. */
  readonly host: string;
  readonly database: string;
  readonly user: string;
}

const PROTOCOL = 0x0003_0000;
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);
const MAX_WAIT_MILLISECONDS = 2000;

/** Gives the version of a server that takes sessions; undefined while it does not. */
export function probe({ host, database, user }: ProbeTarget): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(`${host}/.s.PGSQL.5432`);
    let received = Buffer.alloc(0);
    const end = (version: string | undefined): void => {
      if (version === undefined) socket.destroy();
      else socket.end(TERMINATE);
      resolve(version);
    };
    socket.setTimeout(MAX_WAIT_MILLISECONDS, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
    socket.on('connect', () => socket.write(startup(['user', user, 'database', database])));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const messages = messagesIn(received);
      if (messages.some(({ type }) => type === 'E')) return end(undefined);
      if (messages.some(({ type }) => type === 'Z')) return end(versionIn(messages));
    });
  });
}

function startup(words: readonly string[]): Buffer {
  const body = Buffer.from(`${words.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(PROTOCOL, 4);
  return Buffer.concat([head, body]);
}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** The whole messages at the beginning: a byte of type, then a length that counts itself. */
function messagesIn(bytes: Buffer): readonly Message[] {
  const messages: Message[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length || end < at + 5) break;
    messages.push({ type: String.fromCharCode(bytes[at] ?? 0), body: bytes.subarray(at + 5, end) });
    at = end;
  }
  return messages;
}

/** ParameterStatus: a name and a value, each ended by a NUL; `15.18 (Debian 15.18-0+deb12u1)`. */
function versionIn(messages: readonly Message[]): string {
  const parameters = messages.filter(({ type }) => type === 'S').map(({ body }) => body.toString('utf8').split('\0'));
  const [, text = ''] = parameters.find(([name]) => name === 'server_version') ?? [];
  return text.split(' ')[0] ?? '';
}
