/** Through a link, a file that was being written over (`keepInode`) was read as the mixture it was: its copy lies beside it, not beside the link. */

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileSource } from '@configdrive/files';
import { describe, expect, it } from 'vitest';
import { stagedCopyName } from '../../packages/files/src/lock/own-names.ts';
import { writeTrailer } from '../../packages/files/src/read/staged-copy.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const NEW = Buffer.from('the new content');
const MIXTURE = 'the mixtntent';

describe('reading through a link what is being written over', () => {
  const path = useTemporaryDirectory();

  function interrupted(): string {
    const directory = path('storage');
    mkdirSync(directory, { recursive: true });
    const drive = `${directory}/drive.iso`;
    writeFileSync(drive, MIXTURE, { mode: 0o600 });
    const fd = openSync(`${directory}/${stagedCopyName('drive.iso')}`, 'w', 0o600);
    writeFileSync(fd, NEW);
    writeTrailer(fd, NEW.byteLength, createHash('sha256').update(NEW).digest(), drive);
    closeSync(fd);
    return drive;
  }

  function read(link: string): string {
    const source = fileSource(link);
    try {
      return Buffer.from(source.read(0, source.byteLength)).toString();
    } finally {
      source.close();
    }
  }

  it.each([
    ['a link to it', ['link', 'storage/drive.iso']],
    ['a link with another name, absolute', ['other.iso', '/drive.iso']],
    ['a link to a link', ['far', 'near'], ['near', 'storage/drive.iso']],
    ['a link to its directory', ['linked', 'storage']],
  ])('%s leads to the new content', (_what, [first = '', target = ''], ...others) => {
    const drive = interrupted();
    for (const [name = '', to = ''] of [[first, target], ...others]) {
      rmSync(path(name), { force: true });
      symlinkSync(to.startsWith('/') ? drive : to, path(name));
    }
    expect(read(first === 'linked' ? `${path(first)}/drive.iso` : path(first))).toBe(NEW.toString());
  });

  it('a descriptor does, as long as the file has its name', () => {
    const drive = interrupted();
    const fd = openSync(drive, 'r');
    try {
      expect(read(`/proc/self/fd/${fd}`)).toBe(NEW.toString());
      writeFileSync(path('storage/new'), 'somebody else’s');
      renameSync(path('storage/new'), drive);
      expect(read(`/proc/self/fd/${fd}`)).toBe(MIXTURE);
    } finally {
      closeSync(fd);
    }
  });

  it('keeps nothing open but what it reads', () => {
    const drive = interrupted();
    symlinkSync(drive, path('counted'));
    const before = readdirSync('/proc/self/fd').length;
    const source = fileSource(path('counted'));
    expect(readdirSync('/proc/self/fd')).toHaveLength(before + 1);
    source.close();
    expect(readdirSync(dirname(drive))).toHaveLength(2);
  });
});
