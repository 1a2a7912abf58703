/**
 * Clients that were written for CloudStack sign and send as they always do, to a server of the package's own parts around
 * node:http: each request is verified, and each value arrives as it was given.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Encoding } from '@configdrive/cloudstack-api';
import { createClient } from '@configdrive/cloudstack-api';
import CloudStackClient from 'csclient';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exitOf } from '../support/children.ts';
import { withForeign } from '../support/foreign.ts';
import { API_KEY, SECRET_KEY, type StandIn, startStandIn } from './stand-in.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
beforeEach(() => {
  standIn.seen.length = 0;
});
afterAll(() => standIn.close());

type Call = readonly [command: string, parameters: Readonly<Record<string, unknown>>];
type Outcome = { readonly answer: unknown } | { readonly error: unknown };

/** Each printable character of ASCII in the middle of a value, a few others, and all together. */
const CHARACTERS = [
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)),
  'é',
  '😀',
  "+ %2B ~*[]()!'",
];
const values = CHARACTERS.map((character) => `a${character}b`);
const callsOfValues: readonly Call[] = values.map((name) => ['listZones', { name }]);

/** The values as they arrived, and the forms in which they were signed. */
const arrived = (): readonly unknown[] => standIn.seen.map(({ bound }) => bound?.name);
const formsOf = (): ReadonlyMap<string, Encoding> =>
  new Map(
    standIn.seen.flatMap(({ parameters, verification }) =>
      verification.isVerified ? [[parameters.get('name') ?? '', verification.encoding] as const] : [],
    ),
  );
const beyondJava = (): string =>
  [...formsOf()]
    .filter(([name, encoding]) => encoding !== 'java' && name.length === 3)
    .map(([name]) => name[1])
    .join('');

async function byPython(python: string, client: string, calls: readonly Call[]): Promise<readonly Outcome[]> {
  const script = join(import.meta.dirname, 'strangers.py');
  const child = spawn(python, [script, client, String(standIn.port), API_KEY, SECRET_KEY], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    return text;
  });
  child.stdin.end(JSON.stringify(calls));
  const [[out = '', complaints = ''], status] = await Promise.all([Promise.all(texts), exitOf(child)]);
  if (status !== 0) throw new Error(complaints.slice(-2000));
  return JSON.parse(out) as readonly Outcome[];
}

const answersOf = (outcomes: readonly Outcome[]): readonly unknown[] =>
  outcomes.map((outcome) => ('answer' in outcome ? outcome.answer : outcome));

withForeign(['cs'], 'cs', ({ cs }) => {
  it.each(['get', 'post'])('is verified whatever it sends by %s', async (method) => {
    const outcomes = await byPython(cs, `cs-${method}`, callsOfValues);
    expect(outcomes.filter((outcome) => 'error' in outcome)).toEqual([]);
    expect(arrived()).toEqual(values);
    expect(standIn.seen.every((seen) => seen.method === method.toUpperCase())).toBe(true);
    expect(standIn.seen.every(({ verification }) => verification.isVerified && verification.version === 3)).toBe(true);
    expect(beyondJava()).toBe('~');
  });

  it('sends maps and lists that arrive as such, and reads lists, objects, empty lists and errors', async () => {
    const id = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';
    const outcomes = await byPython(cs, 'cs-post', [
      ['listNics', { virtualmachineid: id }],
      ['updateVirtualMachine', { id, details: { rootdisksize: 8 }, userdata: 'IyEvYmluL3NoCg==' }],
      ['listVolumes', { virtualmachineid: id, type: 'ROOT' }],
      ['deleteUserData', { id }],
      ['getVMPassword', {}],
      ['recoverBogus', {}],
    ]);
    expect(outcomes).toMatchObject([
      { answer: { count: 1, nic: [{ id, isdefault: false }] } },
      { answer: { virtualmachine: { id, details: { rootdisksize: '8' } } } },
      { answer: {} },
      { answer: { success: true } },
      {
        error: { errorcode: 431, errortext: 'Unable to execute API command getvmpassword due to missing parameter id' },
      },
      { error: { errorcode: 432, errortext: expect.stringContaining('recoverBogus') as string } },
    ]);
    expect(standIn.seen[1]?.bound).toEqual({ id, details: { rootdisksize: '8' }, userdata: 'IyEvYmluL3NoCg==' });
  });
});

