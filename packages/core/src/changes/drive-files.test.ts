/** Files of a drive under change: aliases follow, everything else that shares an extent stays what it was. */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { TIMESTAMP } from '../../../../test/core/helpers.ts';
import { textIn } from '../../../../test/support/contents.ts';
import { DriveContent } from '../drive-content.ts';
import { portable } from '../profiles.ts';
import { DriveFiles } from './drive-files.ts';

const NOW = new Date('2026-07-01T00:00:00Z');
const VM_ID = 'cloudstack/metadata/vm-id.txt';
const VM_ALIAS = 'cloudstack/metadata/vm_id.txt';

const filesOf = (...entries: readonly Entry[]): DriveFiles => new DriveFiles(entries, NOW, portable.aliases);

/** `path: text`, `path = other`, and a star where the date is that of the change. */
const shown = (files: DriveFiles): readonly string[] =>
  files.entries.map(({ path, content, sameAs, modified }) => {
    const text = content === undefined ? '/' : `: ${textIn(content)}`;
    const what = sameAs === undefined ? text : ` = ${sameAs}`;
    return `${path}${what}${modified === NOW ? ' *' : ''}`;
  });

const file = (path: string, text: string): Entry => ({ path, content: utf8Bytes(text), modified: TIMESTAMP });
const alias = (path: string, sameAs: string): Entry => ({ path, sameAs, modified: TIMESTAMP });

describe('a file that is written', () => {
  it('has the new bytes, its attributes and a new date', () => {
    const old = { path: 'a', content: 'old', mode: 0o640, uid: 7, gid: 8, modified: TIMESTAMP };
    const files = filesOf(old);
    files.write('a', 'new');
    expect(files.textAt('a')).toBe('new');
    expect(files.entries).toEqual([{ ...old, content: new DriveContent('new'), modified: NOW }]);
    expect(files.isChanged).toBe(true);
  });

  it('with the same bytes stays the very entry it was', () => {
    const old = file('a', 'same');
    const files = filesOf(old);
    files.write('a', 'same');
    expect(files.entries[0]).toBe(old);
    expect(files.isChanged).toBe(false);
  });

  it('that is new gets the directories that are new', () => {
    const files = filesOf(file('cloudstack/metadata/vm-id.txt', 'x'));
    files.write('cloudstack/password/vm_password.txt', 'y');
    expect(shown(files)).toEqual([`${VM_ID}: x`, 'cloudstack/password/ *', 'cloudstack/password/vm_password.txt: y *']);
  });

  it('in place of a link is a file', () => {
    const files = filesOf({ path: 'a', target: 'b', mode: 0o777 }, file('b', 'x'));
    expect(files.has('a')).toBe(false);
    files.write('a', 'y');
    expect(files.entries).toEqual([file('b', 'x'), { path: 'a', content: new DriveContent('y'), modified: NOW }]);
  });
});

describe('an alias', () => {
  it.each([
    ['by extent', alias(VM_ALIAS, VM_ID)],
    ['by equal bytes', file(VM_ALIAS, 'old')],
  ])('%s follows', (_, entry) => {
    const files = filesOf(file(VM_ID, 'old'), entry);
    files.write(VM_ID, 'new');
    expect(shown(files)).toEqual([`${VM_ID}: new *`, `${VM_ALIAS} = ${VM_ID} *`]);
  });

  it('that the image has first follows, too', () => {
    const files = filesOf(file(VM_ALIAS, 'old'), alias(VM_ID, VM_ALIAS));
    files.write(VM_ID, 'new');
    expect(shown(files)).toEqual([`${VM_ALIAS} = ${VM_ID} *`, `${VM_ID}: new *`]);
  });

  it('that is a hard link stays one', () => {
    const content = utf8Bytes('old');
    const files = filesOf({ path: VM_ID, content }, { path: VM_ALIAS, content });
    files.write(VM_ID, 'new');
    expect(files.contentAt(VM_ALIAS)).toBe(files.contentAt(VM_ID));
    expect(shown(files)).toEqual([`${VM_ID}: new *`, `${VM_ALIAS}: new *`]);
  });

  it('by name only is a file of its own', () => {
    const files = filesOf(file(VM_ID, 'old'), file(VM_ALIAS, 'another'));
    files.write(VM_ID, 'new');
    expect(shown(files)).toEqual([`${VM_ID}: new *`, `${VM_ALIAS}: another`]);
  });

  it('of a profile of the caller’s own follows', () => {
    const files = new DriveFiles([file('a', 'old'), alias('b', 'a')], NOW, [['b', 'a']]);
    files.write('a', 'new');
    expect(shown(files)).toEqual(['a: new *', 'b = a *']);
  });

  it('goes with its file', () => {
    const files = filesOf(file(VM_ID, 'old'), alias(VM_ALIAS, VM_ID), file('a', 'x'));
    files.remove(VM_ID);
    expect(shown(files)).toEqual(['a: x']);
    expect([...files.paths]).toEqual(['a']);
  });
});

