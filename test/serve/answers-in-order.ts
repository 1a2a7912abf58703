/** Requests of a client in its order, each when the one before is answered: over a connection each, or over one that is kept. */
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The service ended the connection. */
  readonly isClosed: boolean;
}

export interface OrderedRequest {
  readonly port: number;
  readonly request: string;
}

export async function answersInOrder(
  requests: readonly OrderedRequest[],
  { source, keeps }: { readonly source: string; readonly keeps: boolean },
): Promise<readonly Answer[]> {
  const kept = new Map<number, Socket>();
  const answers: Answer[] = [];
  for (const { port, request } of requests) {
    const socket = kept.get(port) ?? connect({ port, host: '127.0.0.1', localAddress: source });
    kept.delete(port);
    const answer = await answerOf(socket, request);
    answers.push(answer);
    if (keeps && !answer.isClosed) kept.set(port, socket);
    else socket.destroy();
  }
  for (const socket of kept.values()) socket.destroy();
  return answers;
}

/** Ends at the length that the answer says, and looks then whether the connection is to end. */
function answerOf(socket: Socket, request: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const end = (): void => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      const answer = parsed(got);
      if (answer === undefined) reject(new Error(`an answer of ${got.byteLength} bytes that is none`));
      else resolve(answer);
    };
    socket.on('data', (data) => {
      got = Buffer.concat([got, data]);
      if (parsed(got) !== undefined) end();
    });
    socket.on('close', end);
    socket.on('error', reject);
    socket.write(request, 'latin1');
  });
}

function parsed(got: Buffer): Answer | undefined {
  const headEnd = got.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [first = '', ...lines] = got.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = got.subarray(headEnd + 4);
  const length = Number(headers['content-length']);
  if (!(body.byteLength >= length)) return undefined;
  const status = Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(first)?.[1]);
  return { status, headers, body, isClosed: headers.connection === 'close' };
}