withForeign(['libcloud'], 'Libcloud', ({ libcloud }) => {
  it('is verified whatever it sends', async () => {
    const outcomes = await byPython(libcloud, 'libcloud', callsOfValues);
    expect(outcomes.filter((outcome) => 'error' in outcome)).toEqual([]);
    expect(arrived()).toEqual(values);
    expect(standIn.seen.every(({ verification }) => verification.isVerified && verification.version === 1)).toBe(true);
    expect(beyondJava()).toBe('[]~');
  });

  it('is verified with names of mixed case, which it sorts in lower case', async () => {
    const [outcome] = await byPython(libcloud, 'libcloud', [['listZones', { Name: 'a', AVAILABLE: 'true' }]]);
    expect(outcome).toMatchObject({ answer: { count: 1 } });
    expect(standIn.seen[0]?.bound).toEqual({ name: 'a', available: true });
  });

  it('makes its objects of answers', async () => {
    const name = `<a> & "b" 'c' é`;
    const calls = ['list_locations', 'list_sizes', 'list_key_pairs', 'list_networks'];
    const outcomes = await byPython(
      libcloud,
      'libcloud',
      calls.map((call) => [call, {}] as const),
    );
    expect(answersOf(outcomes)).toEqual([[name], [[name, 0]], [name], [name]]);
  });
});

const byCsclient = (command: string, parameters: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const client = new CloudStackClient({ baseUrl: `${standIn.endpoint}?`, apiKey: API_KEY, secretKey: SECRET_KEY });
    client.executeSync(command, { ...parameters }, (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });

describe('csclient', () => {
  it('is verified whatever it sends', async () => {
    for (const name of values) await byCsclient('listZones', { name });
    expect(arrived()).toEqual(values.map((value) => value.replace('[]', '.')));
    expect(standIn.seen.every(({ verification }) => verification.isVerified && verification.version === 3)).toBe(true);
    expect(beyondJava()).toBe('*~');
  });

  it('sends maps that arrive as such, and reads errors', async () => {
    const id = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';
    await byCsclient('updateVirtualMachine', { id, details: [{ rootdisksize: 8 }] });
    expect(standIn.seen[0]?.bound).toEqual({ id, details: { rootdisksize: '8' } });
    await expect(byCsclient('getVMPassword', {})).rejects.toMatchObject({ code: 431 });
  });

  it('is driven by listApis', async () => {
    const client = new CloudStackClient({
      baseUrl: `${standIn.endpoint}?`,
      apiKey: API_KEY,
      secretKey: SECRET_KEY,
      singleExecutor: true,
    });
    await new Promise<void>((resolve, reject) => {
      client.once('ready', () => resolve());
      client.once('error', reject);
    });
    const answer = await new Promise((resolve) => {
      client.execute('listZones', {}, (_, zones) => resolve(zones));
    });
    expect(answer).toMatchObject({ listzonesresponse: { count: 1 } });
  });
});

describe('our own client', () => {
  it.each([1, 3] as const)('is verified in version %i by Java’s form', async (version) => {
    const client = createClient({
      endpoint: standIn.endpoint,
      apiKey: API_KEY,
      secretKey: SECRET_KEY,
      version,
      now: () => new Date(),
    });
    for (const name of values) await client.call('listZones', { name });
    expect(arrived()).toEqual(values);
    expect(new Set(formsOf().values())).toEqual(new Set(['java']));
  });

  it('is told the public text when its secret is wrong', async () => {
    const { endpoint } = standIn;
    const client = createClient({ endpoint, apiKey: API_KEY, secretKey: 'x', now: () => new Date() });
    await expect(client.call('listZones', {})).rejects.toMatchObject({
      errorCode: 401,
      message: 'unable to verify user credentials and/or request signature',
    });
  });
});
