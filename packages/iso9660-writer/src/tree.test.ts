import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { codesOf, file, laidOut } from '../../../test/support/laid-out.ts';
import { plannedImageOf } from './image-layout.ts';
import { firstLinkOf } from './node.ts';
import { type PlannedRecord, recordsOf } from './planned.ts';

/** Records of the plain tree by path. */
function recordsByPath(entries: readonly Entry[]): ReadonlyMap<string, PlannedRecord> {
  const { trees } = plannedImageOf(laidOut(entries));
  const records = trees.slice(0, 1).flatMap(({ directories }) => directories.flatMap((at) => recordsOf(at).slice(2)));
  return new Map(records.map((record) => [record.node.entry?.path ?? record.node.name, record]));
}

describe('paths that are refused', () => {
  it.each([
    ['a//b', ['path-invalid']],
    ['a/', ['path-invalid']],
    ['.', ['path-invalid']],
    ['a/..', ['path-invalid']],
    ['a/../b', ['path-invalid']],
    ['nul\0', ['path-invalid']],
    ['half \ud83d', ['path-invalid']],
    [`a/${'x'.repeat(256)}`, ['name-too-long', 'joliet']],
    [`${'é'.repeat(128)}/b`, ['name-too-long', 'joliet']],
    [`${'x'.repeat(254)}`, ['warning name-cut-by-readers', 'joliet']],
    [`${'x'.repeat(253)}`, ['joliet']],
    ['fine/name with spaces, ünïcödé 漢字 😀 and \n', []],
  ])('%j', (path, codes) => {
    const joliet = codes.includes('joliet') ? false : {};
    expect(codesOf([file(path)], { joliet })).toEqual(codes.filter((code) => code !== 'joliet'));
  });

  it.each([
    ['two files of one path', [file('a'), file('a')], ['path-duplicate']],
    ['a directory described twice', [{ path: 'a' }, { path: 'a' }], ['path-duplicate']],
    ['a file and a directory of one path', [file('a'), { path: 'a' }], ['path-duplicate']],
    ['a file below a file', [file('a'), file('a/b')], ['path-below-file']],
    ['a file below a file, the other way round', [file('a/b'), file('a')], ['path-below-file']],
    ['a file far below a file', [file('a'), file('a/b/c/d')], ['path-below-file']],
    ['a file below a link', [{ path: 'a', target: 'b' }, file('a/b')], ['path-below-file']],
    ['the root as a file', [file('')], ['path-below-file']],
    ['the root twice', [{ path: '' }, { path: '' }], ['path-duplicate']],
  ] as const)('%s', (_, entries, codes) => {
    expect(codesOf(entries)).toEqual(codes);
  });

  it('a directory may be described after what lies in it, and the root at all', () => {
    const records = recordsByPath([file('a/b'), { path: 'a', uid: 7 }, { path: '', uid: 8 }]);
    expect(records.get('a')!.node.entry).toEqual({ path: 'a', uid: 7 });
    expect(records.get('a')!.node.parent.entry).toEqual({ path: '', uid: 8 });
  });
});

describe('hard links, aliases and what shares nothing (R59, R101, R102)', () => {
  const shared = Uint8Array.of(1, 2, 3);
  const factsOf = (records: ReadonlyMap<string, PlannedRecord>) =>
    Object.fromEntries(
      [...records].map(([path, { node }]) => {
        const { serialNumber, linkCount } = firstLinkOf(node);
        return [path, { serial: serialNumber, links: linkCount, block: node.extentOwner?.block }];
      }),
    );

  it('the same content object twice is a hard link: one extent, one serial number, two links', () => {
    const facts = factsOf(
      recordsByPath([file('b/two', { content: shared }), file('a/one', { content: shared }), file('c')]),
    );
    expect(facts['a/one']).toEqual(facts['b/two']);
    expect(facts['a/one']).toMatchObject({ links: 2 });
    expect(facts.c).toMatchObject({ links: 1 });
    expect(facts.c?.block).not.toBe(facts['a/one']?.block);
  });

  it('an alias is a file of its own on the same extent', () => {
    const facts = factsOf(
      recordsByPath([
        file('one', { content: shared }),
        { path: 'two', sameAs: 'one' },
        { path: 'three', sameAs: 'two' },
      ]),
    );
    expect(new Set(Object.values(facts).map(({ serial }) => serial)).size).toBe(3);
    expect(new Set(Object.values(facts).map(({ block }) => block)).size).toBe(1);
    expect(Object.values(facts).map(({ links }) => links)).toEqual([1, 1, 1]);
  });

  it('an alias of a hard link adds no link', () => {
    const facts = factsOf(
      recordsByPath([file('a', { content: shared }), file('b', { content: shared }), { path: 'c', sameAs: 'b' }]),
    );
    expect([facts.a?.links, facts.b?.links, facts.c?.links]).toEqual([2, 2, 1]);
    expect(facts.c?.block).toBe(facts.a?.block);
  });

  it('equal strings, equal bytes in two arrays, empty contents are no links', () => {
    const empty = new Uint8Array(0);
    const facts = factsOf(
      recordsByPath([
        file('a'),
        file('b'),
        file('c', { content: Uint8Array.of(9) }),
        file('d', { content: Uint8Array.of(9) }),
        file('e', { content: empty }),
        file('f', { content: empty }),
      ]),
    );
    expect(new Set(Object.values(facts).map(({ serial }) => serial)).size).toBe(6);
    expect(Object.values(facts).every(({ links }) => links === 1)).toBe(true);
    expect(new Set(['a', 'b', 'c', 'd'].map((path) => facts[path]?.block)).size).toBe(4);
  });

  it('every serial number is its own and not zero; directories count their subdirectories', () => {
    const records = recordsByPath([file('d/e/f'), file('d/g'), { path: 'd/h' }, { path: 'i', target: 'd' }]);
    const serials = [...records.values()].map(({ node }) => node.serialNumber);
    expect(new Set(serials).size).toBe(serials.length);
    expect(serials).not.toContain(0);
    expect(records.get('d')!.node.linkCount).toBe(4);
    expect(records.get('d')!.node.parent.linkCount).toBe(3);
    expect(records.get('d/h')!.node.linkCount).toBe(2);
  });
});
