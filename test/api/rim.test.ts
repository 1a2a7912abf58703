/** The HTTP rim by sockets: what a caller with a standard library only gets, who is refused and how, and what the log says of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  API_KEY,
  call,
  caller,
  endOf,
  handlersOf,
  opened,
  PLANTED,
  type Rim,
  send,
  signedQuery,
  startRim,
  ZONE,
} from './rim-server.ts';

let rim: Rim;
beforeAll(async () => {
  rim = await startRim({ metrics: { address: '127.0.0.1', port: 0 } });
});
beforeEach(() => {
  rim.events.length = 0;
});
afterAll(() => rim.server.drain(0));

const errorOf = (text: string): unknown => Object.values(JSON.parse(text) as Record<string, unknown>)[0];
const PUBLIC = 'the request cannot be verified by its key and signature';

describe('a request', () => {
  it('is answered in JSON with the headers of the API', async () => {
    const { status, headers, text } = await call(rim.port, { command: 'listZones', name: 'ä ~*' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ listzonesresponse: { count: 1, zone: [{ id: ZONE, name: 'ä ~*' }] } });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=UTF-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': (rim.events[0] as { readonly id: string }).id,
    });
  });

  it('is answered in XML where it asks for nothing else', async () => {
    const { text, headers } = await call(rim.port, { command: 'listZones', response: 'xml' });
    expect(headers['content-type']).toBe('text/xml; charset=UTF-8');
    expect(text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><listzonesresponse><count>1</count><zone><id>${ZONE}</id><name>z</name></zone></listzonesresponse>`,
    );
  });

  it('may be a form, at the path with a slash, too, and after 100-continue', async () => {
    const body = signedQuery({ command: 'listZones', name: 'posted' });
    for (const headers of [{}, { expect: '100-continue' }] as Record<string, string>[]) {
      const { status, text } = await send(rim.port, { path: '/client/api/', method: 'POST', body, headers });
      expect([status, text.includes('posted')]).toEqual([200, true]);
    }
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/client/apis?response=json', 404],
    ['PUT', '/client/api?response=json', 405],
    ['HEAD', '/client/api', 405],
  ])('%s %s is refused with %i in the form of the API', async (method, path, code) => {
    const { status, text, headers } = await send(rim.port, { method, path });
    expect(status).toBe(code);
    if (code === 405) expect(headers.allow).toBe('GET, POST');
    if (method !== 'HEAD') expect(text).toContain('errorresponse');
  });

  it('must bring a form where it brings a body', async () => {
    const headers = { 'content-type': 'application/json' };
    const path = `/client/api?${signedQuery({ command: 'listZones' })}`;
    expect(await send(rim.port, { path, method: 'POST', body: '{}', headers })).toMatchObject({ status: 400 });
  });

  it('is told everything wrong with its parameters', async () => {
    const { status, text } = await call(rim.port, { command: 'updateVirtualMachine', displayname: 'a\tb' });
    expect(status).toBe(431);
    expect(text).toMatch(/updateVirtualMachine.*displayname.*missing parameter id/i);
  });

  it('for listApis or for a list of what there is not is answered by the table', async () => {
    const { text } = await call(rim.port, { command: 'listApis', listall: 'true' });
    const { api } = (
      JSON.parse(text) as { readonly listapisresponse: { readonly api: readonly { readonly name: string }[] } }
    ).listapisresponse;
    const names = api.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['listZones', 'listApis', 'listVolumes', ...Object.keys(handlersOf())]),
    );
    expect(names).not.toContain('deployVirtualMachine');
    expect((await call(rim.port, { command: 'listVolumes', whatever: '1' })).text).toBe('{"listvolumesresponse":{}}');
  });
});

describe('who cannot be verified', () => {
  const unverified: readonly (readonly [string, string, string])[] = [
    ['without a key', 'command=listZones&response=json', 'api-key-missing'],
    ['without a signature', `command=listZones&response=json&apiKey=${API_KEY}`, 'signature-missing'],
    ['with a key that nobody has', signedQuery({ command: 'listZones', apiKey: 'x' }), 'api-key-unknown'],
    ['with another secret', signedQuery({ command: 'listZones' }, 'x'), 'signature-wrong'],
    ['for a command that there is not', signedQuery({ command: 'listBogus' }, 'x'), 'signature-wrong'],
  ];
  it.each(unverified)('%s is told nothing more', async (_, query, refusal) => {
    const { status, text } = await send(rim.port, { path: `/client/api?${query}` });
    expect([status, errorOf(text)]).toEqual([401, { uuidList: [], errorcode: 401, errortext: PUBLIC }]);
    expect(rim.events).toMatchObject([{ event: 'request', status: 401, refusal }]);
  });

  it.each([
    ['is disabled', { isDisabled: true }, 401, 'account-disabled'],
    ['calls from elsewhere', { allowedSourceCidrs: ['10.0.0.0/8', 'bad', '::/0'] }, 401, 'source-not-allowed'],
    ['calls from where it may', { allowedSourceCidrs: ['127.0.0.0/8'] }, 200, undefined],
  ])('who %s is told so or not', async (_, more, status, refusal) => {
    const other = await startRim({ callerOf: async () => ({ ...caller, ...more }) });
    expect((await call(other.port, { command: 'listZones' })).status).toBe(status);
    expect(other.events).toMatchObject([{ refusal, account: 'admin' }]);
    await other.server.drain(0);
  });

  it('is told that the command does not exist, once verified', async () => {
    for (const command of ['listBogus', 'deployVirtualMachine', 'listzones']) {
      const { status, text } = await call(rim.port, { command });
      expect(status).toBe(432);
      expect(text).toMatch(/^\{"errorresponse":/);
    }
  });

  it('is told by name which command the role has no right to', async () => {
    const other = await startRim({ callerOf: async () => ({ ...caller, role: 'User' }) });
    const { status, text } = await call(other.port, { command: 'listHosts' });
    expect([status, text.includes('listHosts')]).toEqual([401, true]);
    expect((await call(other.port, { command: 'listApis' })).text).not.toContain('"listHosts"');
    await other.server.drain(0);
  });

  it('must post and expire where that is required', async () => {
    const other = await startRim({ requirePostAndTimestamps: true, isJavaEncodingOnly: true });
    const expires = new Date(Date.now() + 60_000).toISOString().replace(/\.\d+Z$/, '+0000');
    const values = { command: 'deleteUserData', id: ZONE, signatureVersion: '3', expires };
    expect((await call(other.port, { command: 'listZones' })).status).toBe(401);
    expect((await call(other.port, { ...values, command: 'listZones' })).status).toBe(200);
    expect((await call(other.port, values)).status).toBe(400);
    expect(await send(other.port, { method: 'POST', body: signedQuery(values) })).toMatchObject({ status: 200 });
    await other.server.drain(0);
  });
});

describe('a handler', () => {
  it('that refuses tells its code and text', async () => {
    const { status, text } = await call(rim.port, { command: 'getVMPassword', id: ZONE });
    expect([status, errorOf(text)]).toEqual([
      431,
      { uuidList: [], errorcode: 431, errortext: 'The instance has no key' },
    ]);
  });

  it('that fails is an id to the caller, and to the log where it failed, without what it said', async () => {
    const { status, text, headers } = await call(rim.port, { command: 'listTemplates', templatefilter: 'all' });
    const id = String(headers['x-request-id']);
    expect([status, text.includes(id)]).toEqual([530, true]);
    expect(rim.events).toMatchObject([
      {
        event: 'fault',
        id,
        command: 'listTemplates',
        error: 'Error',
        code: 'EPLANTED',
        stack: expect.any(Array) as unknown,
      },
      { event: 'request', id, status: 530 },
    ]);
    expect(text + JSON.stringify(rim.events)).not.toContain(PLANTED);
    expect(text + JSON.stringify(rim.events)).not.toContain('two lines');
  });

  it('that takes too long is not waited for', async () => {
    const handlers = handlersOf(new Promise(() => {}));
    const other = await startRim({ handlers, limits: { requestMilliseconds: 200 } });
    expect((await call(other.port, { command: 'listHosts' })).status).toBe(503);
    await other.server.drain(0);
  });
});

describe('the log', () => {
  it('has names and numbers of a request, and no value', async () => {
    const { text } = await call(rim.port, { command: 'listZones', name: 'told-nobody~', wrongname: 'neither' });
    const [event] = rim.events;
    expect(event).toEqual({
      event: 'request',
      time: expect.stringMatching(/Z$/) as string,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      source: '127.0.0.1',
      method: 'GET',
      account: 'admin',
      user: caller.userId,
      command: 'listZones',
      status: 200,
      bytes: Buffer.byteLength(text),
      milliseconds: expect.any(Number) as number,
      encoding: 'java',
      order: 'as-sent',
      refusal: undefined,
      unknown: ['wrongname'],
    });
    expect(JSON.stringify(rim.events)).not.toMatch(/told-nobody|neither|an-api-key|a-secret-key|signature=/);
  });

  it('that fails keeps nobody from an answer', async () => {
    const other = await startRim({
      log: () => {
        throw new Error('full');
      },
    });
    expect((await call(other.port, { command: 'listZones' })).status).toBe(200);
    await other.server.drain(0);
  });
});

describe('who watches', () => {
  const watch = async (path: string, from: Rim = rim) => send(from.server.metrics?.port ?? 0, { path });

  it('gets counts by command and status, at an address of its own', async () => {
    await call(rim.port, { command: 'listZones' });
    await call(rim.port, { command: 'listBogus' });
    const { text } = await watch('/metrics');
    expect(text).toMatch(/configdrive_api_requests_total\{command="listZones",status="200"\} \d+/);
    expect(text).toMatch(/configdrive_api_requests_total\{command="none",status="432"\} \d+/);
    expect(text).toMatch(/configdrive_api_request_seconds_bucket\{command="listZones",le="\+Inf"\} \d+/);
    expect(text).not.toContain('listBogus');
    expect((await send(rim.port, { path: '/metrics' })).status).toBe(404);
    expect((await watch('/client/api')).status).toBe(404);
  });

  it('learns whether it lives and is ready', async () => {
    expect(await watch('/livez')).toMatchObject({ status: 200, text: 'alive\n' });
    expect(await watch('/readyz')).toMatchObject({ status: 200 });
    const metrics = { address: '127.0.0.1', port: 0 };
    for (const isReady of [() => false, async () => Promise.reject(new Error(PLANTED))]) {
      const other = await startRim({ metrics, isReady });
      expect(await watch('/readyz', other)).toMatchObject({ status: 503, text: 'not ready\n' });
      await other.server.drain(0);
    }
  });
});

describe('draining', () => {
  it('lets open requests end, and takes no new ones', async () => {
    let release: () => void = () => {};
    const metrics = { address: '127.0.0.1', port: 0 };
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const other = await startRim({ handlers: handlersOf(held), metrics });
    const idle = await opened(other.port);
    const half = await opened(other.port, 'GET /client/api?a HTTP/1.1\r\n');
    const open = call(other.port, { command: 'listHosts' });
    await expect
      .poll(async () => (await send(other.server.metrics?.port ?? 0, { path: '/metrics' })).text)
      .toContain('open_requests 1');
    const ends = [endOf(idle), endOf(half)];
    const drained = other.server.drain(20_000);
    await Promise.all(ends);
    await expect(call(other.port, { command: 'listZones' })).rejects.toThrow(/ECONNREFUSED/);
    expect((await send(other.server.metrics?.port ?? 0, { path: '/readyz' })).status).toBe(503);
    release();
    expect(await open).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await drained;
  });

  it('ends at the deadline whatever is open', async () => {
    const other = await startRim({ handlers: handlersOf(new Promise(() => {})) });
    const open = call(other.port, { command: 'listHosts' });
    const ended = expect(open).rejects.toThrow();
    await expect.poll(() => other.server.drain(100)).toBeUndefined();
    await ended;
  });
});
