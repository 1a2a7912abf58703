/**
 * A change parsed whatever a drive had for its metadata and vendor data, 60 MiB of them too. Documents of over 1 MiB stay as they are, and the change says so.
 */
import {
  type ConfigDrive,
  type Issue,
  parseMachine,
  placeText,
  planConfigDrive,
  withMetadata,
  withoutPassword,
  withPassword,
} from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE } from '../drive/sample.ts';

const MIB = 1024 * 1024;
const options = { timestamp: new Date('2026-07-01T00:00:00Z') };
const LATEST = 'openstack/latest';

/** A drive one of whose files is another text. */
function driveWith(tree: 'cloudstack' | 'nocloud', path: string, content: string): ConfigDrive {
  const drive = planConfigDrive(parseMachine(SAMPLE, { tree }), options);
  const others = drive.entries.filter((entry) => entry.path !== path);
  return { ...drive, issues: [], entries: [...others, { path, content }] };
}

const told = ({ issues }: { readonly issues: readonly Issue[] }): readonly string[] =>
  issues
    .filter(({ code }) => code === 'file-unchangeable')
    .map(({ place, message }) => `${placeText(place)} ${message}`);

const contentAt = ({ entries }: ConfigDrive, path: string): unknown =>
  entries.find((entry) => entry.path === path)?.content;

const jsonOf = (byteLength: number): string => `{"a": "${'b'.repeat(byteLength - 9)}"}`;
const yamlOf = (byteLength: number): string => `a: ${'b'.repeat(byteLength - 4)}\n`;
const WHY = 'is over 1 MiB long, and was not looked into: not changed';

type Change = (drive: ConfigDrive) => ConfigDrive;
const password: Change = (drive) => withPassword(drive, 'other', options);
const noPassword: Change = (drive) => withoutPassword(drive, options);
const metadata: Change = (drive) => withMetadata(drive, { 'local-hostname': 'web-2' }, options);

describe('a document of over 1 MiB stays as it is', () => {
  it.each([
    ['metadata', 'cloudstack', `${LATEST}/meta_data.json`, jsonOf, metadata],
    ['password', 'cloudstack', `${LATEST}/vendor_data.json`, jsonOf, password],
    ['noPassword', 'cloudstack', `${LATEST}/vendor_data.json`, jsonOf, noPassword],
    ['metadata', 'nocloud', 'meta-data', yamlOf, metadata],
    ['password', 'nocloud', 'vendor-data', yamlOf, password],
    ['noPassword', 'nocloud', 'vendor-data', yamlOf, noPassword],
  ] as const)('for %s of %s in %s', (_, tree, path, textOf, change) => {
    const long = driveWith(tree, path, textOf(MIB + 1));
    const changed = change(long);
    expect(told(changed)).toEqual([`${path} ${WHY}`]);
    expect(contentAt(changed, path)).toBe(contentAt(long, path));
    expect(told(change(driveWith(tree, path, textOf(MIB))))).not.toContain(`${path} ${WHY}`);
  });
});
