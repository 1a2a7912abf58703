/**
 * Every system call of publishing fails once, in every way a disk has, and the process dies before every one of them.
 * What must hold is one sentence: the old file or the new one, whole, private, and nothing else.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finishInterrupted } from '@configdrive/storage';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type Call, type Outcome, trace } from './faults.ts';
import { BYTE_LENGTH, OLD, type Stage, stageOf, type Variant } from './stage.ts';

const replacing: Variant = { title: 'replacing', sync: true, options: {}, replaces: true };
const creating: Variant = { title: 'creating once', sync: true, options: { ifAbsent: true }, replaces: false };
const matching: Variant = {
  title: 'replacing what matches',
  sync: true,
  options: { ifMatch: createHash('sha256').update(OLD).digest('hex') },
  replaces: true,
};
const keeping: Variant = { ...replacing, options: { replace: 'keepInode' } };
const variants: readonly Variant[] = [
  replacing,
  creating,
  matching,
  { ...keeping, title: 'keeping the inode of a shorter file' },
  { ...keeping, title: 'keeping the inode of a longer file', oldByteLength: BYTE_LENGTH + 5000 },
  { ...replacing, title: 'replacing, asynchronously', sync: false },
  { ...replacing, title: 'replacing, not durable, for a group', options: { durable: false, group: 0, mode: 0o640 } },
];

/** All of them every night, the two that disks are known for with every commit. */
const everyErrno = process.env.CONFIGDRIVE_NIGHTLY === '1';
const errnos = everyErrno ? ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE'] : ['ENOSPC', 'EIO'];

/** Steps after which the new file is in place. */
const LATE_STEPS = ['remove-draft', 'remove-next', 'release', 'sync-directory'];
/** Steps that a complete copy of the new file survives. */
const MIXTURE_STEPS = ['copy', 'sync-old'];

const touchesDraft = ({ text }: Call): boolean => text.includes('.draft>');
const listsDirectory = ({ text }: Call): boolean => /"\/proc\/self\/fd\/[0-9]+", /.test(text);

/** Closing what was never written through; looking for what dead processes left. */
const mayFailInSilence = (call: Call, calls: readonly Call[]): boolean =>
  (call.name === 'close' && !touchesDraft(call)) || call === calls.find(listsDirectory);

withForeign(['strace'], 'publishing, one broken system call at a time', ({ strace }) => {
  const path = useTemporaryDirectory();
  const stage = stageOf(strace, path);

  describe.each(variants)('$title', (variant) => {
    it.each(errnos)('tells every %s and loses nothing', (errno) => {
      for (const position of stage.record(variant).keys()) {
        const { outcome, call } = stage.playBroken(variant, position, `error=${errno}`);
        const maySucceed = mayFailInSilence(call, stage.record(variant));
        expect(outcome, call.text).toMatchObject(maySucceed ? { ok: true } : { ok: false, name: 'StorageError' });
        expectHonest(variant, stage, outcome!, call);
      }
    });

    it('is old or new, whole and private, after a kill at every call', async () => {
      const states: string[] = [];
      for (const position of stage.record(variant).keys()) {
        const { call } = stage.playBroken(variant, position, 'signal=KILL');
        expect(stage.drafts().length, call.text).toBeLessThanOrEqual(1);
        expect(stage.claims().length, call.text).toBeLessThanOrEqual(1);
        expect(stage.copies().length, call.text).toBeLessThanOrEqual(1);
        states.push(stage.state());
        await expectFinished(stage);
      }
      const first = variant.replaces ? 'old' : 'absent';
      expect(states.join(' ')).toMatch(new RegExp(`^(${first} )+new( new)*$`));
    });
  });

  it('makes these calls and no more', () => {
    const names = (variant: Variant): string =>
      stage
        .record(variant)
        .map(({ name }) => name)
        .join(' ');
    const filling = 'openat statx statx openat close statx openat fchmod write';
    expect(names(replacing)).toBe(`${filling} fsync statx close rename fsync close`);
    expect(names(creating)).toBe(`${filling} fsync statx close link unlink fsync close`);
    const claiming = 'openat close openat close statx';
    const comparing = 'openat statx close';
    expect(names(matching)).toBe(`${filling} fsync statx close ${claiming} ${comparing} rename unlink fsync close`);
    expect(names({ ...replacing, options: { durable: false } })).toBe(`${filling} statx close rename close`);
  });

  const positionOf = (variant: Variant, name: string, fits: (call: Call) => boolean = () => true): number =>
    stage.record(variant).findIndex((call) => call.name === name && fits(call));

  it('makes the names of the directories it makes durable, too', () => {
    const top = path('new');
    mkdirSync(top);
    const job = { path: join(top, 'a/b/drive.iso'), byteLength: 1, byte: 0x41, options: { makeDirectories: true } };
    expect(trace(strace, job, path('strace.log')).outcome).toEqual({ ok: true });
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
    const { outcome } = stage.playBroken(replacing, positionOf(replacing, 'write'), 'retval=0');
    expect(outcome).toMatchObject({ code: 'no-space', step: 'write' });
  });

  it('does not believe a disk that takes less than it says', () => {
    const { outcome } = stage.playBroken(replacing, positionOf(replacing, 'write'), `retval=${BYTE_LENGTH}`);
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

/** What is on the disk is what the outcome says. */
function expectHonest(variant: Variant, stage: Stage, outcome: Outcome, { text }: Call): void {
  const isNew = outcome.ok || [...LATE_STEPS, ...MIXTURE_STEPS].includes(outcome.step);
  expect(stage.state(), text).toBe(isNew ? 'new' : variant.replaces ? 'old' : 'absent');
  expect(stage.drafts(), text).toEqual([]);
  const hasCopy = !outcome.ok && ['remove-next', ...MIXTURE_STEPS].includes(outcome.step);
  expect(stage.copies(), text).toHaveLength(hasCopy ? 1 : 0);
  const keepsClaim = !outcome.ok && outcome.step === 'release';
  expect(stage.claims(), text).toHaveLength(keepsClaim ? 1 : 0);
  if (!outcome.ok) expect(outcome.message).not.toContain('AAAA');
}

/** The file itself is what the library reads, as soon as anybody does something with it; the copy of it is gone. */
async function expectFinished(stage: Stage): Promise<void> {
  const before = stage.state();
  if (before === 'absent') return;
  const hadCopy = stage.copies().length > 0;
  expect(await finishInterrupted(join(stage.directory(), 'drive.iso'))).toBe(hadCopy);
  expect([stage.state(), stage.copies()]).toEqual([before, []]);
}
