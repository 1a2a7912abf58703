/** Files of other projects go into a drive as they are and come out as they were, beside whatever changes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type ConfigDrive, layOutConfigDrive, portable, readConfigDriveSync } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import type { Entry } from 'iso9660-format';
import { toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { CHANGES, type ChangeName } from '../changes/change-table.ts';
import { TIMESTAMP } from '../core/helpers.ts';
import { bytesAtHand } from '../support/contents.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

/** Where a file of each kind lies, and a drive of that kind without it. */
const PLACES: Readonly<Record<string, string>> = {
  network_data: 'openstack/latest/network_data.json',
  meta_data: 'openstack/latest/meta_data.json',
  vendor_data: 'openstack/latest/vendor_data.json',
  ec2_meta_data: 'ec2/latest/meta-data.json',
  nocloud: 'network-config',
};

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  nocloud: ['meta-data', 'user-data'],
};

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function driveWith(kind: string, content: Uint8Array): ConfigDrive {
  const path = PLACES[kind]!;
  const others = OTHERS[kind] ?? ['openstack/latest/meta_data.json'];
  const entries: Entry[] = others
    .filter((other) => other !== path)
    .map((other) => ({ path: other, content: text('{}') }));
  const drive = { label: 'config-2', timestamp: TIMESTAMP, volume: {}, profile: portable, issues: [] };
  return { ...drive, entries: [...entries, { path, content, modified: TIMESTAMP }] };
}

const bytesAt = ({ entries }: ConfigDrive, path: string): Buffer =>
  Buffer.from(bytesAtHand(entries.find((entry) => entry.path === path)?.content));

/** The changes that are not about a kind of file, by what each of them is about. */
const NOT_ABOUT: Readonly<Record<string, readonly ChangeName[]>> = {
  network_data: ['password', 'noPassword', 'userData', 'publicKeys', 'metadata'],
  meta_data: ['userData', 'network'],
  vendor_data: ['userData', 'publicKeys', 'network', 'metadata'],
  ec2_meta_data: ['userData', 'network', 'password', 'noPassword'],
  nocloud: ['password', 'noPassword', 'userData', 'publicKeys', 'metadata'],
};

withSampleData('samples of other projects', () => {
  describe.each(Object.keys(PLACES))('%s', (kind) => {
    const path = PLACES[kind]!;
    const samples = (): readonly (readonly [string, Uint8Array])[] =>
      readdirSync(samplePath(kind)).map((name) => [name, new Uint8Array(readFileSync(samplePath(kind, name)))]);

    it('come out of an image as they went in, also after changes that are not about them', () => {
      expect(samples().length).toBeGreaterThan(0);
      for (const [name, content] of samples()) {
        const drive = readConfigDriveSync(toBytes(layOutConfigDrive(driveWith(kind, content))));
        expect(bytesAt(drive, path).equals(content), name).toBe(true);
        for (const change of NOT_ABOUT[kind]!) {
          expect(bytesAt(CHANGES[change](drive), path).equals(content), `${name} ${change}`).toBe(true);
        }
      }
    });

    it('go through every change and every reader’s explanation without an error', () => {
      for (const [name, content] of samples()) {
        const drive = driveWith(kind, content);
        for (const change of Object.values(CHANGES)) {
          expect(explain(change(drive)).length, name).toBeGreaterThan(0);
        }
      }
    });
  });

  withForeign(['bsdtar'], 'in the eyes of libarchive', () => {
    it('all of them have every byte', () => {
      const entries = Object.keys(PLACES).flatMap((kind) =>
        readdirSync(samplePath(kind)).map(
          (name): Entry => ({ path: `${kind}/${name}`, content: new Uint8Array(readFileSync(samplePath(kind, name))) }),
        ),
      );
      const profile = { ...portable, overlongJolietNames: 'cut' } as const;
      const drive = { ...driveWith('meta_data', text('{}')), entries, profile };
      writeFileSync(directory('all.iso'), toBytes(layOutConfigDrive(drive)));
      const seen = new Map(
        listWithBsdtar(directory('all.iso'), 'rockRidge').map((entry) => [entry.path, entry.sha256]),
      );
      for (const entry of entries)
        expect(seen.get(entry.path)).toBe(createHash('sha256').update(bytesAtHand(entry.content)).digest('hex'));
    });
  });
});
