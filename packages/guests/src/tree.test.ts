import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import { GuestTree, normalPath } from './tree.ts';

const bytes = new Uint8Array([1, 2, 3]);

const entries: readonly Entry[] = [
  { path: 'a/b/file.txt', content: 'text' },
  { path: 'a/other.txt', sameAs: 'a/b/file.txt' },
  { path: 'empty' },
  { path: 'link', target: 'a/b' },
  { path: 'a/up', target: '../a/./b/file.txt' },
  { path: 'loop', target: 'loop' },
  { path: 'away', target: '/etc/passwd' },
  { path: 'out', target: '../../x' },
  { path: 'windows.txt', content: bytes, only: 'joliet' },
  { path: 'linux.txt', content: bytes, only: 'plain' },
  { path: 'null', device: { major: 1, minor: 3 }, mode: 0o020666 },
  { path: 'filled', content: { byteLength: 3, open: () => [bytes], fill: fillFrom(bytes) } },
  { path: 'later', content: { byteLength: 3, open: () => [bytes] } },
  { path: 'latin1', content: new Uint8Array([0xe4]) },
];

function fillFrom(source: Uint8Array) {
  return (target: Uint8Array, offset: number): number => {
    // A byte at a time: what `fill` may do.
    target[0] = source[offset] ?? 0;
    return 1;
  };
}

describe('a tree as Linux sees it', () => {
  const tree = new GuestTree({ entries }, 'linux');

  it.each([
    ['a/b/file.txt', 'text'],
    ['a/other.txt', 'text'],
    ['link/file.txt', 'text'],
    ['a/up', 'text'],
    ['filled', '\u0001\u0002\u0003'],
    ['linux.txt', '\u0001\u0002\u0003'],
    ['latin1', null],
    ['later', undefined],
  ])('has %s', (path, text) => {
    const file = tree.file(path);
    expect(file).toBeDefined();
    expect(file?.text).toBe(text);
  });

  it.each(['A/B/FILE.TXT', 'a', 'empty', 'loop', 'away', 'out', 'windows.txt', 'null', 'none', ''])(
    'has no file %j',
    (path) => {
      expect(tree.file(path)).toBeUndefined();
    },
  );

  it('lists directories that no entry names', () => {
    expect([...(tree.names('a') ?? [])]).toEqual(['b', 'other.txt', 'up']);
    expect([...(tree.names('empty') ?? ['none'])]).toEqual([]);
    expect(tree.names('a/b/file.txt')).toBeUndefined();
    expect(tree.exists('a/b')).toBe(true);
    expect(tree.exists('x')).toBe(false);
  });
});

describe('a tree as Windows sees it', () => {
  const tree = new GuestTree({ entries }, 'windows');

  it('does not look at the case, and has what is in Joliet only', () => {
    expect(tree.file('A/B/File.TXT')?.text).toBe('text');
    expect(tree.file('windows.txt')?.byteLength).toBe(3);
  });

  it.each(['a/up', 'link/file.txt', 'linux.txt', 'null'])('has no %s', (path) => {
    expect(tree.exists(path)).toBe(false);
  });
});

it.each([
  ['openstack//content/./0000', 'openstack/content/0000'],
  ['openstack/../a', 'a'],
  ['openstack/../../a', undefined],
  ['..', undefined],
  ['', ''],
])('the path %j is %j', (path, normal) => {
  expect(normalPath(path)).toBe(normal);
});

it('plain names are those that Linux makes of them, links of one file with them', () => {
  const entries: readonly Entry[] = [
    { path: 'OPENSTACK/LATEST/META_DATA.JSON', content: '{"uuid": "i", "hostname": "web-1"}' },
    { path: 'OPENSTACK/LATEST/USER_DATA', content: '#!/bin/sh\n' },
    { path: 'COPY', sameAs: 'OPENSTACK/LATEST/USER_DATA' },
  ];
  const drive = { label: 'config-2', entries, trees: [{ namespace: 'plain' as const, entries }] };
  const [explanation] = explain(drive, { guests: ['cloud-init'] });
  expect(explanation?.verdict).toBe('taken');
  expect(explanation?.view.hostname).toBe('web-1');
});
