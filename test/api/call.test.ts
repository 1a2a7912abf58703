/** `configdrive api call` as a process, against the service's HTTP rim: answers, refusals, and where keys and values come from. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtBin } from '../cli/command.ts';
import { exitOf } from '../support/children.ts';
import { withForeign } from '../support/foreign.ts';
import { schemaComplaints } from '../support/json-schema.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { API_KEY, handlersOf, type Rim, SECRET_KEY, startRim, ZONE } from './rim-server.ts';

const path = useTemporaryDirectory();
const received: unknown[] = [];

let rim: Rim;
beforeAll(async () => {
  rim = await startRim({
    handlers: {
      ...handlersOf(),
      registerUserData: async (parameters) => {
        received.push(parameters);
        return { id: ZONE, name: parameters.name };
      },
    },
  });
  writeFileSync(path('keys.json'), JSON.stringify({ apiKey: API_KEY, secretKey: SECRET_KEY }));
  writeFileSync(path('data.txt'), 'IyEvYmluL3NoCg==\n');
});
afterAll(() => rim.server.drain(0));

interface Ran {
  readonly status: unknown;
  readonly out: string;
  readonly complaints: string;
}

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Not synchronously: the server is in this process. */
async function call(words: readonly string[], { env = {}, input = '' }: Given = {}): Promise<Ran> {
  const endpoint = { CONFIGDRIVE_API_ENDPOINT: `http://127.0.0.1:${rim.port}/client/api` };
  const child = spawn(process.execPath, [builtBin(), 'api', 'call', ...words], {
    cwd: path(),
    env: { PATH: process.env.PATH, ...endpoint, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const status = await exitOf(child);
  expect(out + complaints).not.toContain(SECRET_KEY);
  return { status, out, complaints };
}

const KEYS = ['--key-file', 'keys.json'];

it('prints the answer, by GET and by POST, with keys of a file or of the environment', async () => {
  const answer = { count: 1, items: [{ id: ZONE, name: 'ä b' }] };
  const env = { CONFIGDRIVE_API_KEY: API_KEY, CONFIGDRIVE_SECRET_KEY: SECRET_KEY };
  rim.events.length = 0;
  const plain = await call(['listZones', 'name=ä b', ...KEYS]);
  const asJson = await call(['listZones', 'name=ä b', '--post', '--json'], { env });
  expect([plain.status, JSON.parse(plain.out)]).toEqual([0, answer]);
  const schema = 'configdrive.api-call/1';
  expect([asJson.status, JSON.parse(asJson.out)]).toEqual([0, { schema, command: 'listZones', answer }]);
  expect(rim.events).toMatchObject([{ method: 'GET' }, { method: 'POST' }]);
});

withForeign(['jsonschema'], 'the output with --json', () => {
  it('is as its schema says', async () => {
    const schema = fileURLToPath(new URL('../../packages/cli/schema/api.schema.json', import.meta.url));
    const { out } = await call(['listZones', '--json', ...KEYS]);
    const output = JSON.parse(out) as object;
    expect(schemaComplaints(schema, [output])).toEqual([[]]);
    expect(schemaComplaints(schema, [{ ...output, surprise: 1 }])).not.toEqual([[]]);
  });
});

it('takes values from a file and from standard input', async () => {
  received.length = 0;
  await call(['registerUserData', 'name=a', 'userdata=@data.txt', ...KEYS]);
  await call(['registerUserData', 'name=b', 'userdata=-', ...KEYS], { input: 'IyEvYmluL3NoCg==\n' });
  const userdata = 'IyEvYmluL3NoCg==';
  expect(received).toEqual([
    { name: 'a', userdata },
    { name: 'b', userdata },
  ]);
});

it.each([
  ['parameter-invalid', ['listZones', 'a-secret'], 2],
  ['parameter-invalid', ['listZones', 'apiKey=a'], 2],
  ['parameter-invalid', ['listZones', 'name=a', 'name=b'], 2],
  ['stdin-twice', ['listZones', 'name=-', 'id=-'], 2],
  ['endpoint-invalid', ['listZones', '--endpoint', 'cloud.example'], 2],
  ['keys-missing', ['listZones', '--key-file', 'data.txt'], 2],
  ['api-refused', ['listZones', 'page=1'], 2],
  ['api-refused', ['listBogus'], 2],
  ['api-failed', ['listTemplates', 'templatefilter=all'], 3],
  ['api-unreachable', ['listZones', '--endpoint', 'http://127.0.0.1:1/client/api'], 3],
])('says %s of %j', async (code, words, status) => {
  const keys = words.includes('--key-file') ? [] : KEYS;
  const ran = await call([...words, '--json', ...keys]);
  expect(ran.status).toBe(status);
  expect(JSON.parse(ran.out)).toMatchObject({ schema: 'configdrive.error/1', code, exitCode: status });
  expect(ran.complaints).toContain(`error[${code}]`);
  expect(ran.out + ran.complaints).not.toContain('a-secret');
});

it('asks for keys where there are none', async () => {
  expect(await call(['listZones'])).toMatchObject({
    status: 2,
    complaints: expect.stringContaining('keys-missing') as string,
  });
});
