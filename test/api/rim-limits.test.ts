/** Every limit of the HTTP rim, at the last that is let through and at the first that is not; and who takes long, and sends nonsense. */

import { Agent, request } from 'node:http';
import { MAX_BODY_LENGTH, MAX_PARAMETERS, MAX_QUERY_LENGTH } from '@configdrive/cloudstack-api';
import type { ServeApiOptions } from '@configdrive/service';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, endOf, handlersOf, opened, PLANTED, type Rim, send, signedQuery, startRim } from './rim-server.ts';

let rim: Rim;
beforeAll(async () => {
  rim = await startRim();
});
afterAll(() => rim.server.drain(0));

const others: Rim[] = [];
const start = async (options: Partial<ServeApiOptions>): Promise<Rim> => {
  const other = await startRim(options);
  others.push(other);
  return other;
};
afterEach(async () => {
  await Promise.all(others.splice(0).map(({ server }) => server.drain(0)));
});

const head = (line: string, ...headers: string[]): string => `${[line, ...headers].join('\r\n')}\r\n\r\n`;

/** A part that is ignored, of so many characters with its ampersand. */
const filler = (length: number): string => `&${'x'.repeat(length - 1)}`;

describe('sizes', () => {
  it('a query has 32 KiB', async () => {
    const query = signedQuery({ command: 'listZones' });
    for (const [length, status] of [
      [MAX_QUERY_LENGTH, 200],
      [MAX_QUERY_LENGTH + 1, 400],
    ] as const) {
      const answer = await send(rim.port, { path: `/client/api?${query}${filler(length - query.length)}` });
      expect(answer.status).toBe(status);
      if (status === 400) expect(answer.text).toContain('"errorresponse"');
    }
  });

  it('headers beyond what Node reads are answered in the form of the API, too', async () => {
    const socket = await opened(rim.port, head(`GET /client/api?${'x'.repeat(80 * 1024)} HTTP/1.1`));
    const text = await endOf(socket);
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: text\/xml/);
    expect(text).toContain('<errorresponse><errorcode>400</errorcode>');
    expect(text).not.toContain('xxxx');
  });

  it('a body has 1.5 MiB, also where it does not say so before', async () => {
    const body = signedQuery({ command: 'listZones' });
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }] as Record<string, string>[]) {
      for (const [length, status] of [
        [MAX_BODY_LENGTH, 200],
        [MAX_BODY_LENGTH + 1, 400],
      ] as const) {
        const sent = body + filler(length - body.length);
        expect((await send(rim.port, { method: 'POST', body: sent, headers })).status).toBe(status);
      }
    }
  });

  it('a body that is declared too long is not asked for', async () => {
    const length = `Content-Length: ${MAX_BODY_LENGTH + 1}`;
    const socket = await opened(rim.port, head('POST /client/api HTTP/1.1', 'Expect: 100-continue', length));
    const text = await endOf(socket);
    expect(text).toMatch(/^HTTP\/1.1 400 /);
  });

  it('a request has 1,000 parameters', async () => {
    const query = signedQuery({ command: 'listZones' });
    const parts = query.split('&').length;
    for (const [count, status] of [
      [MAX_PARAMETERS, 200],
      [MAX_PARAMETERS + 1, 400],
    ] as const) {
      const path = `/client/api?${query}${'&x'.repeat(count - parts)}`;
      expect((await send(rim.port, { path })).status).toBe(status);
    }
  });
});

