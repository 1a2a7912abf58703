/** A guest that asks over HTTP gets what it would have read from its drive, byte for byte, whatever its machine has. */
import { type DriveInput, parseMachine, planConfigDrive, type TreeName } from '@configdrive/core';
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

type Place = readonly [path: string, bytes: Uint8Array];

/** The files of each tree, and the paths under which the router or another form has them. */
const places = {
  cloudstack: (path: string, bytes: Uint8Array): readonly Place[] =>
    /^cloudstack\/metadata\/(?:[^_]+)\.txt$/.test(path)
      ? [[`/latest/meta-data/${path.slice(20, -4)}`, bytes]]
      : path === 'cloudstack/userdata/user_data.txt'
        ? [['/latest/user-data', bytes]]
        : [],
  openstack: (path: string, bytes: Uint8Array): readonly Place[] =>
    path.startsWith('openstack/latest/') ? [[`/${path}`, bytes]] : [],
  ec2: (path: string, bytes: Uint8Array): readonly Place[] =>
    path === 'ec2/latest/user-data'
      ? [['/latest/user-data', bytes]]
      : path === 'ec2/latest/meta-data.json'
        ? leavesOf('/latest/meta-data', JSON.parse(Buffer.from(bytes).toString('utf8')))
        : [],
  nocloud: (path: string, bytes: Uint8Array): readonly Place[] => [[`/${path}`, bytes]],
} as const;

/** The texts in EC2's file, each at a path of its own. */
const leavesOf = (path: string, value: unknown): readonly Place[] =>
  typeof value === 'string'
    ? [[path, Buffer.from(value)]]
    : Object.entries(value as object).flatMap(([name, member]) => leavesOf(`${path}/${name}`, member));

type Form = keyof typeof places;

/** Whose drives have the files of a form. */
const treeOf = (form: Form): TreeName => (form === 'ec2' ? 'openstack' : form);

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
        const input: DriveInput = { vmData, ...(userData === undefined ? {} : { userData }), tree: treeOf(form) };
        const machine = parseMachine(input, { allow: ['public-key-invalid'] });
        const drive = planConfigDrive(machine, { timestamp });
        for (const served of [machine, drive]) {
          source.set('vm', served);
          await service.reload();
          for (const { path, content } of drive.entries) {
            if (content === undefined) continue;
            for (const [place, bytes] of places[form](path, bytesIn(content)!)) {
              const answer = await fetch(`http://127.0.0.1:${port}${place}`);
              expect([place, answer.status]).toEqual([place, 200]);
              expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
              compared += 1;
            }
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