describe('other names on the same extent', () => {
  const others = [file(VM_ID, 'old'), alias('a', VM_ID), alias('b', 'a'), alias(VM_ALIAS, 'b')];

  it('keep their bytes, on an extent that they share from now on', () => {
    const files = filesOf(...others);
    files.write(VM_ID, 'new');
    expect(shown(files)).toEqual([`${VM_ID}: new *`, 'a: old', 'b = a', `${VM_ALIAS} = ${VM_ID} *`]);
  });

  it('keep them when the file goes', () => {
    const files = filesOf(...others);
    files.remove(VM_ID);
    expect(shown(files)).toEqual(['a: old', 'b = a']);
  });

  it('keep them when one of theirs is changed', () => {
    const files = filesOf(file('a', 'old'), alias('b', 'a'), alias(VM_ID, 'b'));
    files.write('b', 'new');
    expect(shown(files)).toEqual(['a: old', 'b: new *', `${VM_ID} = a`]);
  });

  it('that are hard links keep them, too', () => {
    const content = utf8Bytes('old');
    const files = filesOf({ path: 'a', content }, { path: 'b', content });
    files.write('a', 'new');
    expect(shown(files)).toEqual(['a: new *', 'b: old']);
    expect(files.contentAt('b')).toBe(content);
  });
});

describe('a file that is removed', () => {
  it('is gone, and can be written anew', () => {
    const files = filesOf(file('a', 'old'), file('b', 'x'));
    files.remove('a');
    files.remove('no such');
    expect(files.has('a')).toBe(false);
    files.write('a', 'new');
    expect(shown(files)).toEqual(['b: x', 'a: new *']);
  });
});

describe('contents', () => {
  it('of every kind that is at hand are read', () => {
    const oneByOne = (target: Uint8Array): number => {
      target.set([97]);
      return 1;
    };
    const filled = { byteLength: 3, open: () => [], fill: oneByOne };
    const files = filesOf(
      { path: 'text', content: 'aaa' },
      { path: 'fill', content: filled },
      { path: 'ended', content: { ...filled, fill: () => 0 } },
      { path: 'endless', content: { ...filled, byteLength: 2 ** 40 } },
      { path: 'no length', content: { ...filled, byteLength: Number.NaN } },
      { path: 'later', content: { byteLength: 3, open: () => [] } },
      { path: 'binary', content: new Uint8Array([0xff]) },
      { path: 'alias', sameAs: 'text' },
      { path: 'astray', sameAs: 'nowhere' },
      { path: 'round', sameAs: 'round' },
    );
    const texts = Object.fromEntries(Array.from(files.paths, (path) => [path, files.textAt(path)]));
    const none = ['ended', 'endless', 'no length', 'later', 'binary', 'astray', 'round'].map((path) => [
      path,
      undefined,
    ]);
    expect(texts).toStrictEqual({ ...Object.fromEntries(none), text: 'aaa', fill: 'aaa', alias: 'aaa' });
    expect(files.bytesAt('binary')).toEqual(new Uint8Array([0xff]));
  });
});
