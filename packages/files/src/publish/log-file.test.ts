import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { openLogFile } from './log-file.ts';

const path = useTemporaryDirectory();
const modeOf = (name: string): number => statSync(path(name)).mode & 0o777;

describe('a log file', () => {
  it('is born 0600 whatever the umask, in place of what had its name', () => {
    writeFileSync(path('elsewhere'), 'stays');
    symlinkSync('elsewhere', path('log'));
    const umask = process.umask(0);
    try {
      const log = openLogFile(path('log'), 'new');
      log.append('one\n');
      log.append('two\n');
      log.close(true);
    } finally {
      process.umask(umask);
    }
    expect([readFileSync(path('log'), 'utf8'), modeOf('log')]).toEqual(['one\ntwo\n', 0o600]);
    expect(readFileSync(path('elsewhere'), 'utf8')).toBe('stays');
  });

  it('goes on where it ended, 0600 again', () => {
    writeFileSync(path('old'), 'before\n');
    chmodSync(path('old'), 0o644);
    const log = openLogFile(path('old'), 'existing');
    log.append('after\n');
    log.close(false);
    expect([readFileSync(path('old'), 'utf8'), modeOf('old')]).toEqual(['before\nafter\n', 0o600]);
  });

  it('is not reached through a link, and must be there to go on', () => {
    writeFileSync(path('target'), '');
    symlinkSync('target', path('link'));
    expect(() => openLogFile(path('link'), 'existing')).toThrow(
      expect.objectContaining({ name: 'StorageError', code: 'path-invalid', errno: 'ELOOP' }),
    );
    expect(() => openLogFile(path('missing'), 'existing')).toThrow(expect.objectContaining({ code: 'file-missing' }));
  });

  it('tells a full device', () => {
    // A name beside /dev/full cannot be made in a test; the device itself is an existing file to append to.
    expect(() => openLogFile('/dev/full', 'existing').append('text')).toThrow(
      expect.objectContaining({ code: 'no-space', step: 'append' }),
    );
  });
});
