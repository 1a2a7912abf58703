/** Requests that are damaged by chance: never an answer of 5xx, never a content of another machine, and the service lives on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomFrom } from '../hostile/random.ts';
import { isLong } from '../support/long.ts';
import { serviceOf } from './machines.ts';
import { ask, bodyOf, exchange, statusOf } from './raw.ts';

const REQUESTS = isLong ? 100_000 : 1500;
const seed = Number(process.env.CONFIGDRIVE_SERVE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const FOREIGN = 'foreign-value';

let opened: Awaited<ReturnType<typeof serviceOf>>;
beforeAll(async () => {
  opened = await serviceOf(
    {
      'I-2-10-VM': { address: '127.0.0.5', userData: '#!/bin/sh\n' },
      'I-2-11-VM': { address: '127.0.0.6', password: FOREIGN, userData: FOREIGN, values: { role: FOREIGN } },
    },
    {
      limits: { headerMilliseconds: 200, requestMilliseconds: 200, idleMilliseconds: 200, connectionsPerSource: 1000 },
    },
  );
});
afterAll(() => opened.service.drain({ withinMilliseconds: 100 }));

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'CONNECT', 'get', 'G', ''];
const TARGETS = [
  '/latest/user-data',
  '/latest/meta-data/',
  '/latest/vm-id',
  '/',
  '*',
  '',
  '//latest//vm-id',
  '/latest/../latest/vm-id',
  '/%2e%2e/',
  '/latest/vm-id?ip=127.0.0.6',
  'http://127.0.0.6/latest/vm-id',
  '/metadata/127.0.0.6/role',
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', ''];
const HEADERS = [
  'Host: data-server',
  'Host: 127.0.0.6',
  'Host: evil.example',
  'X-Forwarded-For: 127.0.0.6',
  'DomU_Request: send_my_password',
  'DomU_Request: saved_password',
  'domu_request: send_my_password',
  'Content-Length: 0',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Connection: close',
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Expect: 100-continue',
  ' folded: x',
  ': nothing',
  'Range: bytes=0-',
  'Cookie: a=b',
  'X: \x00',
];
const ENDS = ['\r\n', '\n', '\r', '\r\n\r\n', ''];

type Pick = <Item>(items: readonly Item[]) => Item;

/** Half of them are what a guest sends, or a proxy for it, with a header more at most: each kind of answer comes up often. */
function linesOf(pick: Pick, below: (most: number) => number): readonly string[] {
  const more = (most: number): readonly string[] => Array.from({ length: below(most) }, () => pick(HEADERS));
  if (below(2) === 0) return [`${pick(METHODS)} ${pick(TARGETS)} ${pick(VERSIONS)}`, ...more(6)];
  const proxy = below(4) === 0 ? ['X-Forwarded-For: 127.0.0.6'] : [];
  return [`${pick(['GET', 'HEAD'])} ${pick(TARGETS.slice(0, 4))} HTTP/1.1`, 'Host: data-server', ...proxy, ...more(2)];
}

function damagedRequest(pick: Pick, below: (most: number) => number): string {
  const end = below(5) === 0 ? pick(ENDS) : '\r\n';
  const lines = linesOf(pick, below);
  let text = `${lines.join(end)}${end}${end}`;
  for (let count = below(3); count > 0; count--) {
    const at = below(text.length + 1);
    const byte = String.fromCharCode(below(256));
    text = below(2) === 0 ? text.slice(0, at) + byte + text.slice(at) : text.slice(0, at) + text.slice(at + 1);
  }
  return below(8) === 0 ? text.repeat(3) : text;
}

it(`${REQUESTS} damaged requests do no harm, from seed ${seed}`, {
  timeout: isLong ? 3_600_000 : 120_000,
}, async () => {
  const random = randomFrom(seed);
  const texts = Array.from({ length: REQUESTS }, () =>
    damagedRequest(
      (items) => random.pick(items),
      (most) => random.below(most),
    ),
  );
  const statuses = new Map<number, number>();
  let next = 0;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (next < texts.length) {
        const text = texts[next++] ?? '';
        const port = next % 3 === 0 ? opened.passwords : opened.metadata;
        const answer = await exchange(text, { port });
        const found = [...answer.matchAll(/HTTP\/1\.[01] ([0-9]{3})/g)].map(([, status]) => Number(status));
        const shown = JSON.stringify(text);
        expect(answer.includes(FOREIGN), shown).toBe(false);
        expect(
          found.filter((status) => status >= 500),
          shown,
        ).toEqual([]);
        for (const status of found) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  // All kinds of answers were among them.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 403, 404, 405]));
  const alive = await ask('GET', '/latest/vm-id', { port: opened.metadata });
  expect([statusOf(alive), bodyOf(alive)]).toEqual([200, 'id-of-I-2-10-VM']);
});
