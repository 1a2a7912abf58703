import { mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../test/support/temporary.ts';
import {
  closeTarget,
  heldPathOf,
  openTarget,
  pathIn,
  syncDirectory,
  type Target,
  type TargetOptions,
} from './target.ts';

const path = useTemporaryDirectory();
const open: Target[] = [];
afterEach(() => {
  for (const target of open.splice(0)) closeTarget(target);
});

function opened(name: string, options: TargetOptions = {}): Target {
  const target = openTarget(path(name), options);
  open.push(target);
  return target;
}

const storageError = (code: string) => expect.objectContaining({ name: 'StorageError', code });

describe('the place of a file', () => {
  it.each(['', '.', '..', 'a/', 'a/..', 'a\0b'])('is no file for %j', (name) => {
    expect(() => openTarget(name === '' ? '' : `${path('x')}/${name}`, {})).toThrow(storageError('path-invalid'));
  });

  it('is the same whatever the path to its directory', () => {
    mkdirSync(path('directory'));
    symlinkSync('directory', path('link'));
    expect(opened('link/file').identity).toBe(opened('directory/file').identity);
    expect(opened('link/file').identity).not.toBe(opened('file').identity);
  });

  it('may be a new name, a file, or a link, which is replaced', () => {
    writeFileSync(path('file'), '');
    symlinkSync('nowhere', path('dangling'));
    symlinkSync('loop', path('loop'));
    for (const name of ['new', 'file', 'dangling', 'loop']) expect(opened(name).name).toBe(name);
    expect(readlinkSync(path('loop'))).toBe('loop');
  });

  it('is refused for what is no file, and for links to it', () => {
    mkdirSync(path('folder'));
    symlinkSync('/dev/null', path('null'));
    for (const name of ['folder', 'null']) expect(() => opened(name)).toThrow(storageError('not-a-file'));
  });

  it('is refused for what is there, where a new name is wanted', () => {
    writeFileSync(path('old'), '');
    expect(() => opened('old', { ifAbsent: true })).toThrow(storageError('already-exists'));
    expect(opened('newer', { ifAbsent: true }).name).toBe('newer');
  });

  it('is refused where its directory is missing', () => {
    expect(() => opened('missing/file')).toThrow('the directory does not exist');
  });
});

describe('a directory that is not open', () => {
  const target = {
    path: 'a',
    directory: '/d',
    name: 'a',
    directoryFd: undefined,
    directoryPath: '/d',
    identity: undefined,
  };

  it('is reached by its path, and neither flushed nor closed', async () => {
    expect(heldPathOf('/d', undefined)).toBe('/d');
    expect(pathIn(target, 'a')).toBe('/d/a');
    await expect(syncDirectory(target)).resolves.toBeUndefined();
    expect(() => closeTarget(target)).not.toThrow();
  });

  it('cannot be flushed by a descriptor of nothing, which is told', async () => {
    await expect(syncDirectory({ path: 'a', directoryFd: 999_999 })).rejects.toEqual(storageError('io-failed'));
    expect(() => closeTarget({ directoryFd: 999_999 })).not.toThrow();
  });
});
