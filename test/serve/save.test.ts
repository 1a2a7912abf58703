/** Passwords that are saved in the form of CloudStack's router: onto the drive, by who has the token, and never by a guest. */
import { parseMachine } from '@configdrive/core';
import { InvalidInputError } from '@configdrive/issues';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputOf, serviceOf } from './machines.ts';
import { ask, bodyOf, exchange, statusOf } from './raw.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const REFUSED = { code: 'password-unsafe', severity: 'error', place: [], message: 'is refused' } as const;
/** As curl makes them. */
const BOUNDARY = '------------------------d74496d66958873e';
const saves: (readonly [machine: string, password: string])[] = [];

let opened: Awaited<ReturnType<typeof serviceOf>>;
let port = 0;

beforeAll(async () => {
  opened = await serviceOf(
    { 'I-2-10-VM': { address: '127.0.0.5' }, 'I-2-11-VM': { address: '127.0.0.6' } },
    {
      save: {
        address: '127.0.0.1',
        token: TOKEN,
        save: async (machine, password) => {
          if (password === 'refused') throw new InvalidInputError([REFUSED]);
          if (password === 'broken') throw new Error('the disk is full');
          saves.push([machine, password]);
          opened.source.set(machine, parseMachine(inputOf(machine, { address: '127.0.0.5', password })));
        },
      },
    },
  );
  port = opened.service.listeners.find(({ kind }) => kind === 'save')?.port ?? 0;
});
afterAll(() => opened.service.drain({ withinMilliseconds: 100 }));

const encoded = (fields: Readonly<Record<string, string>>): readonly [type: string, body: string] => [
  'application/x-www-form-urlencoded',
  new URLSearchParams(fields).toString(),
];

const multipart = (fields: Readonly<Record<string, string>>): readonly [type: string, body: string] => {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return [`multipart/form-data; boundary=${BOUNDARY}`, `${parts.join('')}--${BOUNDARY}--\r\n`];
};

interface Sent {
  readonly word?: string;
  readonly source?: string;
  readonly more?: readonly string[];
}

/** As the router's script sends it. */
function post(
  [type, body]: readonly [type: string, body: string],
  { word = 'save_password', source = '127.0.0.1', more = [] }: Sent = {},
): Promise<string> {
  const head = [
    'POST / HTTP/1.1',
    'Host: 127.0.0.1',
    `DomU_Request: ${word}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body, 'latin1')}`,
    ...more,
  ];
  return exchange(`${head.join('\r\n')}\r\n\r\n${body}`, { port, source });
}

const fields = { ip: '127.0.0.5', password: 'n3w: +%&"', token: TOKEN };

describe('a form', () => {
  it.each([
    ['url-encoded', encoded],
    ['of parts', multipart],
  ])('%s puts the password onto the drive of the machine, which gets it then', async (_, form) => {
    saves.length = 0;
    expect(bodyOf(await post(form(fields)))).toBe('saved\n');
    expect(saves).toEqual([['I-2-10-VM', fields.password]]);
    const got = await ask('GET', '/', { port: opened.passwords }, ['DomU_Request: send_my_password']);
    expect(bodyOf(got)).toBe(fields.password);
  });

  it.each([
    ['without a token', { ip: fields.ip, password: 'x' }, 401],
    ['with another token', { ...fields, token: `${TOKEN.slice(0, -1)}0` }, 401],
    ['with a part of the token', { ...fields, token: TOKEN.slice(0, -1) }, 401],
    ['with a longer token', { ...fields, token: `${TOKEN}0` }, 401],
    ['of a machine that is not there', { ...fields, ip: '127.0.0.99' }, 404],
    ['without an address', { password: 'x', token: TOKEN }, 400],
    ['with what is no address', { ...fields, ip: 'data-server' }, 400],
    ['without a password', { ip: fields.ip, token: TOKEN }, 400],
    ['with a password that no drive can hold', { ...fields, password: 'refused' }, 400],
    ['where the drive cannot be written', { ...fields, password: 'broken' }, 503],
  ])('%s is refused', async (_, given, status) => {
    saves.length = 0;
    for (const form of [encoded, multipart]) expect(statusOf(await post(form(given)))).toBe(status);
    expect(saves).toEqual([]);
  });

  it('with another word, of another kind, from another address or too long is refused', async () => {
    saves.length = 0;
    expect(statusOf(await post(encoded(fields), { word: 'send_my_password' }))).toBe(400);
    expect(statusOf(await post(['text/plain', JSON.stringify(fields)]))).toBe(401);
    expect(statusOf(await post(encoded(fields), { source: '127.0.0.5' }))).toBe(403);
    expect(statusOf(await post(encoded(fields), { more: ['X-Forwarded-For: 127.0.0.1'] }))).toBe(403);
    const longest = encoded({ ...fields, password: 'x'.repeat(4096) });
    expect(statusOf(await post(longest))).toBe(413);
    expect(statusOf(await ask('GET', `/?token=${TOKEN}`, { port, source: '127.0.0.1' }))).toBe(405);
    expect(saves).toEqual([]);
  });

  it('is not taken where guests ask', async () => {
    for (const other of [opened.metadata, opened.passwords]) {
      const [type, body] = encoded(fields);
      const head = ['POST / HTTP/1.1', 'Host: 127.0.0.1', 'DomU_Request: save_password', `Content-Type: ${type}`];
      const answer = await exchange(`${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, {
        port: other,
      });
      expect(statusOf(answer)).toBe(405);
    }
  });
});

it.each(['', 'short', 'x'.repeat(21), 'with a space in the middle of it', 'x'.repeat(257)])(
  'the token %j is refused',
  async (token) => {
    const save = { address: '127.0.0.1', token, save: async () => {} };
    await expect(serviceOf({}, { save })).rejects.toMatchObject({ issues: [{ code: 'save-token-weak' }] });
  },
);
