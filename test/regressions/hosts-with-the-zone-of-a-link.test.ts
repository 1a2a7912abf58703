/**
 * A guest that asks a link-local address by Python's requests, as cloud-init does at fe80::a9fe:a9fe, writes the zone into the header
 * Host. It was refused with 400.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serviceOf } from '../serve/machines.ts';
import { exchange, statusOf } from '../serve/raw.ts';

let opened: Awaited<ReturnType<typeof serviceOf>>;
beforeAll(async () => {
  opened = await serviceOf({ 'I-2-10-VM': { address: '127.0.0.5' } }, { hosts: ['fe80::a9fe:a9fe'] });
});
afterAll(() => opened.service.drain({ withinMilliseconds: 100 }));

const asked = async (host: string): Promise<number> =>
  statusOf(
    await exchange(`GET /latest/vm-id HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, {
      port: opened.metadata,
    }),
  );

it.each(['[fe80::a9fe:a9fe%eth0]', '[fe80::a9fe:a9fe%25eth0]:80', '[FE80::A9FE:A9FE%br-lan.100]'])(
  '%s is the service',
  async (host) => expect(await asked(host)).toBe(200),
);

it.each([
  '[fe80::a9fe:a9fe%]',
  '[fe80::a9fe:a9fe%a%b]',
  '[fe80::1%eth0]',
  'data-server%eth0',
  '[%eth0]',
  'fe80::a9fe:a9fe%eth0',
])('%s is not', async (host) => expect(await asked(host)).toBe(400));
