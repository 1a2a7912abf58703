/** A guest that asks over HTTP gets what it would have read from its drive, byte for byte, whatever its machine has. */
import { type DriveInput, parseMachine, planConfigDrive } from '@configdrive/core';
import { memorySource, serveMetadata } from '@configdrive/metadata-server';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesIn } from '../support/contents.ts';
import { timestamp } from './machines.ts';

const names = ['vm-id', 'local-hostname', 'service-offering', 'public-keys', 'role', 'a.c', 'A_b', '0'];
const values = fc.oneof(
  fc.constantFrom('x', ' two\nlines\n', '\ttab ', '{"a": 1}', 'é 漢 🦊'),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);

const machines = fc.record({
  metadata: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), values), { selector: ([name]) => name, maxLength: 8 }),
  userData: fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 }), { nil: undefined }),
});

/** The files of each tree, and the path under which the router or another form has them. */
const places = {
  cloudstack: (path: string) =>
    /^cloudstack\/metadata\/(?:[^_]+)\.txt$/.test(path)
      ? `/latest/meta-data/${path.slice(20, -4)}`
      : path === 'cloudstack/userdata/user_data.txt'
        ? '/latest/user-data'
        : undefined,
  openstack: (path: string) => (path.startsWith('openstack/latest/') ? `/${path}` : undefined),
  nocloud: (path: string) => `/${path}`,
} as const;

type Form = keyof typeof places;

it.each(Object.keys(places) as Form[])('in the form %s', { timeout: 120_000 }, async (form) => {
  const source = memorySource();
  const service = await serveMetadata({
    drives: source,
    listen: [{ form, address: '127.0.0.1', addresses: ['127.0.0.1'] }],
  });
  const port = service.listeners[0]?.port ?? 0;
  let compared = 0;
  try {
    await fc.assert(
      fc.asyncProperty(machines, async ({ metadata, userData }) => {
        const vmData = [
          ['metadata', 'vm-id', 'id'] as const,
          ...metadata.filter(([name]) => name !== 'vm-id').map(([name, value]) => ['metadata', name, value] as const),
        ];
        const input: DriveInput = { vmData, ...(userData === undefined ? {} : { userData }), tree: form };
        const machine = parseMachine(input, { allow: ['public-key-invalid'] });
        const drive = planConfigDrive(machine, { timestamp });
        for (const served of [machine, drive]) {
          source.set('vm', served);
          await service.reload();
          for (const { path, content } of drive.entries) {
            const place = content === undefined ? undefined : places[form](path);
            if (place === undefined) continue;
            const answer = await fetch(`http://127.0.0.1:${port}${place}`);
            expect([place, answer.status]).toEqual([place, 200]);
            expect(Buffer.from(await answer.arrayBuffer()).equals(bytesIn(content)!)).toBe(true);
            compared += 1;
          }
        }
      }),
      { numRuns: 40 },
    );
  } finally {
    await service.drain({ withinMilliseconds: 100 });
  }
  expect(compared).toBeGreaterThan(100);
});
