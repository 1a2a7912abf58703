/** Requests as bytes over a socket of a chosen source address, and what comes back. */
import { connect, type Socket } from 'node:net';

export interface RawOptions {
  readonly port: number;
  /** Address of the service. */
  readonly host?: string;
  /** Address that asks: any of 127.0.0.0/8. */
  readonly source?: string;
  /** Milliseconds between the pieces. */
  readonly pause?: number;
}

/** Sends the pieces, reads until the service closes the connection or is silent for long; empty where it said nothing. */
export function exchange(pieces: string | readonly string[], options: RawOptions): Promise<string> {
  const { port, host = '127.0.0.1', source = '127.0.0.5', pause = 0 } = options;
  const parts = typeof pieces === 'string' ? [pieces] : pieces;
  return new Promise((resolve) => {
    let got = '';
    const socket = connect({ port, host, localAddress: source });
    socket.setTimeout(12_000, () => socket.destroy());
    socket.on('data', (data) => {
      got += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(got));
    socket.on('connect', () => void sendOneByOne(socket, parts, pause));
  });
}

async function sendOneByOne(socket: Socket, parts: readonly string[], pause: number): Promise<void> {
  for (const part of parts) {
    if (socket.destroyed) return;
    socket.write(part, 'latin1');
    if (pause > 0) await new Promise((done) => setTimeout(done, pause));
  }
}

/** One request with `Connection: close`, and the lines of the answer. */
export const ask = (
  method: string,
  target: string,
  options: RawOptions,
  headers: readonly string[] = [],
): Promise<string> =>
  exchange(
    [`${[`${method} ${target} HTTP/1.1`, 'Host: data-server', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`],
    options,
  );

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.[01] ([0-9]{3})/.exec(answer)?.[1] ?? 0);

export const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);
