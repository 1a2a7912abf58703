import { describe, expect, it } from 'vitest';
import type { FetchLike, RequestLike } from '../platform.ts';
import { decode } from '../wire/decode.ts';
import { verify } from '../wire/signature.ts';
import { type ClientOptions, createClient } from './client.ts';
import { flatten } from './flatten.ts';

const NOW = new Date('2026-01-15T09:00:00Z');
const SECRET = 'secret-key';
const ID = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';

/** Answers in order; keeps what was asked. */
function server(...answers: readonly (readonly [status: number, body: unknown])[]) {
  const asked: { readonly url: string; readonly request: RequestLike }[] = [];
  const fetch: FetchLike = async (url, request) => {
    const [status, body] = answers[asked.length] ?? [500, ''];
    asked.push({ url, request });
    return { status, text: async () => (typeof body === 'string' ? body : JSON.stringify(body)) };
  };
  const options: ClientOptions = {
    endpoint: 'https://cloud.example/client/api',
    apiKey: 'k',
    secretKey: SECRET,
    now: () => NOW,
    fetch,
    poll: { intervalMilliseconds: 1 },
  };
  return { asked, options, client: createClient(options) };
}

const parametersOf = ({ url, request }: { readonly url: string; readonly request: RequestLike }) =>
  decode(url.split('?')[1] ?? '', request.body);

describe('a call', () => {
  it('is signed in version 3, and answered by the table', async () => {
    const { asked, client } = server([200, { listzonesresponse: { count: 2, zone: [{ name: 'z' }] } }]);
    expect(await client.call('listZones', { available: true, ids: [ID, ID] })).toEqual({
      count: 2,
      items: [{ name: 'z' }],
    });
    const [first] = asked;
    expect(first?.request).toEqual({ method: 'GET', headers: {} });
    const sent = parametersOf(first as never);
    expect(Object.fromEntries(sent)).toMatchObject({
      apiKey: 'k',
      command: 'listZones',
      response: 'json',
      available: 'true',
      ids: `${ID},${ID}`,
      signatureVersion: '3',
      expires: '2026-01-15T09:10:00+0000',
    });
    const verification = await verify(sent, { secretOf: () => SECRET, now: NOW, onlyJava: true, mustExpire: true });
    expect(verification).toMatchObject({ isVerified: true, version: 3 });
  });

  it('can be in version 1', async () => {
    const { asked, options } = server([200, { listzonesresponse: {} }]);
    expect(await createClient({ ...options, version: 1 }).call('listZones', {})).toEqual({ count: 0, items: [] });
    expect([...parametersOf(asked[0] as never).keys()]).toEqual(['apiKey', 'command', 'response', 'signature']);
  });

  it.each<[string, 'GET' | 'POST', Record<string, string>]>([
    ['registerUserData', 'POST', { name: 'a', userdata: 'YQ==' }],
    ['deployVirtualMachine', 'POST', { password: 'secret' }],
    ['listZones', 'POST', { name: 'x'.repeat(2000) }],
    ['deployVirtualMachine', 'GET', { name: 'x' }],
  ])('of %s goes by %s', async (command, method, parameters) => {
    const { asked, client } = server([200, { r: {} }]);
    await client.call(command, parameters);
    expect(asked[0]?.request.method).toBe(method);
    expect(asked[0]?.url.includes('?')).toBe(method === 'GET');
    expect(await verify(parametersOf(asked[0] as never), { secretOf: () => SECRET, now: NOW })).toMatchObject({
      isVerified: true,
    });
  });

  it.each<[string, unknown, unknown]>([
    ['getVMPassword', { getvmpasswordresponse: { password: { encryptedpassword: 'x' } } }, { encryptedpassword: 'x' }],
    ['getVMPassword', { getvmpasswordresponse: {} }, {}],
    ['listZones', { listzonesresponse: { count: 37 } }, { count: 37, items: [] }],
    ['listZones', { listzonesresponse: { zone: [{}] } }, { count: 1, items: [{}] }],
    [
      'deleteUserData',
      { deleteuserdataresponse: { success: 'true', displaytext: 'a' } },
      { success: true, displaytext: 'a' },
    ],
    ['deleteUserData', { deleteuserdataresponse: { success: false } }, { success: false }],
    ['listRouters', { listroutersresponse: { count: 1, router: [] } }, { count: 1, router: [] }],
  ])('of %s gives what %j says', async (command, body, answer) => {
    const { client } = server([200, body]);
    expect(await client.call(command, {})).toEqual(answer);
  });

  it.each<[number, unknown, number, string]>([
    [431, { listzonesresponse: { uuidList: [], errorcode: 431, errortext: 'a' } }, 431, 'a'],
    [401, { errorresponse: { errorcode: 401, errortext: 'b' } }, 401, 'b'],
    [200, { errorresponse: { errorcode: 530, errortext: 'c' } }, 530, 'c'],
    [502, '<html>', 502, 'The server answered 502 without saying why'],
    [200, '<html>', 530, 'The server answered 200 without an answer in JSON'],
    [200, { a: 1 }, 530, 'The server answered 200 without an answer in JSON'],
    [200, '5', 530, 'The server answered 200 without an answer in JSON'],
  ])('that is answered by %i %j is an ApiError', async (status, body, errorCode, message) => {
    const { client } = server([status, body]);
    await expect(client.call('listZones', {})).rejects.toMatchObject({ name: 'ApiError', errorCode, message });
  });

  it('passes on what fetch throws', async () => {
    const { options } = server();
    const failing = createClient({ ...options, fetch: async () => Promise.reject(new Error('no network')) });
    await expect(failing.call('listZones', {})).rejects.toThrow('no network');
  });
});

