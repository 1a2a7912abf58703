import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../../test/support/temporary.ts';
import { fingerprintOf, hexOf } from './fingerprints.ts';
import { type Journal, type JournalOptions, openJournal } from './journal.ts';
import { recordText } from './journal-records.ts';

const path = useTemporaryDirectory();
const options: JournalOptions = { resume: false, force: false, timestamp: undefined, durable: true };
const first = new Date('2026-03-01T12:34:56Z');

/** Writes down that the drive of a name is made of an input. */
function finish(journal: Journal, name: string, input: string): void {
  const { key } = journal;
  journal.append(recordText(fingerprintOf(key, 'name', name), fingerprintOf(key, 'input', input)));
}

function inputOf({ key, finished }: Journal, name: string): string | undefined {
  const found = finished?.get(fingerprintOf(key, 'name', name));
  return found && hexOf(found);
}

const hexOfInput = ({ key }: Journal, input: string): string => hexOf(fingerprintOf(key, 'input', input));

/** A run that was killed after a few drives. */
function interrupted(name: string): string {
  const file = path(name);
  const journal = openJournal(file, { ...options, timestamp: first });
  finish(journal, 'a', 'one');
  finish(journal, 'b', 'one');
  finish(journal, 'b', 'two');
  journal.close(false);
  return file;
}

describe('a journal', () => {
  it('is 0600 and holds neither names nor inputs, nor plain hashes of them', () => {
    const file = interrupted('secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^\{"schema":"configdrive.batch-journal\/1","key":"[0-9a-f]{64}"\}\n\{"run":"2026-03-01T12:34:56.000Z"\}\n(?:[0-9a-f]{32}\n){3}$/,
    );
    const [one, other] = ['one', 'other'].map((name) => openJournal(path(`key-${name}`), options).key);
    expect(one).not.toEqual(other);
  });

  it('tells a later run what is finished, the last word of each name, and the date of the run it goes on with', () => {
    const journal = openJournal(interrupted('resumed'), { ...options, resume: true });
    expect(journal.timestamp).toEqual(first);
    expect([inputOf(journal, 'a'), inputOf(journal, 'b'), inputOf(journal, 'c')]).toEqual([
      hexOfInput(journal, 'one'),
      hexOfInput(journal, 'two'),
      undefined,
    ]);
    finish(journal, 'c', 'three');
    journal.close(true);
    const third = openJournal(path('resumed'), { ...options, resume: true });
    expect(inputOf(third, 'c')).toBe(hexOfInput(third, 'three'));
    expect(third.timestamp.getTime()).toBeGreaterThan(first.getTime()); // that run came to its end: this is a new one
    third.close(true);
  });

  it('of a run that did not come to its end is not lost without a word', () => {
    const file = interrupted('unfinished');
    expect(() => openJournal(file, options)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'batch-unfinished' }),
    );
    const anew = openJournal(file, { ...options, force: true });
    expect(anew.finished).toBeUndefined();
    anew.close(true);
    openJournal(file, options).close(true);
  });

  it('may end in the middle of anything', () => {
    const whole = readFileSync(interrupted('whole'), 'utf8');
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path('torn'), whole.slice(0, length));
      const journal = openJournal(path('torn'), { ...options, durable: false, resume: true });
      finish(journal, 'after', 'it');
      journal.close(true);
      const next = openJournal(path('torn'), { ...options, durable: false, resume: true });
      expect(inputOf(next, 'after')).toBe(hexOfInput(next, 'it'));
      next.close(true);
    }
    appendFileSync(path('whole'), '\0'.repeat(4096)); // what a power cut may leave
    const journal = openJournal(path('whole'), { ...options, resume: true });
    expect(inputOf(journal, 'a')).toBe(hexOfInput(journal, 'one'));
    journal.close(false);
  });

  it('is no other file', () => {
    for (const text of ['{"schema":"configdrive.batch-journal/2"}\n', 'hello\n', `${'x'.repeat(1000)}\n`, '\n\n']) {
      writeFileSync(path('other'), text);
      expect(() => openJournal(path('other'), { ...options, resume: true })).toThrow(
        expect.objectContaining({ code: 'journal-invalid' }),
      );
      expect(readFileSync(path('other'), 'utf8')).toBe(text);
    }
  });
});
