/** Sources, rates, limits and options of the HTTP rim, each by itself. */
import { describe, expect, it } from 'vitest';
import { defaultRimLimits, rimLimitsOf } from './limits.ts';
import { ApiMetrics } from './metrics.ts';
import { RateLimit, rateHeaders } from './rate.ts';
import { looseParameters, queryOf } from './request.ts';
import { serveApi } from './serve.ts';
import { isWithin, limitKeyOf, Slots, sourceOf } from './sources.ts';

describe('a source', () => {
  it.each([
    ['::ffff:10.1.1.1', '10.1.1.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['nobody', undefined],
    [undefined, undefined],
  ])('%s is %s', (address, source) => expect(sourceOf(address)).toBe(source));

  it('of IPv6 is a network of 64 bits', () => {
    expect(limitKeyOf('2001:db8::1')).toBe(limitKeyOf('2001:db8::ffff:1'));
    expect(limitKeyOf('2001:db8::1')).not.toBe(limitKeyOf('2001:db8:0:1::1'));
    expect(limitKeyOf('10.1.1.1')).toBe('10.1.1.1');
  });

  it.each([
    ['10.1.1.1', ['10.0.0.0/8'], true],
    ['11.1.1.1', ['10.0.0.0/8', '2001:db8::/32'], false],
    ['2001:db8::1', ['10.0.0.0/8', '2001:db8::/32'], true],
    ['10.1.1.1', ['::/0', 'nonsense', '10.0.0.0/99'], false],
    ['10.1.1.1', [], false],
  ])('%s within %j: %s', (source, cidrs, expected) => expect(isWithin(source, cidrs)).toBe(expected));

  it('has so many slots, and all together so many', () => {
    const slots = new Slots(3, 2);
    expect([slots.enter('a'), slots.enter('a'), slots.enter('a')]).toEqual([undefined, undefined, 'each']);
    expect([slots.enter('b'), slots.enter('b'), slots.count]).toEqual([undefined, 'all', 3]);
    slots.leave('a');
    slots.leave('a');
    expect([slots.enter('b'), slots.enter('b'), slots.count]).toEqual([undefined, 'each', 2]);
  });
});

describe('the rate of an account', () => {
  it('is counted in windows of a second, for each by itself', () => {
    const rate = new RateLimit(2);
    const at = (account: string, now: number) => rate.take(account, now);
    expect(at('a', 0)).toEqual({ isAllowed: true, limit: 2, remaining: 1, resetSeconds: 1 });
    expect(at('a', 1).remaining).toBe(0);
    expect(rateHeaders(at('a', 999))).toEqual(
      ['RateLimit-Limit', '2', 'RateLimit-Remaining', '0', 'RateLimit-Reset', '1'].concat('Retry-After', '1'),
    );
    expect(at('b', 999).isAllowed).toBe(true);
    expect(at('a', 1000)).toMatchObject({ isAllowed: true, remaining: 1 });
  });

  it('is forgotten when its window is over', () => {
    const rate = new RateLimit(1);
    for (let account = 0; account <= 20_000; account++) rate.take(String(account), account);
    expect(rate.take('20000', 20_001).isAllowed).toBe(false);
  });
});

it('limits are whole numbers, and no others than there are', () => {
  expect(rimLimitsOf()).toEqual(defaultRimLimits);
  expect(rimLimitsOf({ connections: 7, openRequests: undefined })).toEqual({ ...defaultRimLimits, connections: 7 });
  expect(() => rimLimitsOf({ connections: 0 })).toThrow(/limits.connections: must be/);
  expect(() => rimLimitsOf({ conections: 1 } as object)).toThrow(/did you mean "connections"/);
});

it('options are refused together, before anything listens', async () => {
  const options = { handlers: {}, callerOf: 1, listen: { address: '', port: -1 }, ratePerSecond: 0 };
  await expect(serveApi(options as never)).rejects.toMatchObject({ issues: { length: 3 } });
  const listen = { address: '127.0.0.1', port: 0 };
  const server = await serveApi({ handlers: {}, callerOf: async () => undefined, listen });
  const taken = { handlers: {}, callerOf: async () => undefined, listen, metrics: { ...listen, port: server.port } };
  await expect(serveApi(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await server.drain();
});

it('the query of a target is told, and a path that is none of the API', () => {
  expect(queryOf('/client/api?a=b#c')).toBe('a=b');
  expect(queryOf('http://cloud.example/client/api/')).toBe('');
  expect(() => queryOf('//client/api')).toThrow(/\/client\/api/);
  expect([...looseParameters('/x?a=b&response=JSON')]).toEqual([['response', 'json']]);
  expect([...looseParameters('/x?noresponse=json')]).toEqual([]);
});

it('a count in a bucket is in all that are wider', () => {
  const metrics = new ApiMetrics();
  metrics.request('listZones', 200, 0.02);
  metrics.refusal('time');
  const text = metrics.text(3);
  expect(text).toContain('_bucket{command="listZones",le="0.01"} 0\n');
  expect(text).toContain('_bucket{command="listZones",le="0.05"} 1\n');
  expect(text).toContain('configdrive_api_refusals_total{limit="time"} 1\n');
  expect(text).toContain('configdrive_api_open_requests 3\n');
});
