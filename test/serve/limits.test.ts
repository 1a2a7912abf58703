/** What one guest may ask at once, at the limit and one above it; whoever asks slowly stops nobody else. */
import { connect, type Socket } from 'node:net';
import type { ServiceLimitOptions } from '@configdrive/metadata-server';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceOf } from './machines.ts';
import { ask, exchange, statusOf } from './raw.ts';

const machines = {
  'I-2-10-VM': { address: '127.0.0.5', userData: 'x'.repeat(100) },
  'I-2-11-VM': { address: '127.0.0.6' },
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serviceWith(limits: ServiceLimitOptions) {
  const opened = await serviceOf(machines, { limits });
  closing.push(() => opened.service.drain({ withinMilliseconds: 100 }));
  return opened;
}

/** An open connection that has sent something, and whether it is open still. */
function openConnection(port: number, text: string, source = '127.0.0.5'): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: source });
    socket.on('error', () => {});
    socket.resume();
    socket.on('connect', () => {
      socket.write(text);
      setTimeout(() => resolve(socket), 50);
    });
  });
}

const REQUEST = 'GET /latest/vm-id HTTP/1.1\r\nHost: data-server\r\n\r\n';
const ended = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));

describe('a source', () => {
  it('has so many connections and no more, and gets one back when another one ends', async () => {
    const { metadata, metrics } = await serviceWith({ connectionsPerSource: 3 });
    const open = await Promise.all([1, 2, 3].map(() => openConnection(metadata, 'GET /')));
    expect(open.map(({ closed }) => closed)).toEqual([false, false, false]);
    expect(await ask('GET', '/latest/vm-id', { port: metadata })).toBe('');
    expect(statusOf(await ask('GET', '/latest/vm-id', { port: metadata, source: '127.0.0.6' }))).toBe(200);
    expect(await ask('GET', '/metrics', { port: metrics })).toContain('{limit="connectionsPerSource"} 1\n');
    open[0]?.destroy();
    await expect.poll(async () => statusOf(await ask('GET', '/latest/vm-id', { port: metadata }))).toBe(200);
    for (const socket of open) socket.destroy();
  });

  it('that keeps a hundred half requests stops nobody else', async () => {
    const { metadata } = await serviceWith({});
    const half = await Promise.all(Array.from({ length: 100 }, () => openConnection(metadata, 'GET /latest/vm-id HT')));
    await expect.poll(() => half.filter(({ closed }) => !closed).length).toBe(16);
    for (let count = 0; count < 50; count++) {
      expect(statusOf(await ask('GET', '/latest/vm-id', { port: metadata, source: '127.0.0.6' }))).toBe(200);
    }
    for (const socket of half) socket.destroy();
  });

  it('asks so many times a second, ten seconds of it at once, where a rate is wanted', async () => {
    const { metadata } = await serviceWith({ requestsPerSecond: 1 });
    const statuses: number[] = [];
    for (let count = 0; count < 12; count++)
      statuses.push(statusOf(await ask('GET', '/latest/vm-id', { port: metadata })));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(10);
    expect(statuses).toContain(429);
    expect(statusOf(await ask('GET', '/latest/vm-id', { port: metadata, source: '127.0.0.6' }))).toBe(200);
  });
});

describe('a connection', () => {
  it('ends after so many requests', async () => {
    const { metadata } = await serviceWith({ requestsPerConnection: 3 });
    const answers = await exchange(REQUEST.repeat(5), { port: metadata });
    expect(answers.match(/HTTP\/1\.1 200/g)?.length).toBe(3);
  });

  it('of a thousand requests sent at once is answered in order', async () => {
    const { metadata } = await serviceWith({ requestsPerConnection: 2000 });
    const last = 'GET /latest/local-hostname HTTP/1.1\r\nHost: data-server\r\nConnection: close\r\n\r\n';
    const answers = await exchange(REQUEST.repeat(999) + last, { port: metadata });
    expect(answers.match(/HTTP\/1\.1 200/g)?.length).toBe(1000);
    expect(answers.endsWith('i-2-10-vm')).toBe(true);
  });

  it.each([
    [
      'whose headers do not come',
      { headerMilliseconds: 300, requestMilliseconds: 300 },
      ['GET /latest/vm-id HTTP/1.1\r\n'],
    ],
    [
      'whose headers come one by one',
      { headerMilliseconds: 300, requestMilliseconds: 400 },
      ['GET / HTTP/1.1\r\n', ...Array.from({ length: 60 }, () => 'X: y\r\n')],
    ],
    ['that sends nothing', { headerMilliseconds: 300, requestMilliseconds: 300, idleMilliseconds: 300 }, []],
    ['that is idle after an answer', { idleMilliseconds: 300 }, [REQUEST]],
  ] as const)(
    '%s is ended',
    async (_, limits, pieces) => {
      const { metadata } = await serviceWith(limits);
      const answer = await exchange(pieces, { port: metadata, pause: 100 });
      expect([0, 200, 408]).toContain(statusOf(answer));
    },
    15_000,
  );
});

describe('a service', () => {
  it('takes so many connections in all', async () => {
    const { metadata } = await serviceWith({ connections: 2, connectionsPerSource: 2 });
    const open = await Promise.all([openConnection(metadata, 'G'), openConnection(metadata, 'G', '127.0.0.6')]);
    const third = await openConnection(metadata, REQUEST, '127.0.0.7');
    await ended(third);
    for (const socket of open) socket.destroy();
  });

  it('hands out user data up to its limit, and everything else beyond it', async () => {
    for (const [userDataBytes, status] of [
      [100, 200],
      [99, 404],
    ] as const) {
      const { metadata, service } = await serviceWith({ userDataBytes });
      expect(statusOf(await ask('GET', '/latest/user-data', { port: metadata }))).toBe(status);
      expect(statusOf(await ask('GET', '/latest/vm-id', { port: metadata }))).toBe(200);
      expect(service.issues().map(({ code }) => code)).toEqual(status === 200 ? [] : ['user-data-too-large']);
    }
  });

  it('has so many guests, and says which is one too many', async () => {
    const { service } = await serviceWith({ guests: 1 });
    expect(service.issues().map(({ code }) => code)).toEqual(['guests-too-many']);
    expect(service.guests()[0]?.guests.length).toBe(1);
  });

  it.each([
    ['connections', 0],
    ['headers', 1.5],
    ['requestsPerSecond', -1],
    ['targetBytes', Number.NaN],
    ['guests', '5' as unknown as number],
  ] as const)('is refused with the limit %s %s', async (name, value) => {
    await expect(serviceOf(machines, { limits: { [name]: value } })).rejects.toMatchObject({
      issues: [{ code: 'service-limit-invalid', place: ['limits', name] }],
    });
  });

  it('that drains ends idle connections at once and lets none in', async () => {
    const { metadata, service } = await serviceWith({});
    const idle = await openConnection(metadata, REQUEST);
    await service.drain({ withinMilliseconds: 5000 });
    await ended(idle);
    expect(await ask('GET', '/latest/vm-id', { port: metadata })).toBe('');
    // Once more is nothing more.
    await service.drain();
  });
});
