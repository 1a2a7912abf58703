/** QEMU's monitor protocol over a socket, and any other socket on which lines go to and fro. */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { QmpCommand } from '@configdrive/core';

/** Lines that come, in their order, and lines that go. */
export interface Conversation {
  say(line: string): void;
  /** Rejects when the other end is gone. */
  hear(): Promise<string>;
  end(): void;
}

const TRIES = 200;
const BETWEEN_TRIES_MS = 50;

/** Connects as soon as somebody listens. */
export async function conversationOn(path: string): Promise<Conversation> {
  const socket = await connected(path);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    say: (line) => void socket.write(`${line}\n`),
    async hear() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`nobody speaks on ${path} any more`);
      return value;
    },
    end: () => void socket.destroy(),
  };
}

async function connected(path: string): Promise<Socket> {
  for (let tries = 0; tries < TRIES; tries++) {
    const socket = connect(path);
    const isOpen = await new Promise<boolean>((settle) => {
      socket.once('connect', () => settle(true));
      socket.once('error', () => settle(false));
    });
    if (isOpen) return socket.on('error', () => {});
    await wait(BETWEEN_TRIES_MS);
  }
  throw new Error(`nobody listens on ${path}`);
}

export interface QmpReply {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** QEMU's monitor, ready for commands. */
export interface Monitor {
  /** What QEMU answers; events that come in between are left out. */
  run(command: QmpCommand): Promise<QmpReply>;
  end(): void;
}

export async function monitorOn(path: string): Promise<Monitor> {
  const conversation = await conversationOn(path);
  await conversation.hear(); // its greeting
  const run = async (command: object): Promise<QmpReply> => {
    conversation.say(JSON.stringify(command));
    for (;;) {
      const reply = JSON.parse(await conversation.hear()) as QmpReply & { readonly event?: string };
      if (reply.event === undefined) return reply;
    }
  };
  await run({ execute: 'qmp_capabilities' });
  return { run, end: () => conversation.end() };
}
