/**
 * Every system call of publishing fails once, in every way a disk has, and the process dies before every one of them.
 * What must hold is one sentence: the old file or the new one, whole, private, and nothing else.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { breakEveryCall, ENUMERATION, ERRNOS, killAtEveryCall, looksAtDirectory, touchesDraft } from './enumeration.ts';
import { type Call, playOf, trace } from './faults.ts';
import { BYTE_LENGTH, OLD, publishing, stageOf, type Variant } from './stage.ts';

const onto = { before: OLD };
const ontoLonger = { before: Buffer.alloc(BYTE_LENGTH + 5000, OLD) };
const keepInode = { replace: 'keepInode' } as const;
const replacing = publishing('replacing', {}, onto);
const creating = publishing('creating once', { ifAbsent: true }, { before: undefined });
const matching = publishing(
  'replacing what matches',
  { ifMatch: createHash('sha256').update(OLD).digest('hex') },
  onto,
);
const variants: readonly Variant[] = [
  replacing,
  creating,
  matching,
  publishing('keeping the inode of a shorter file', keepInode, onto),
  publishing('keeping the inode of a longer file', keepInode, ontoLonger),
];
const onlyLong: readonly Variant[] = [
  publishing('replacing, not durable, for a group', { durable: false, group: 0, mode: 0o640 }, onto),
];

withForeign(['strace'], 'publishing, one broken system call at a time', ({ strace }) => {
  const path = useTemporaryDirectory();
  const stage = stageOf(strace, path);

  describe.each(isLong ? [...variants, ...onlyLong] : variants)('$title', ENUMERATION, (variant) => {
    it.each(ERRNOS)('tells every %s and loses nothing', (errno) => breakEveryCall(stage, variant, errno));

    it('is old or new, whole and private, after a kill at every call', () => killAtEveryCall(stage, variant));
  });

  it('makes these calls and no more', () => {
    const names = (variant: Variant): string =>
      stage
        .record(variant)
        .filter((call) => !looksAtDirectory(call))
        .map(({ name }) => name)
        .join(' ');
    expect(stage.record(replacing).filter(looksAtDirectory).length).toBeGreaterThan(2);
    const filling = 'openat statx statx openat close statx openat fchmod pwrite64';
    expect(names(replacing)).toBe(`${filling} fsync statx close rename fsync close`);
    expect(names(creating)).toBe(`${filling} fsync statx close link unlink fsync close`);
    const claiming = 'openat close openat close statx';
    const comparing = 'openat statx close';
    expect(names(matching)).toBe(`${filling} fsync statx close ${claiming} ${comparing} rename unlink fsync close`);
    expect(names(publishing('replacing, not durable', { durable: false }, onto))).toBe(
      `${filling} statx close rename close`,
    );
  });

  const positionOf = (variant: Variant, name: string, fits: (call: Call) => boolean = () => true): number =>
    stage.record(variant).findIndex((call) => call.name === name && fits(call));

  it('makes the names of the directories it makes durable, too', () => {
    const top = path('new');
    mkdirSync(top);
    const job = { path: join(top, 'a/b/drive.iso'), byteLength: 1, byte: 0x41, options: { makeDirectories: true } };
    expect(trace(strace, playOf(job), path('strace.log')).outcome).toEqual({ ok: true });
    const flushed = [...readFileSync(path('strace.log'), 'utf8').matchAll(/fsync\(\d+<([^>]*)>/g)].map(
      ([, file]) => file,
    );
    expect(flushed).toEqual([`${top}/a`, top, expect.stringMatching(/\/a\/b\/\.configdrive-.*\.draft$/), `${top}/a/b`]);
  });

  it('does not flush again after a failed flush', () => {
    const { outcome, calls } = stage.playBroken(replacing, positionOf(replacing, 'fsync'), 'error=EIO');
    expect(outcome).toMatchObject({ code: 'io-failed', step: 'sync' });
    expect(calls.filter(({ name }) => name === 'fsync')).toHaveLength(1);
  });

  it('takes it well when directories cannot be flushed on this file system', () => {
    const position = positionOf(replacing, 'fsync', (call) => !touchesDraft(call));
    expect(stage.playBroken(replacing, position, 'error=EINVAL').outcome).toEqual({ ok: true });
    expect(stage.state()).toBe('new');
  });

  it('does not believe a disk that takes nothing', () => {
    const { outcome } = stage.playBroken(replacing, positionOf(replacing, 'pwrite64'), 'retval=0');
    expect(outcome).toMatchObject({ code: 'no-space', step: 'write' });
  });

  it('does not believe a disk that takes less than it says', () => {
    const { outcome } = stage.playBroken(replacing, positionOf(replacing, 'pwrite64'), `retval=${BYTE_LENGTH}`);
    expect(outcome).toMatchObject({ code: 'size-differs', step: 'measure' });
    expect([stage.state(), stage.drafts()]).toEqual(['old', []]);
  });

  it('takes another name when the temporary one exists', () => {
    const position = positionOf(replacing, 'openat', ({ text }) => text.includes('.draft'));
    expect(stage.playBroken(replacing, position, 'error=EEXIST').outcome).toEqual({ ok: true });
    expect([stage.state(), stage.drafts()]).toEqual(['new', []]);
  });

  it('names the temporary file that it could not remove', () => {
    const { outcome } = stage.play(replacing, [
      { call: { name: 'rename' }, fault: 'error=EIO' },
      { call: { name: 'unlink' }, fault: 'error=EACCES' },
    ]);
    const [leftover = ''] = stage.drafts();
    expect(outcome).toMatchObject({ code: 'io-failed', step: 'rename', leftover: join(stage.directory(), leftover) });
    expect(outcome).toMatchObject({ message: expect.stringContaining(leftover) });
    expect(stage.state()).toBe('old');
  });

  it('says when a file system has no hard links to create once with', () => {
    const { outcome } = stage.play(creating, [{ call: { name: 'link' }, fault: 'error=EPERM' }]);
    expect(outcome).toMatchObject({ code: 'create-once-unsupported', step: 'link' });
    expect([stage.state(), stage.drafts()]).toEqual(['absent', []]);
  });
});
