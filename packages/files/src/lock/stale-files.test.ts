/** What dead processes left, looked for now and then. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { closeTarget, openTarget, type Target } from '../target.ts';
import { lockName, tempName } from './own-names.ts';
import { isStale, removeIfStale, removeStaleFiles } from './stale-files.ts';

const DEAD_ID = 4_000_001;
const MIN_WRITES = 64;

describe.runIf(process.platform === 'linux')('what writers leave', () => {
  const path = useTemporaryDirectory();
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(path('drives-'));
  });

  const deadDraft = (): string => tempName().replace(`.${process.pid}.`, `.${DEAD_ID}.`);
  const put = (name: string): string => {
    writeFileSync(join(directory, name), '');
    return name;
  };
  const isThere = (name: string): boolean => existsSync(join(directory, name));

  function withTarget<Result>(use: (target: Target) => Result): Result {
    const target = openTarget(join(directory, 'drive.iso'), {});
    try {
      return use(target);
    } finally {
      closeTarget(target);
    }
  }

  const look = (): void => withTarget(removeStaleFiles);

  /** Looks until the directory has been looked through: it may have the number of one that was removed, and what that had left. */
  function lookThrough(): void {
    const draft = put(deadDraft());
    while (isThere(draft)) look();
  }

  it('is removed where it is of the dead; of the living, and of nobody, it stays', () => {
    const dead = [deadDraft(), lockName('a.iso').replace(`.${process.pid}.`, `.${DEAD_ID}.`)].map(put);
    const others = [tempName(), lockName('a.iso'), 'drive.iso', '.configdrive-0.next'].map(put);
    lookThrough();
    expect(dead.filter(isThere)).toEqual([]);
    expect(others.filter((name) => !isThere(name))).toEqual([]);
  });

  it('is looked for by the first writer of a directory, and again after 64', () => {
    lookThrough();
    const draft = put(deadDraft());
    for (let count = 0; count < MIN_WRITES; count++) look();
    expect(isThere(draft)).toBe(true);
    look();
    expect(isThere(draft)).toBe(false);
  });

  it('is looked for less often among many files: once in a 16th of their number', () => {
    const FILES = 1120;
    for (let index = 1; index < FILES; index++) put(`${index}.iso`);
    lookThrough();
    const draft = put(deadDraft());
    for (let count = 0; count < FILES / 16; count++) look();
    expect(isThere(draft)).toBe(true);
    look();
    expect(isThere(draft)).toBe(false);
  });

  it('is looked for in every directory by itself', () => {
    lookThrough();
    const draft = put(deadDraft());
    const first = directory;
    directory = mkdtempSync(path('drives-'));
    lookThrough();
    directory = first;
    expect(isThere(draft)).toBe(true);
  });

  it('is not looked for where the directory is not open, and a look that fails is none', () => {
    const draft = put(deadDraft());
    withTarget((target) => {
      removeStaleFiles({ ...target, identity: undefined });
      expect(isThere(draft)).toBe(true);
      expect(() => removeStaleFiles({ ...target, directoryPath: '/nowhere', identity: 'elsewhere' })).not.toThrow();
    });
  });

  it('forgets directories before there are too many of them to remember', () => {
    withTarget((target) => {
      for (let index = 0; index < 1100; index++) removeStaleFiles({ ...target, identity: `other ${index}` });
      const draft = put(deadDraft());
      // The 1,024 that filled the table are forgotten, so one of them is new again.
      removeStaleFiles({ ...target, identity: 'other 0' });
      expect(isThere(draft)).toBe(false);
      const later = put(deadDraft());
      removeStaleFiles({ ...target, identity: 'other 1099' });
      expect(isThere(later)).toBe(true);
    });
  });

  it('is told by its name alone, and removed once', () => {
    const draft = put(deadDraft());
    expect(isStale(directory, draft)).toBe(true);
    expect(isStale(directory, tempName())).toBe(false);
    expect(isStale(directory, 'drive.iso')).toBe(false);
    withTarget((target) => {
      expect(removeIfStale(target, 'drive.iso')).toBe(false);
      expect(removeIfStale(target, draft)).toBe(true);
      expect(removeIfStale(target, draft)).toBe(true);
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('that cannot be removed is told all the same', () => {
    const draft = deadDraft();
    mkdirSync(join(directory, draft));
    withTarget((target) => expect(removeIfStale(target, draft)).toBe(true));
    expect(isThere(draft)).toBe(true);
  });
});
