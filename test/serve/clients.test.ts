/**
 * Every client of a metadata service gets what it asks for by exactly its own requests; the same by Debian's wget, curl and
 * BusyBox, from guests of a network whose router has the ports 80 and 8080.
 */
import { type DriveInput, parseMachine } from '@configdrive/core';
import { type MetadataService, memoryLedger, memorySource, serveMetadata } from '@configdrive/metadata-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWhere, programPath, withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type Answer, answersInOrder } from './answers-in-order.ts';
import { type Client, clients, type Expected } from './clients.ts';
import { canHaveNetwork, RouterNetwork } from './router-network.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIKuIQiVkq4EC/Pmi53JeZDOChe/GFoVaZur22XkR1NmD';

/** What is a machine's own names it: an answer of another one would be seen. */
const valuesOf = (name: string, address: string): Readonly<Record<string, string>> => ({
  'instance-id': `instance of ${name}`,
  'vm-id': `id of ${name}`,
  'local-hostname': name,
  'local-ipv4': address,
  'availability-zone': `zone of ${name}`,
  'service-offering': `offering of ${name}`,
  'cloud-identifier': `CloudStack-{${name}}`,
  'public-keys': `ssh-ed25519 ${KEY} ${name}`,
});

const userDataOf = (name: string): Buffer => Buffer.from(`#!/bin/sh\n# ${name}\0\xff\n`, 'latin1');
const passwordOf = (name: string): string => `Secret of ${name}: %"'#`;

const inputOf = (name: string, address: string): DriveInput => ({
  instanceName: name,
  vmData: [
    ...Object.entries(valuesOf(name, address)).map(([key, value]) => ['metadata', key, value] as const),
    ['userdata', 'user_data', userDataOf(name).toString('base64')],
    ['password', 'vm_password', passwordOf(name)],
  ],
});

const guests = clients.map((client, index) => ({
  client,
  name: `guest-${index}`,
  address: `127.0.1.${index + 1}`,
}));

let service: MetadataService | undefined;

beforeAll(async () => {
  const sourceOf = (form: Client['form']) =>
    memorySource(
      guests
        .filter(({ client }) => client.form === form)
        .map(({ name, address }) => [name, parseMachine(inputOf(name, address))]),
    );
  service = await serveMetadata({
    passwords: memoryLedger(),
    hosts: ['10.1.1.1', '169.254.169.254'],
    listen: [
      { form: 'cloudstack', address: '127.0.0.1', password: { address: '127.0.0.1' }, drives: sourceOf('cloudstack') },
      { form: 'openstack', address: '127.0.0.1', drives: sourceOf('openstack') },
    ],
  });
});
afterAll(() => service?.drain({ withinMilliseconds: 100 }));

const portOf = (form: string): number => service?.listeners.find((listener) => listener.form === form)?.port ?? 0;

/** A body, or undefined where only the status is to be looked at. */
function bodyOf(expected: Expected, name: string, address: string): Buffer | undefined {
  if (expected === 'user data') return userDataOf(name);
  if (expected === 'password') return Buffer.from(passwordOf(name));
  if (expected === 'listing') return undefined;
  if (expected === 'not found' || expected === 'not allowed' || 'document' in expected) return undefined;
  return Buffer.from('text' in expected ? expected.text : (valuesOf(name, address)[expected.value] ?? ''));
}

const statusOf = (expected: Expected): number =>
  expected === 'not found' ? 404 : expected === 'not allowed' ? 405 : 200;

function expectAnswer({ status, headers, body }: Answer, expected: Expected, name: string, address: string): void {
  expect(status).toBe(statusOf(expected));
  // Who says that it can unpack gets what is there, at its length.
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['transfer-encoding']).toBeUndefined();
  expect(headers['content-length']).toBe(String(body.byteLength));
  const whole = bodyOf(expected, name, address);
  if (whole !== undefined) expect(body.toString('latin1')).toBe(whole.toString('latin1'));
  if (expected === 'listing') {
    expect(body.toString('utf8')).toMatch(/\n$/);
    expect(body.toString('utf8').trimEnd().split('\n').sort()).toEqual(Object.keys(valuesOf(name, address)).sort());
  }
  if (typeof expected === 'object' && 'document' in expected) {
    expect(JSON.parse(body.toString('utf8'))).toMatchObject({ uuid: `id of ${name}`, hostname: name });
  }
}

