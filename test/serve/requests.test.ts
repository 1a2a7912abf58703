/**
 * Well-formed, odd and hostile requests over real sockets: each gets its own value, or one of the answers that tell nothing. The
 * guest is the socket's; no header, path or host makes it another one.
 */
import { parseMachine } from '@configdrive/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputOf, serviceOf } from './machines.ts';
import { ask, bodyOf, exchange, statusOf } from './raw.ts';

const FOREIGN = 'foreign-value';
const machines = {
  'I-2-10-VM': { address: '127.0.0.5', password: 'Secret-1', userData: '#!/bin/sh\n', values: { role: 'web' } },
  'I-2-11-VM': { address: '127.0.0.6', password: FOREIGN, userData: FOREIGN, values: { role: FOREIGN } },
  // These two have one address.
  'I-2-12-VM': { address: '127.0.0.7' },
  'I-2-13-VM': { address: '127.0.0.7' },
  'I-2-14-VM': { address: '127.0.0.8', values: { empty: 'x' } },
};

let opened: Awaited<ReturnType<typeof serviceOf>>;
beforeAll(async () => {
  opened = await serviceOf(machines, { hosts: ['router.example'] });
});
afterAll(() => opened.service.drain({ withinMilliseconds: 100 }));

const metadata = (): { port: number } => ({ port: opened.metadata });
const passwords = (): { port: number } => ({ port: opened.passwords });

