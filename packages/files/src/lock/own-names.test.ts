import { describe, expect, it } from 'vitest';
import {
  isDraftUnder,
  isLockOn,
  isStagedCopyName,
  lockName,
  ownerInName,
  stagedCopyName,
  tempName,
} from './own-names.ts';
import { identityOf, ownIdentity } from './process-identity.ts';

const RANDOM = '0123456789abcdef0123456789abcdef';
const own = identityOf(ownIdentity());

describe('names of the library’s own files', () => {
  it('are hidden, say what they are, and whose', () => {
    expect(tempName()).toMatch(/^\.configdrive-[0-9a-f]{32}-[0-9a-z.]+\.draft$/);
    expect(lockName('drive.iso')).toMatch(/^\.configdrive-[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-z.]+\.claim$/);
    expect(stagedCopyName('drive.iso')).toMatch(/^\.configdrive-[0-9a-f]{32}\.next$/);
    for (const name of [tempName(), tempName('drive.iso'), lockName('drive.iso')])
      expect(ownerInName(name)).toEqual({ owner: own });
  });

  it('never come twice', () => {
    const drafts = Array.from({ length: 1000 }, () => tempName());
    expect(new Set(drafts).size).toBe(1000);
    expect(drafts.some((name) => name.includes('0'.repeat(32)))).toBe(false);
    expect(new Set(Array.from({ length: 300 }, () => lockName('drive.iso'))).size).toBe(300);
  });

  it('have nothing of the image’s name in them, but are the same for the same', () => {
    expect(stagedCopyName('i-2-10-VM.iso')).toBe(stagedCopyName('i-2-10-VM.iso'));
    expect(stagedCopyName('i-2-10-VM.iso')).not.toBe(stagedCopyName('i-2-11-VM.iso'));
    for (const name of [stagedCopyName('i-2-10-VM.iso'), lockName('i-2-10-VM.iso')]) expect(name).not.toContain('VM');
  });

  it('leave room beside a name of 255 bytes', () => {
    const longest = 'x'.repeat(255);
    for (const name of [stagedCopyName(longest), lockName(longest), tempName(longest)])
      expect(name.length).toBeLessThan(160);
  });

  it('tell which image a claim is on', () => {
    const claim = lockName('drive.iso');
    expect(isLockOn('drive.iso', claim)).toBe(true);
    expect(isLockOn('other.iso', claim)).toBe(false);
    expect(isLockOn('drive.iso', claim.replace('.claim', '.draft'))).toBe(false);
    expect(isLockOn('drive.iso', stagedCopyName('drive.iso'))).toBe(false);
    expect(isLockOn('drive.iso', `x${claim}`)).toBe(false);
  });

  it('tell which draft is written under which claim', () => {
    const claim = lockName('drive.iso');
    expect(isDraftUnder(claim, tempName('drive.iso'))).toBe(true);
    const others = [tempName('other.iso'), tempName(), lockName('drive.iso'), stagedCopyName('drive.iso'), 'drive.iso'];
    const ofAnother = tempName('drive.iso').replace(`.${process.pid}.`, '.4000001.');
    for (const name of [...others, ofAnother]) expect(isDraftUnder(claim, name), name).toBe(false);
  });

  it('tell a copy by its name', () => {
    expect(isStagedCopyName(stagedCopyName('drive.iso'))).toBe(true);
    for (const name of [
      'drive.iso',
      tempName(),
      `x${stagedCopyName('a')}`,
      `${stagedCopyName('a')}x`,
      '.configdrive-0.next',
    ])
      expect(isStagedCopyName(name), name).toBe(false);
  });

  it.each([
    ['drive.iso', undefined],
    [`.configdrive-${RANDOM}-unknown.draft`, { owner: undefined }],
    [`.configdrive-${RANDOM}-${RANDOM}-unknown.claim`, { owner: undefined }],
    [
      `.configdrive-${RANDOM}-aaaaaaaa.bbbbbbbb.cccccccc.12.34.draft`,
      { owner: { machine: 'aaaaaaaa', boot: 'bbbbbbbb', scope: 'cccccccc', pid: 12, start: '34' } },
    ],
    [`.configdrive-${RANDOM}-aaaaaaaa.bbbbbbbb.cccccccc.12.34.next`, undefined],
    [`.configdrive-${RANDOM}-aaaaaaaa.bbbbbbbb.cccccccc.12.34.draft~`, undefined],
    [`x.configdrive-${RANDOM}-unknown.draft`, undefined],
    [`.configdrive-${RANDOM}-aaaaaaaa.bbbbbbbb.cccccccc.12.draft`, undefined],
    [`.configdrive-${RANDOM}-aaaaaaaaa.bbbbbbbb.cccccccc.12.34.draft`, undefined],
    [`.configdrive-${RANDOM}0-unknown.draft`, undefined],
    ['.configdrive-0-unknown.draft', undefined],
    [`.other-${RANDOM}-unknown.draft`, undefined],
  ])('%s is somebody’s: %j', (name, expected) => expect(ownerInName(name)).toEqual(expected));
});