describe('byte for byte', () => {
  it.each(guests)('$client.name', async ({ client, name, address }) => {
    const requests = client.steps.map(({ at, request }) => ({
      port: portOf(at === 'passwords' ? 'password' : client.form),
      request,
    }));
    const answers = await answersInOrder(requests, { source: address, keeps: client.keepsConnection ?? false });
    expect(answers).toHaveLength(client.steps.length);
    for (const [index, { expected }] of client.steps.entries()) expectAnswer(answers[index]!, expected, name, address);
  });

  it('keeps the connection of who keeps it, and closes that of a password', async () => {
    const [{ client, address } = guests[0]!] = guests;
    const [leaf] = client.steps;
    const word = client.steps.find(({ at }) => at === 'passwords');
    const answers = await answersInOrder(
      [
        { port: portOf('cloudstack'), request: leaf!.request },
        { port: portOf('password'), request: word!.request },
      ],
      { source: address, keeps: true },
    );
    expect(answers.map(({ isClosed }) => isClosed)).toEqual([false, true]);
  });
});

const ROUTER = '10.1.1.1';
const HOSTS = { hosts: `127.0.0.1 localhost\n${ROUTER} data-server\n` };

describeWhere(canHaveNetwork ? undefined : 'as root, where network namespaces can be made', 'by real programs', () => {
  withForeign(['wget', 'curl', 'busybox'], 'of Debian', () => {
    const directory = useTemporaryDirectory();
    let network: RouterNetwork | undefined;
    const programs = {
      wget: '10.1.1.11',
      curl: '10.1.1.12',
      busybox: '10.1.1.13',
    } as const;
    type Program = keyof typeof programs;

    beforeAll(async () => {
      const drives = Object.entries(programs).map(([name, address]) => [name, inputOf(name, address)] as const);
      network = await RouterNetwork.open(
        [ROUTER, ...Object.values(programs)],
        {
          state: directory('state'),
          listen: [{ form: 'cloudstack', address: ROUTER, port: 80, passwordPort: 8080, drives }],
        },
        directory,
      );
      // BusyBox cannot be told where to ask from: the way to the router says it.
      const way = ['route', 'replace', 'local', ROUTER, 'dev', 'lo', 'table', 'local', 'src', programs.busybox];
      network.run('ip', way);
    });
    afterAll(() => network?.close());

    /** As CloudStack's scripts call them. */
    const wordsOf: Readonly<Record<Program, (url: string, word?: string) => readonly string[]>> = {
      wget: (url, word) => [
        '-q',
        '-t',
        '3',
        '-T',
        '20',
        '-O',
        '-',
        '--bind-address',
        programs.wget,
        ...(word === undefined ? [] : ['--header', `DomU_Request: ${word}`]),
        url,
      ],
      curl: (url, word) => [
        '--silent',
        '--fail',
        '--interface',
        programs.curl,
        ...(word === undefined ? [] : ['--header', `DomU_Request: ${word}`]),
        url,
      ],
      busybox: (url, word) => [
        'wget',
        '-q',
        '-O',
        '-',
        ...(word === undefined ? [] : ['--header', `DomU_Request: ${word}`]),
        url,
      ],
    };

    const asked = (program: Program, url: string, word?: string) => {
      const result = network?.tries(programPath(program), wordsOf[program](url, word), { files: HOSTS });
      return { isDone: result?.status === 0, body: result?.stdout ?? Buffer.alloc(0) };
    };

    it.each(Object.keys(programs) as Program[])('%s gets data, keys and the password once', (program) => {
      const address = programs[program];
      const said = (word: string, at: string): string =>
        asked(program, `http://${at}:8080`, word).body.toString('utf8');
      expect(asked(program, 'http://data-server/latest/user-data').body.equals(userDataOf(program))).toBe(true);
      expect(asked(program, `http://${ROUTER}//latest/public-keys`).body.toString('utf8')).toBe(
        valuesOf(program, address)['public-keys'],
      );
      expect(said('send_my_password', 'data-server')).toBe(passwordOf(program));
      expect(said('send_my_password', ROUTER)).toBe(passwordOf(program));
      expect(said('saved_password', ROUTER)).toBe('saved_password');
      expect(said('send_my_password', 'data-server')).toBe('saved_password');
    });

    it.each(Object.keys(programs) as Program[])(
      '%s fails where there is nothing, and at a word that nobody says',
      (program) => {
        expect(asked(program, `http://${ROUTER}/latest/meta-data/absent`).isDone).toBe(false);
        expect(asked(program, `http://${ROUTER}:8080`, 'another_word').isDone).toBe(false);
        expect(asked(program, `http://${ROUTER}/latest/meta-data/vm-id`).isDone).toBe(true);
      },
    );
  });
});
