/** A metadata service of so many guests, ours or the floor's: says its port, and its memory whenever it is asked by a line. */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { parseMachine } from '@configdrive/core';
import { serveMetadata } from '@configdrive/metadata-server';
import { addressOf, machineOf } from '../workloads/metadata-guests.mjs';

const [, , kind, count] = process.argv;
const guests = Array.from({ length: Number(count) }, (_, index) => index);

/** Machines that are made when they are read, as drives are: nobody else keeps them. */
const source = {
  label: 'bench',
  async *list() {
    for (const index of guests) yield { name: `i-2-${index}-VM`, version: '1' };
  },
  read: async (name) => parseMachine(machineOf(Number(name.split('-')[2]))),
  watch: () => ({ close() {} }),
};

async function ours() {
  const service = await serveMetadata({
    drives: source,
    listen: [{ form: 'cloudstack', address: '127.0.0.1' }],
    limits: { guests: guests.length },
  });
  return service.listeners[0].port;
}

/** What a server of Node's must do at least: a map of buffers by address and path. */
async function floor() {
  const answers = new Map();
  for (const index of guests) {
    const { userData, vmData } = machineOf(index);
    const paths = new Map([['/latest/user-data', Buffer.from(userData)]]);
    for (const [, name, value] of vmData) paths.set(`/latest/meta-data/${name}`, Buffer.from(value));
    answers.set(addressOf(index), paths);
  }
  const server = createServer((request, response) => {
    const body = answers.get(request.socket.remoteAddress)?.get(request.url);
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Length': body.byteLength }).end(body);
  });
  await new Promise((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, resolve));
  return server.address().port;
}

console.log(await { ours, floor }[kind]());
createInterface(process.stdin).on('line', () => {
  globalThis.gc?.();
  globalThis.gc?.();
  console.log(process.memoryUsage.rss());
});