describe('connections', () => {
  it.each([
    ['of one source', { connectionsPerSource: 2 }],
    ['in all', { connections: 2 }],
  ])('%s: one more is closed, and let in when another has gone', async (_, limits) => {
    const other = await start({ limits });
    const held = [await opened(other.port), await opened(other.port)];
    expect(await endOf(await opened(other.port))).toBe('');
    held[0]?.destroy();
    await expect
      .poll(() => call(other.port, { command: 'listZones' }).catch(() => undefined))
      .toMatchObject({ status: 200 });
    for (const socket of held) socket.destroy();
  });

  it.each([
    ['of one source', { openRequestsPerSource: 2 }, 429, 'open-requests-per-source'],
    ['in all', { openRequests: 2 }, 503, 'open-requests'],
  ] as const)('open requests %s: one more is refused', async (_, limits, status, refusal) => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const other = await start({ limits, handlers: handlersOf(held) });
    const open = [call(other.port, { command: 'listHosts' }), call(other.port, { command: 'listHosts' })];
    await expect.poll(async () => (await call(other.port, { command: 'listZones' })).status).toBe(status);
    const refused = await call(other.port, { command: 'listZones' });
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.text).toContain('"errorresponse"');
    expect(other.events.at(-1)).toMatchObject({ status, refusal });
    release();
    expect((await Promise.all(open)).map((answer) => answer.status)).toEqual([200, 200]);
    expect((await call(other.port, { command: 'listZones' })).status).toBe(200);
  });

  it('that are kept answer again and again', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let round = 0; round < 5; round++) {
      const status = await new Promise((resolve, reject) => {
        const path = `/client/api?${signedQuery({ command: 'listZones' })}`;
        const sent = request({ host: '127.0.0.1', port: rim.port, path, agent }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        });
        sent.on('error', reject).on('socket', (socket) => socket.once('connect', () => ports.add(socket.localPort)));
        sent.end();
      });
      expect(status).toBe(200);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });

  it.each([
    ['CONNECT', head('CONNECT a:80 HTTP/1.1', 'Host: a')],
    ['an upgrade', head('GET /client/api HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket')],
  ])('%s is closed', async (_, text) => {
    expect(await endOf(await opened(rim.port, text))).toBe('');
  });

  it('what is no HTTP is told so', async () => {
    expect(await endOf(await opened(rim.port, 'nonsense\r\n\r\n'))).toMatch(/^HTTP\/1.1 400 .*\r\n/);
  });
});

describe('time', () => {
  it.each([
    ['headers', 'GET /client/api HTTP/1.1\r\nA: b\r\n', { headerMilliseconds: 300 }],
    [
      'a body',
      head(
        'POST /client/api HTTP/1.1',
        'Host: a',
        'Content-Length: 9',
        'Content-Type: application/x-www-form-urlencoded',
      ),
      { headerMilliseconds: 300, requestMilliseconds: 300 },
    ],
  ])('who sends half of %s is ended, and stops nobody until then', async (_, text, limits) => {
    const other = await start({ limits });
    const halves = await Promise.all(Array.from({ length: 50 }, () => opened(other.port, text)));
    const ends = halves.map(endOf);
    const began = performance.now();
    expect((await call(other.port, { command: 'listZones' })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5000);
    for (const end of await Promise.all(ends)) expect(end).toMatch(/^HTTP\/1.1 (?:408|503) /);
  });
});

describe('the rate of an account', () => {
  it('is told, and beyond it 429 with when to come again', async () => {
    const other = await start({ ratePerSecond: 2 });
    // Three calls within one window, which begins with the first of them.
    await expect
      .poll(async () => {
        const answers = [];
        for (let count = 0; count < 3; count++) answers.push(await call(other.port, { command: 'listZones' }));
        return answers.map(({ status, headers }) => [status, headers['ratelimit-remaining'], headers['retry-after']]);
      })
      .toEqual([
        [200, '1', undefined],
        [200, '0', undefined],
        [429, '0', '1'],
      ]);
  });
});

describe('nonsense', () => {
  /** mulberry32 */
  const randomOf = (seed: number) => (): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const MARK = 'c0ntent-of-a-user';
  const names = [
    'id',
    'userdata',
    'password',
    'details[0].a',
    'details[x].a',
    'a[',
    'page',
    'pagesize',
    'ids',
    'name',
    '__proto__',
  ];
  const values = ['', '-1', 'true', '1e999', '\0', '\t', '😀', 'a'.repeat(300), ',,,', '%', '[object Object]', '<x>&"'];
  const commands = [
    'listZones',
    'updateVirtualMachine',
    'deleteUserData',
    'listApis',
    'listVolumes',
    'getVMPassword',
    'no',
    '',
  ];

  it('signed and unsigned is never a fault of the server, and no content comes back', async () => {
    const random = randomOf(28);
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const deadline = performance.now() + 15_000;
    for (let round = 0; round < 1500 && performance.now() < deadline; round++) {
      const pairs = Array.from({ length: Math.floor(random() * 6) }, () => [one(names), one(values)] as const);
      const all = { ...Object.fromEntries(pairs), userdata: MARK, password: MARK, command: one(commands) };
      const query = signedQuery(all);
      const broken =
        random() < 0.3 ? query.slice(0, Math.floor(random() * query.length)) + one(['%', '%ff', '&&=', '=']) : query;
      const sending = random() < 0.5 ? { path: `/client/api?${broken}` } : { method: 'POST', body: broken };
      const { status, text } = await send(rim.port, sending);
      expect(status, broken).toBeLessThan(500);
      expect(text, broken).not.toContain(MARK);
    }
    const logged = JSON.stringify(rim.events);
    expect(logged).not.toContain(MARK);
    expect(logged).not.toContain(PLANTED);
  });
});
