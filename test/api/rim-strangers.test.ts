/** Clients that were written for CloudStack call the service's HTTP rim, as they call the stand-in of the pure package's parts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createClient } from '@configdrive/cloudstack-api';
import CloudStackClient from 'csclient';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitOf } from '../support/children.ts';
import { withForeign } from '../support/foreign.ts';
import { API_KEY, type Rim, SECRET_KEY, startRim, ZONE } from './rim-server.ts';

let rim: Rim;
beforeAll(async () => {
  rim = await startRim();
});
afterAll(() => rim.server.drain(0));

const endpoint = (): string => `http://127.0.0.1:${rim.port}/client/api`;

async function byPython(
  python: string,
  client: string,
  calls: readonly (readonly [string, object])[],
): Promise<unknown> {
  const script = join(import.meta.dirname, 'strangers.py');
  const child = spawn(python, [script, client, String(rim.port), API_KEY, SECRET_KEY], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  child.stdin.end(JSON.stringify(calls));
  expect(await exitOf(child)).toBe(0);
  return JSON.parse(text);
}

const NAME = "+ %2B ~*[]()!' é😀";

withForeign(['cs'], 'cs', ({ cs }) => {
  it.each(['get', 'post'])('is answered by %s', async (method) => {
    const outcomes = await byPython(cs, `cs-${method}`, [
      ['listZones', { name: NAME }],
      ['listVolumes', { virtualmachineid: ZONE, type: 'ROOT' }],
      ['updateVirtualMachine', { id: ZONE, details: { rootdisksize: 8 } }],
      ['getVMPassword', { id: ZONE }],
      ['recoverBogus', {}],
    ]);
    expect(outcomes).toMatchObject([
      { answer: { count: 1, zone: [{ name: NAME }] } },
      { answer: {} },
      { answer: { virtualmachine: {} } },
      { error: { errorcode: 431, errortext: 'The instance has no key' } },
      { error: { errorcode: 432 } },
    ]);
  });
});

withForeign(['libcloud'], 'Libcloud', ({ libcloud }) => {
  it('makes its objects of answers', async () => {
    const calls = ['list_locations', 'list_sizes', 'list_key_pairs', 'list_networks'].map(
      (name) => [name, {}] as const,
    );
    const outcomes = (await byPython(libcloud, 'libcloud', calls)) as readonly object[];
    expect(outcomes.map((outcome) => Object.keys(outcome))).toEqual(calls.map(() => ['answer']));
  });
});

describe('csclient', () => {
  it('is driven by listApis', async () => {
    const client = new CloudStackClient({
      baseUrl: `${endpoint()}?`,
      apiKey: API_KEY,
      secretKey: SECRET_KEY,
      singleExecutor: true,
    });
    await new Promise<void>((resolve, reject) => {
      client.once('ready', () => resolve());
      client.once('error', reject);
    });
    const answer = await new Promise((resolve) => {
      client.execute('listZones', { name: NAME.replace('[]', '') }, (_, zones) => resolve(zones));
    });
    expect(answer).toMatchObject({ listzonesresponse: { count: 1, zone: [{ name: NAME.replace('[]', '') }] } });
  });
});

describe('our own client', () => {
  it.each([1, 3] as const)('is answered in version %i', async (version) => {
    const keys = { apiKey: API_KEY, secretKey: SECRET_KEY };
    const client = createClient({ endpoint: endpoint(), ...keys, version, now: () => new Date() });
    expect(await client.call('listZones', { name: NAME })).toEqual({ count: 1, items: [{ id: ZONE, name: NAME }] });
    await expect(client.call('listTemplates', { templatefilter: 'all' })).rejects.toMatchObject({ errorCode: 530 });
  });
});
