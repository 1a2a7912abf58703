/** Whatever a drive holds: a change never fails but by refusing, touches what it is about, and can be written and read again. */

import { InvalidInputError } from '@configdrive/issues';
import fc from 'fast-check';
import { type Entry, utf8Bytes } from 'iso9660-format';
import { toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { allChanges, CHANGES, type ChangeName } from '../../../../test/changes/change-table.ts';
import { CHANGE, driveOf, textsOf } from '../../../../test/changes/helpers.ts';
import { TIMESTAMP } from '../../../../test/core/helpers.ts';
import { bytesIn } from '../../../../test/support/contents.ts';
import { layOutConfigDrive } from '../build.ts';
import type { ConfigDrive } from '../drive.ts';
import { jsonTextOf } from '../encoding/json-edit.ts';
import { portable } from '../profiles.ts';
import { readConfigDriveSync } from '../reading/read-drive.ts';

const NAMES = Object.keys(CHANGES) as readonly ChangeName[];
const VENDOR = 'openstack/latest/vendor_data.json';
const META = 'openstack/latest/meta_data.json';

const HOSTILE: Readonly<Record<string, string>> = {
  empty: '',
  blank: ' \n',
  broken: '{"a": ',
  null: 'null',
  array: '[]',
  number: '-0',
  'a text': '"x"',
  'prototype keys': '{"__proto__": {"hostname": "x"}, "constructor": 1, "hostname": "y"}',
  'a key twice': '{"hostname": "a", "cloud-init": "b", "hostname": "c", "cloud-init": ["d"]}',
  'a byte order mark': '\ufeff{}',
  'UTF-16': '{\0}\0',
  'a NUL': '{"a": "\0"}',
  'an escaped NUL': '{"a": "\\u0000", "hostname": "\\ud800"}',
  'a long text': `{"hostname": "${'x'.repeat(8_000_000)}"}`,
  brackets: `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "hostname": "x"}`,
  'open brackets': '['.repeat(100_000),
  'many keys': `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}": ${at}`).join(', ')}}`,
  'many of one key': `{${'"hostname": 1, '.repeat(100_000)}"cloud-init": ""}`,
};

describe.each(Object.entries(HOSTILE))('a JSON file with %s', (_, text) => {
  it.each(NAMES)('%s: stays as it is, with a word about it, or is changed as JSON', (name) => {
    const before = driveOf({ [META]: text, [VENDOR]: text, 'openstack/latest/network_data.json': text });
    const after = CHANGES[name](before);
    const texts = textsOf(after);
    for (const path of [META, VENDOR]) {
      const isSaid = after.issues.some(({ place }) => place[0] === path);
      const isJson = texts[path] !== undefined && jsonTextOf(texts[path]) !== undefined;
      expect(texts[path] === text || isJson || isSaid).toBe(true);
    }
  });
});

const PATHS = [
  'cloudstack/password/vm_password.txt',
  'cloudstack/password/vm-password-md5checksum.txt',
  'cloudstack/password/vm_password_md5checksum.txt',
  'cloudstack/metadata/public-keys.txt',
  'cloudstack/metadata/public_keys.txt',
  'cloudstack/metadata/local-hostname.txt',
  'cloudstack/metadata/local_hostname.txt',
  'cloudstack/metadata/department.txt',
  'cloudstack/userdata/user_data.txt',
  'cloudstack/user_data/user_data.txt',
  'openstack/2018-08-27/meta_data.json',
  'openstack/2018-08-27/user_data',
  META,
  VENDOR,
  'openstack/latest/vendor_data2.json',
  'openstack/latest/network_data.json',
  'openstack/latest/user_data',
  'openstack/content/0000',
  'ec2/latest/meta-data.json',
  'ec2/latest/user-data',
  'meta-data',
  'user-data',
  'vendor-data',
  'network-config',
  'other/a',
  'other/b',
] as const;

const text = fc.oneof(
  fc.constantFrom(
    'old',
    '{}',
    '{"uuid": "u", "hostname": "h", "keys": [], "admin_pass": "old", "n": 12345678901234567890}',
    '{"cloud-init": "#cloud-config\\npassword: old\\nchpasswd:\\n  expire: False"}',
    '{"cloud-init": ["#!/bin/sh"]}',
    'local-hostname: h\n',
  ),
  fc.json(),
  fc.string(),
);

/** A few of the paths, some of them other names or hard links of one before them. */
const anyDrive: fc.Arbitrary<ConfigDrive> = fc
  .array(
    fc.record({ path: fc.constantFrom(...PATHS), content: text, link: fc.constantFrom('own', 'sameAs', 'hard link') }),
    { minLength: 1, maxLength: 16 },
  )
  .map((drafts) => {
    const entries: Entry[] = [];
    for (const { path, content, link } of drafts) {
      const first = entries.find((entry) => entry.content !== undefined);
      if (entries.some((entry) => entry.path === path)) continue;
      if (link === 'sameAs' && first !== undefined) entries.push({ path, sameAs: first.path, modified: TIMESTAMP });
      else {
        const linked = link === 'hard link' ? first?.content : undefined;
        entries.push({ path, content: linked ?? utf8Bytes(content), modified: TIMESTAMP });
      }
    }
    return { label: 'config-2', entries, timestamp: TIMESTAMP, volume: {}, profile: portable, issues: [] };
  });

const anyChange = fc.constantFrom(...NAMES);

/** The bytes of every file, whoever owns them. */
function contentsOf({ entries }: ConfigDrive): ReadonlyMap<string, string> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const ownerOf = (entry: Entry | undefined): Entry | undefined =>
    entry?.sameAs === undefined ? entry : ownerOf(byPath.get(entry.sameAs));
  return new Map(
    entries.flatMap((entry) => {
      const bytes = bytesIn(ownerOf(entry)?.content);
      return bytes === undefined ? [] : [[entry.path, Buffer.from(bytes).toString('latin1')]];
    }),
  );
}

/** A drive of none of the trees is refused; every other refusal would be ours. */
function changed(drive: ConfigDrive, name: ChangeName): ConfigDrive {
  try {
    return CHANGES[name](drive);
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === 'drive-unknown') return drive;
    throw error;
  }
}

const runs = { numRuns: 1500 };

describe('any drive', () => {
  it('keeps what no change is about', () => {
    fc.assert(
      fc.property(anyDrive, anyChange, (drive, name) => {
        const before = contentsOf(drive);
        const after = contentsOf(changed(drive, name));
        for (const path of ['other/a', 'other/b', 'openstack/content/0000']) {
          expect(after.get(path)).toBe(before.get(path));
        }
      }),
      runs,
    );
  });

  it('changed twice in the same way is what it was after once', () => {
    fc.assert(
      fc.property(anyDrive, anyChange, (drive, name) => {
        const once = changed(drive, name);
        expect(changed(once, name).entries).toEqual(once.entries);
      }),
      runs,
    );
  });

  it('can be written, and is read as it was', () => {
    fc.assert(
      fc.property(anyDrive, fc.array(anyChange, { maxLength: 3 }), (drive, names) => {
        const after = names.reduce(changed, drive);
        const read = readConfigDriveSync(toBytes(layOutConfigDrive(after)));
        expect(contentsOf(read)).toEqual(contentsOf(after));
      }),
      { numRuns: 300 },
    );
  });

  it('is never changed itself', () => {
    fc.assert(
      fc.property(anyDrive, anyChange, (drive, name) => {
        const before = structuredClone(drive);
        changed(drive, name);
        expect(drive).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});

it('several changes are one function after another', () => {
  const drive = driveOf({ [META]: '{"uuid":"u"}', [VENDOR]: '{}' });
  expect(allChanges(drive).entries).toEqual(
    CHANGES.metadata(CHANGES.network(CHANGES.publicKeys(CHANGES.userData(CHANGES.password(drive, CHANGE))))).entries,
  );
});
