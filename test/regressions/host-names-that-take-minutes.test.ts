/**
 * A host name of 16,000 characters kept `explain` at work for minutes: the table took its end off character by character, and
 * measured the whole text each time. Values of a drive are shown by their beginnings.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuestView } from '@configdrive/guests';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { briefly, detailFacts } from '../../packages/cli/src/actions/explain/view.ts';
import { configdrive } from '../cli/command.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

const hostNames: readonly (readonly [kind: string, name: string])[] = [
  ['one word', 'x'.repeat(100_000)],
  ['wide characters', '名'.repeat(100_000)],
  ['words', 'x '.repeat(50_000)],
  ['marks at which words are broken', '-'.repeat(100_000)],
];

describe('a host name of 100,000 characters', () => {
  it.each(hostNames)('of %s is told by its beginning, at once', (kind, hostname) => {
    const path = join(directory(), `${kind.replaceAll(' ', '-')}.iso`);
    const entries = [
      { path: 'openstack/latest/meta_data.json', content: JSON.stringify({ uuid: 'a', hostname, name: hostname }) },
    ];
    const timestamp = new Date('2024-02-29T12:34:56Z');
    writeFileSync(path, toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp })));
    const { status, stdout, stderr } = configdrive(['explain', path], { timeoutMilliseconds: 60_000 });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/\s+/g, '')).toContain('…(100000characters)');
    expect(stdout.length).toBeLessThan(40_000);
  });
});

it('every value of a drive is shown within a line or a few', () => {
  const long = 'v'.repeat(10_000);
  const view: GuestView = {
    label: 'config-2',
    instanceId: long,
    hostname: long,
    keys: [{ name: long, byteLength: 5 }],
    password: { path: long, byteLength: 5 },
    attributes: { [long]: 'secret' },
  };
  for (const text of [briefly(view), ...detailFacts(view).map(([, fact]) => fact)]) {
    expect(text).not.toContain('v'.repeat(301));
    expect(text.length).toBeLessThan(400);
  }
});