describe('a guest', () => {
  it.each([
    ['/latest/user-data', '#!/bin/sh\n'],
    ['/latest/user-data/', '#!/bin/sh\n'],
    ['/latest/meta-data', 'local-hostname\nlocal-ipv4\nrole\nvm-id\n'],
    ['/latest/meta-data/', 'local-hostname\nlocal-ipv4\nrole\nvm-id\n'],
    ['/latest/meta-data/role', 'web'],
    ['/latest/meta-data/role/', 'web'],
    ['/latest/vm-id', 'id-of-I-2-10-VM'],
    ['//latest//meta-data/vm-id', 'id-of-I-2-10-VM'],
    ['/latest/vm-id?x=/latest/meta-data/role', 'id-of-I-2-10-VM'],
  ])('that asks for %s gets its own', async (target, body) => {
    const answer = await ask('GET', target, metadata());
    expect(statusOf(answer)).toBe(200);
    expect(bodyOf(answer)).toBe(body);
    const head = await ask('HEAD', target, metadata());
    expect(statusOf(head)).toBe(200);
    expect(bodyOf(head)).toBe('');
    expect(head).toContain(`Content-Length: ${body.length}\r\n`);
  });

  it('is told what an answer is, and that nobody may keep it', async () => {
    const [text, data] = [
      await ask('GET', '/latest/vm-id', metadata()),
      await ask('GET', '/latest/user-data', metadata()),
    ];
    expect(text).toContain('Content-Type: text/plain; charset=utf-8\r\n');
    expect(data).toContain('Content-Type: application/octet-stream\r\n');
    for (const answer of [text, data]) {
      expect(answer).toContain('Cache-Control: no-store\r\n');
      expect(answer).toContain('X-Content-Type-Options: nosniff\r\n');
      expect(answer).not.toMatch(/^(?:ETag|Last-Modified|Accept-Ranges|Server|Access-Control)/im);
    }
  });

  it('that asks in HTTP/1.0, with or without a host, is answered', async () => {
    for (const head of ['', 'Host: data-server:8080\r\n']) {
      expect(bodyOf(await exchange(`GET /latest/vm-id HTTP/1.0\r\n${head}\r\n`, metadata()))).toBe('id-of-I-2-10-VM');
    }
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:80',
    'data-server',
    'data-server.',
    'data-server.:8080',
    'DATA-SERVER',
    'router.example',
  ])('calls the service %s', async (host) => {
    const request = `GET /latest/vm-id HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    expect(statusOf(await exchange(request, metadata()))).toBe(200);
  });
});

const NOTHING = 'not found\n';

describe('nothing is found, in the same bytes,', () => {
  it.each([
    '/',
    '/latest',
    '/latest/',
    '/LATEST/vm-id',
    '/latest/VM-ID',
    '/latest/meta-data/nothing',
    '/latest/meta-data/role.txt',
    '/latest/cloud-domain',
    '/latest/./vm-id',
    '/latest/x/../vm-id',
    '/latest/%6d',
    '/latest%2fvm-id',
    '/latest/vm-id;x',
    '/latest/vm-id%00',
    '/latest\\vm-id',
    '/metadata/127.0.0.6/vm-id',
    '/latest/meta-data/../../etc/passwd',
    '/.htaccess',
    '/latest/meta-data/__proto__',
    '/latest/meta-data/constructor',
    '/openstack',
    '/meta-data',
  ])('at %s', async (target) => {
    const answer = await ask('GET', target, metadata());
    expect([statusOf(answer), bodyOf(answer)]).toEqual([404, NOTHING]);
  });

  it('by who is no guest, and by machines that share an address', async () => {
    const known = await ask('GET', '/latest/meta-data/nothing', metadata());
    for (const source of ['127.0.0.99', '127.0.0.7']) {
      const unknown = await ask('GET', '/latest/vm-id', { ...metadata(), source });
      expect(unknown.replace(/^Date: .*$/m, '')).toBe(known.replace(/^Date: .*$/m, ''));
    }
  });
});

describe('a request is refused', () => {
  it.each([
    [400, '/%zz', []],
    [400, '/%', []],
    [400, 'latest/vm-id', []],
    [400, 'http://data-server/latest/vm-id', []],
    [400, '*', []],
    [414, `/${'x'.repeat(1024)}`, []],
    [404, `/${'x'.repeat(1023)}`, []],
    [403, '/latest/vm-id', ['X-Forwarded-For: 127.0.0.6']],
    [403, '/latest/vm-id', ['x-forwarded-for:']],
    [403, '/latest/vm-id', ['Forwarded: for=127.0.0.6']],
    [403, '/latest/vm-id', ['X-Real-IP: 127.0.0.6']],
    [403, '/latest/vm-id', ['X-Client-IP: 127.0.0.6']],
    [403, '/latest/vm-id', ['X-Instance-ID: id-of-I-2-11-VM']],
    [403, '/latest/vm-id', ['Via: 1.1 x']],
    [400, '/latest/vm-id', ['Host: data-server']],
    [400, '/latest/vm-id', ['Content-Length: 5']],
    [400, '/latest/vm-id', ['Transfer-Encoding: chunked']],
    [400, '/latest/vm-id', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    [200, '/latest/vm-id', ['Content-Length: 0']],
    [200, '/latest/vm-id', Array.from({ length: 62 }, (_, index) => `X-${index}: y`)],
    [431, '/latest/vm-id', Array.from({ length: 63 }, (_, index) => `X-${index}: y`)],
    [431, '/latest/vm-id', [`X-Long: ${'y'.repeat(8192)}`]],
    [
      200,
      '/latest/vm-id',
      ['If-None-Match: *', 'Range: bytes=0-1', 'Accept-Encoding: gzip', 'Origin: http://evil.example'],
    ],
  ] as const)('with %d: %s %j', async (status, target, headers) => {
    const answer = await ask('GET', target, metadata(), headers);
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain(FOREIGN);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('with 405: %s', async (method) => {
    for (const port of [opened.metadata, opened.passwords]) {
      const answer = await ask(method, '/latest/vm-id', { port });
      expect(statusOf(answer)).toBe(405);
      expect(answer).toContain('Allow: GET, HEAD\r\n');
    }
    expect(
      statusOf(await ask(method, '/openstack/2013-04-04/password', metadata(), ['Content-Length: 4', '', 'abcd'])),
    ).toBe(405);
  });

  it.each([
    ['no host', 'GET /latest/vm-id HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a foreign host', 'GET /latest/vm-id HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 400],
    ['an address in octal', 'GET /latest/vm-id HTTP/1.1\r\nHost: 0177.0.0.1\r\nConnection: close\r\n\r\n', 400],
    ['an address as a number', 'GET /latest/vm-id HTTP/1.1\r\nHost: 2130706433\r\nConnection: close\r\n\r\n', 400],
    ['a host with a space', 'GET /latest/vm-id HTTP/1.1\r\nHost: data-server x\r\nConnection: close\r\n\r\n', 400],
    ['an empty host', 'GET /latest/vm-id HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 400],
    ['no version', 'GET /latest/vm-id\r\n\r\n', 400],
    ['no version, with headers', 'GET /latest/vm-id\nHost: data-server\n\n', 400],
    ['version 9.9', 'GET /latest/vm-id HTTP/9.9\r\nHost: data-server\r\n\r\n', 400],
    ['a method in lower case', 'get /latest/vm-id HTTP/1.1\r\nHost: data-server\r\n\r\n', 400],
    ['a method nobody knows', 'XYZZY /latest/vm-id HTTP/1.1\r\nHost: data-server\r\n\r\n', 400],
    ['line feeds only', 'GET /latest/vm-id HTTP/1.1\nHost: data-server\n\n', 400],
    ['a header without a name', 'GET /latest/vm-id HTTP/1.1\r\nHost: data-server\r\n: x\r\n\r\n', 400],
    ['bytes of another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['CONNECT', 'CONNECT 127.0.0.6:80 HTTP/1.1\r\nHost: data-server\r\n\r\n', 0],
    ['an upgrade', 'GET /latest/vm-id HTTP/1.1\r\nHost: data-server\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', 0],
  ] as const)('that has %s', async (_, request, status) => {
    const answer = await exchange(request, metadata());
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain('id-of');
  });
});

describe('a password', () => {
  const send = (word: string | undefined, source = '127.0.0.5', more: readonly string[] = []): Promise<string> =>
    ask('GET', '/', { ...passwords(), source }, [...(word === undefined ? [] : [`DomU_Request: ${word}`]), ...more]);
  const bodyFor = async (...of: Parameters<typeof send>): Promise<string> => bodyOf(await send(...of));

  it('is handed out as often as it is asked for, until it is acknowledged, and then never again', async () => {
    expect(await bodyFor('send_my_password')).toBe('Secret-1');
    expect(await bodyFor('send_my_password')).toBe('Secret-1');
    expect(await bodyFor('saved_password')).toBe('saved_password');
    expect(await bodyFor('send_my_password')).toBe('saved_password');
    expect(await bodyFor('saved_password')).toBe('saved_password');
    expect(await bodyFor('send_my_password')).toBe('saved_password');
  });

  it('is not lost by an acknowledgement of who has not got it, or of another one', async () => {
    expect(await bodyFor('saved_password', '127.0.0.6')).toBe('saved_password');
    expect(await bodyFor('saved_password', '127.0.0.5')).toBe('saved_password');
    expect(await bodyFor('send_my_password', '127.0.0.6')).toBe(FOREIGN);
  });

  it('that was reset is handed out, though the one of before is acknowledged afterwards', async () => {
    const put = async (password: string): Promise<void> => {
      opened.source.set('I-2-14-VM', parseMachine(inputOf('I-2-14-VM', { address: '127.0.0.8', password })));
      await opened.service.reload();
    };
    await put('first');
    expect(await bodyFor('send_my_password', '127.0.0.8')).toBe('first');
    await put('second');
    expect(await bodyFor('saved_password', '127.0.0.8')).toBe('saved_password');
    expect(await bodyFor('send_my_password', '127.0.0.8')).toBe('second');
    expect(await bodyFor('saved_password', '127.0.0.8')).toBe('saved_password');
    expect(await bodyFor('send_my_password', '127.0.0.8')).toBe('saved_password');
  });

  it('is asked for by one word, at any path and in any case of the header', async () => {
    const path = await ask('GET', '/any/path', { ...passwords(), source: '127.0.0.6' }, [
      'domu_request: send_my_password',
    ]);
    expect(bodyOf(path)).toBe(FOREIGN);
    for (const word of [undefined, 'x', 'SEND_MY_PASSWORD', 'send_my_password,x', '']) {
      const answer = await send(word, '127.0.0.6');
      expect([statusOf(answer), bodyOf(answer)]).toEqual([400, 'bad_request']);
    }
    const twice = await send('send_my_password', '127.0.0.6', ['DomU_Request: saved_password']);
    expect([statusOf(twice), bodyOf(twice)]).toEqual([400, 'bad_request']);
  });

  it('of nobody, of a guest without one, and of machines that share an address look alike', async () => {
    for (const source of ['127.0.0.99', '127.0.0.7']) {
      expect(await bodyFor('send_my_password', source)).toBe('saved_password');
      expect(await bodyFor('saved_password', source)).toBe('saved_password');
    }
  });

  it('is not handed out to who claims to be another one', async () => {
    const answer = await send('send_my_password', '127.0.0.99', ['X-Forwarded-For: 127.0.0.6']);
    expect(statusOf(answer)).toBe(403);
    expect(answer).not.toContain(FOREIGN);
  });
});

describe('who watches', () => {
  const watched = async (target: string): Promise<string> => ask('GET', target, { port: opened.metrics });

  it('sees that it is alive and ready, and which machines share an address', async () => {
    expect(bodyOf(await watched('/livez'))).toBe('alive\n');
    const ready = bodyOf(await watched('/readyz'));
    expect(ready).toMatch(/^ready\n/);
    expect(ready).toContain('guests-share-address');
    expect(ready).toContain('I-2-12-VM, I-2-13-VM have 127.0.0.7');
  });

  it('counts by the patterns of routes, with no name that a user chose and no content', async () => {
    const page = bodyOf(await watched('/metrics'));
    expect(page).toMatch(
      /configdrive_requests_total\{form="cloudstack",route="\/latest\/meta-data\/\{name\}",status="200"\} [0-9]+/,
    );
    expect(page).toMatch(/configdrive_passwords_total\{event="acknowledged"\} [0-9]+/);
    expect(page).toMatch(/configdrive_refusals_total\{limit="method"\} [0-9]+/);
    expect(page).toMatch(
      /configdrive_request_seconds_bucket\{form="cloudstack",route="\/latest\/user-data",le="\+Inf"\} [0-9]+/,
    );
    expect(page).toContain('configdrive_guests 5');
    for (const secret of ['role', 'Secret-1', FOREIGN, 'id-of', '#!/bin/sh']) expect(page).not.toContain(secret);
  });
});