describe('a job', () => {
  const job = [200, { stopvirtualmachineresponse: { jobid: 'j' } }] as const;
  const pending = [200, { queryasyncjobresultresponse: { jobid: 'j', jobstatus: 0 } }] as const;
  const ended = (more: object) => [200, { queryasyncjobresultresponse: { jobid: 'j', ...more } }] as const;

  it('is waited for', async () => {
    const { asked, client } = server(
      job,
      pending,
      pending,
      ended({ jobstatus: 1, jobresult: { virtualmachine: { id: 'i' } } }),
    );
    expect(await client.call('stopVirtualMachine', { id: 'i' })).toEqual({ virtualmachine: { id: 'i' } });
    expect(asked.map((each) => parametersOf(each).get('command'))).toEqual([
      'stopVirtualMachine',
      ...Array<string>(3).fill('queryAsyncJobResult'),
    ]);
    expect(parametersOf(asked[1] as never).get('jobid')).toBe('j');
  });

  it('may have no result', async () => {
    const { client } = server(job, ended({ jobstatus: 1 }));
    expect(await client.call('stopVirtualMachine', { id: 'i' })).toEqual({});
  });

  it.each<[object, number, string]>([
    [{ jobstatus: 2, jobresultcode: 431, jobresult: { errorcode: 431, errortext: 'a' } }, 431, 'a'],
    [{ jobstatus: 2, jobresultcode: 533 }, 533, 'The server answered 533 without saying why'],
    [{ jobstatus: 3 }, 530, 'The server answered 530 without saying why'],
  ])('that ends with %j fails the call', async (more, errorCode, message) => {
    const { client } = server(job, ended(more));
    await expect(client.call('stopVirtualMachine', { id: 'i' })).rejects.toMatchObject({ errorCode, message });
  });

  it('has a deadline', async () => {
    const { options } = server(job, pending);
    const late = createClient({ ...options, poll: { deadlineMilliseconds: 0 } });
    await expect(late.call('stopVirtualMachine', { id: 'i' })).rejects.toThrow(
      'The job j was not done within 0 ms; it goes on',
    );
  });

  it('can be asked for', async () => {
    const { client } = server(pending);
    expect(await client.call('queryAsyncJobResult', { jobid: 'j' })).toEqual({ jobid: 'j', jobstatus: 0 });
  });

  it('is no longer waited for when the caller gives up', async () => {
    const { options } = server(job, pending, pending);
    const controller = new AbortController();
    const patient = createClient({ ...options, poll: { intervalMilliseconds: 600_000 } });
    const call = patient.call('stopVirtualMachine', { id: 'i' }, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 5);
    await expect(call).rejects.toThrow('enough');
    await expect(patient.call('listZones', {}, { signal: controller.signal })).rejects.toThrow('enough');
    await expect(patient.call('x', {}, { signal: { ...gone } })).rejects.toThrow('the call was aborted');
  });

  const gone = { aborted: true, addEventListener: () => undefined, removeEventListener: () => undefined };
});

it('plain values become parameters', () => {
  expect(
    flatten({
      a: 'x',
      b: 5,
      c: false,
      d: new Date('2026-01-15T09:00:00.500Z'),
      e: ['x', 'y'],
      f: [],
      g: { rootdisksize: 8, x: 'y' },
      h: [{ key: 'a', value: 1 }, { key: 'b' }],
      i: null,
      j: undefined,
    }),
  ).toEqual([
    ['a', 'x'],
    ['b', '5'],
    ['c', 'false'],
    ['d', '2026-01-15T09:00:00+0000'],
    ['e', 'x,y'],
    ['f', ''],
    ['g[0].rootdisksize', '8'],
    ['g[0].x', 'y'],
    ['h[0].key', 'a'],
    ['h[0].value', '1'],
    ['h[1].key', 'b'],
  ]);
});
