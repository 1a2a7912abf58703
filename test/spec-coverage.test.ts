/** The table of rules is true, and its script would say so if it were not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from './support/run.ts';
import { useTemporaryDirectory } from './support/temporary.ts';

interface Row {
  codecs: string[];
  tests: string[];
  status: string;
  gap: string;
}

const SCRIPT = fileURLToPath(new URL('../scripts/spec-coverage.mjs', import.meta.url));
const TABLE = new URL('spec-coverage.json', import.meta.url);

describe('the table of rules', () => {
  const directory = useTemporaryDirectory();

  /** What the script says of the table, changed. */
  function complaints(change: (table: Record<string, Row>) => void): readonly string[] {
    const table = JSON.parse(readFileSync(TABLE, 'utf8')) as Record<string, Row>;
    change(table);
    writeFileSync(directory('table.json'), JSON.stringify(table));
    const { status, stderr } = run(process.execPath, [SCRIPT, directory('table.json')]);
    const lines = stderr.split('\n').filter((line) => line !== '');
    expect(status).toBe(lines.length === 0 ? 0 : 1);
    return lines;
  }

  it('is true', () => {
    expect(complaints(() => {})).toEqual([]);
  });

  it.each<[string, (table: Record<string, Row>) => void, string]>([
    ['a missing rule', (table) => delete table.R7, 'the rules are not R1 to R122, each once and in order'],
    [
      'a test that is gone',
      (table) => table.R1?.tests.push('test/gone.test.ts: title'),
      'R1: no test test/gone.test.ts: title',
    ],
    [
      'a title that is gone',
      (table) => table.R1?.tests.push('test/spec-coverage.test.ts: no such\ttitle'),
      'R1: no test',
    ],
    [
      'a codec that is gone',
      (table) => table.R1?.codecs.push('sectors.ts: NOTHING'),
      'R1: no codec sectors.ts: NOTHING',
    ],
    [
      'a field that is not named',
      (table) => table.R103?.codecs.splice(0),
      'system-use.ts: high is not named under R103',
    ],
    ['a proof without a test', (table) => table.R1?.tests.splice(0), 'R1: verified by no test'],
    ['a gap without a word', (table) => Object.assign(table.R5 ?? {}, { gap: '' }), 'R5: not emitted, and no word why'],
    ['another status', (table) => Object.assign(table.R1 ?? {}, { status: 'done' }), 'R1: done is no status'],
  ])('%s is told', (_, change, complaint) => {
    expect(complaints(change).join('\n')).toContain(complaint);
  });
});
