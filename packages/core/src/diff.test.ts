import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { planInput, planOf, TIMESTAMP } from '../../../test/core/helpers.ts';
import { SAMPLE } from '../../../test/drive/sample.ts';
import { buildConfigDrive } from './build.ts';
import { withPassword } from './changes/password.ts';
import { diffDrives } from './diff.ts';
import type { ConfigDrive } from './drive.ts';
import { readConfigDriveSync } from './reading/read-drive.ts';

const LATER = new Date('2026-03-02T12:00:00Z');

const drive = planOf({ vmData: [['userdata', 'user_data', 'YQ==']] });

const withEntries = (...entries: readonly Entry[]): ConfigDrive => ({ ...drive, entries });

/** What is said of two trees of one file each. */
const changesOf = (from: Entry, to: Entry) => diffDrives(withEntries(from), withEntries(to)).changed;

const file = (more: Partial<Entry> = {}): Entry => ({ path: 'a', content: 'text', ...more });

describe('two drives that are the same', () => {
  it('differ in nothing', () => {
    expect(diffDrives(drive, drive)).toEqual({
      isSame: true,
      label: undefined,
      volume: {},
      added: [],
      removed: [],
      changed: [],
    });
  });

  it('may be a planned one and the one read from its image', () => {
    const { bytes, drive: planned } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP });
    expect(diffDrives(planned, readConfigDriveSync(bytes))).toMatchObject({ isSame: true });
  });

  it('may say default values or not, and name directories or not', () => {
    const [plain, explicit] = [
      withEntries({ path: 'd/a', content: 'text' }),
      withEntries(
        { path: 'd', mode: 0o555, uid: 0, modified: TIMESTAMP },
        { path: 'd/a', content: new TextEncoder().encode('text'), mode: 0o444, modified: new Date(+TIMESTAMP + 999) },
      ),
    ];
    expect(diffDrives(plain, explicit)).toMatchObject({ isSame: true });
  });
});

describe('what is said of one path', () => {
  it.each<readonly [from: Partial<Entry>, to: Partial<Entry>, change: object]>([
    [{}, { content: 'texts' }, { content: 'changed', byteLength: { from: 4, to: 5 } }],
    [{}, { content: 'Text' }, { content: 'changed' }],
    [{}, { content: { byteLength: 4, open: () => [] } }, { content: 'not compared' }],
    [{}, { mode: 0o400 }, { mode: { from: 0o444, to: 0o400 } }],
    [{}, { uid: 1, gid: 2 }, { uid: { from: 0, to: 1 }, gid: { from: 0, to: 2 } }],
    [{}, { modified: LATER }, { modified: { from: TIMESTAMP, to: LATER } }],
    [{}, { only: 'plain' }, { only: { from: undefined, to: 'plain' } }],
  ])('%j against %j', (from, to, change) => {
    expect(changesOf(file(from), file(to))).toEqual([{ path: 'a', ...change }]);
  });

  it('tells files, directories, links, devices and the rest apart', () => {
    const kinds: readonly Entry[] = [
      { path: 'a' },
      { path: 'a', target: 'b' },
      { path: 'a', device: { major: 1, minor: 3 }, mode: 0o020666 },
      { path: 'a', mode: 0o010644 },
    ];
    const found = kinds.map((kind) => changesOf(file(), kind)[0]?.kind);
    expect(found).toEqual(['directory', 'link', 'device', 'special'].map((to) => ({ from: 'file', to })));
    expect(changesOf({ path: 'a', target: 'b' }, { path: 'a', target: 'c' })).toEqual([
      { path: 'a', target: { from: 'b', to: 'c' } },
    ]);
  });
});

describe('shared extents', () => {
  const bytes = new Uint8Array([1]);

  it('are said of every path of the extent', () => {
    const apart = withEntries({ path: 'a', content: bytes }, { path: 'b', content: new Uint8Array([1]) });
    const linked = withEntries({ path: 'a', content: bytes }, { path: 'b', content: bytes });
    expect(diffDrives(apart, linked).changed).toEqual([
      { path: 'a', sharedWith: { from: [], to: ['b'] } },
      { path: 'b', sharedWith: { from: [], to: ['a'] } },
    ]);
  });

  it('are those of aliases, too, but not of equal texts or empty files', () => {
    const aliased = withEntries({ path: 'a', content: 'text' }, { path: 'b', sameAs: 'a' });
    const equal = withEntries({ path: 'a', content: 'text' }, { path: 'b', content: 'text' });
    expect(diffDrives(aliased, equal).changed.map(({ sharedWith }) => sharedWith?.to)).toEqual([[], []]);
    const empty = new Uint8Array(0);
    const [one, other] = [
      withEntries({ path: 'a', content: empty }, { path: 'b', content: empty }),
      withEntries({ path: 'a', content: '' }, { path: 'b', content: '' }),
    ];
    expect(diffDrives(one, other).isSame).toBe(true);
  });
});

it('lists paths that only one of them has, with their directories', () => {
  const { added, removed } = diffDrives(withEntries(file()), withEntries({ path: 'd/b', content: 'bytes' }));
  expect(removed).toEqual([{ path: 'a', kind: 'file', byteLength: 4 }]);
  expect(added).toEqual([
    { path: 'd', kind: 'directory', byteLength: undefined },
    { path: 'd/b', kind: 'file', byteLength: 5 },
  ]);
});

it('says label, volume fields and timestamp', () => {
  const other = {
    ...drive,
    label: 'CONFIG-2',
    timestamp: LATER,
    volume: { ...drive.volume, publisherIdentifier: 'P' },
  };
  const { label, volume, isSame } = diffDrives(drive, other);
  expect({ label, isSame }).toEqual({ label: { from: 'config-2', to: 'CONFIG-2' }, isSame: false });
  const dates = { from: TIMESTAMP, to: LATER };
  const publisherIdentifier = { from: undefined, to: 'P' };
  expect(volume).toEqual({ created: dates, effective: dates, modified: dates, publisherIdentifier, timestamp: dates });
});

it('shows what a new password touches, and never a password', () => {
  const [old, renewed] = ['0ldcanary', 'n3wcanaryy'];
  const before = planInput(
    { ...SAMPLE, vmData: [...SAMPLE.vmData.slice(0, -1), ['password', 'vm_password', old]] },
    { timestamp: TIMESTAMP },
  );
  const difference = diffDrives(before, withPassword(before, renewed, { timestamp: LATER }));
  const touched = difference.changed.filter(({ content }) => content === 'changed').map(({ path }) => path);
  expect(touched).toContain('cloudstack/password/vm_password.txt');
  expect(touched).toContain('openstack/latest/vendor_data.json');
  expect(touched).toContain('cloudstack/password/vm-password-md5checksum.txt');
  expect(touched).not.toContain('openstack/latest/meta_data.json');
  expect(JSON.stringify(difference)).not.toMatch(/canary/);
});
