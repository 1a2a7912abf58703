import { describe, expect, it } from 'vitest';
import { claimName, draftName, isClaimOn, isNext, nextName, ownerInName } from './own-names.ts';
import { ownerOf, ownOwner } from './owner.ts';

const RANDOM = '0123456789abcdef0123456789abcdef';
const own = ownerOf(ownOwner());

describe('names of the library’s own files', () => {
  it('are hidden, say what they are, and whose', () => {
    expect(draftName()).toMatch(/^\.configdrive-[0-9a-f]{32}-[0-9a-z.]+\.draft$/);
    expect(claimName('drive.iso')).toMatch(/^\.configdrive-[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-z.]+\.claim$/);
    expect(nextName('drive.iso')).toMatch(/^\.configdrive-[0-9a-f]{32}\.next$/);
    for (const name of [draftName(), claimName('drive.iso')]) expect(ownerInName(name)).toEqual({ owner: own });
  });

  it('never come twice', () => {
    const drafts = Array.from({ length: 1000 }, draftName);
    expect(new Set(drafts).size).toBe(1000);
    expect(drafts.some((name) => name.includes('0'.repeat(32)))).toBe(false);
    expect(new Set(Array.from({ length: 300 }, () => claimName('drive.iso'))).size).toBe(300);
  });

  it('have nothing of the image’s name in them, but are the same for the same', () => {
    expect(nextName('i-2-10-VM.iso')).toBe(nextName('i-2-10-VM.iso'));
    expect(nextName('i-2-10-VM.iso')).not.toBe(nextName('i-2-11-VM.iso'));
    for (const name of [nextName('i-2-10-VM.iso'), claimName('i-2-10-VM.iso')]) expect(name).not.toContain('VM');
  });

  it('leave room beside a name of 255 bytes', () => {
    const longest = 'x'.repeat(255);
    for (const name of [nextName(longest), claimName(longest), draftName()]) expect(name.length).toBeLessThan(160);
  });

  it('tell which image a claim is on', () => {
    const claim = claimName('drive.iso');
    expect(isClaimOn('drive.iso', claim)).toBe(true);
    expect(isClaimOn('other.iso', claim)).toBe(false);
    expect(isClaimOn('drive.iso', claim.replace('.claim', '.draft'))).toBe(false);
    expect(isClaimOn('drive.iso', nextName('drive.iso'))).toBe(false);
    expect(isClaimOn('drive.iso', `x${claim}`)).toBe(false);
  });

  it('tell a copy by its name', () => {
    expect(isNext(nextName('drive.iso'))).toBe(true);
    for (const name of ['drive.iso', draftName(), `x${nextName('a')}`, `${nextName('a')}x`, '.configdrive-0.next'])
      expect(isNext(name), name).toBe(false);
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
