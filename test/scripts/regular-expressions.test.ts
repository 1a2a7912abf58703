/** The script that looks at regular expressions finds what it is there to find. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../support/run.ts';
import { withTemporaryDirectory } from '../support/temporary.ts';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/regular-expressions.mjs');

const complaintsOn = (text: string): string =>
  withTemporaryDirectory((folder) => {
    const file = join(folder, 'a.ts');
    writeFileSync(file, text);
    const { status, stdout } = run(process.execPath, [SCRIPT, file]);
    const complaints = status === 0 ? '' : stdout.toString();
    expect(status).toBe(complaints === '' ? 0 : 1);
    return complaints;
  });

describe('regular expressions', () => {
  it.each([
    ['that begins anew at every character of a run', 'const a = / +$/;', 'square time (Move)'],
    ['of two runs of one kind', 'const a = /^ *(?:b| )*c/;', 'square time (Trade)'],
    ['of runs of runs', 'const a = /^(?:a+)+$/;', 'exponential time (Self)'],
    ['in an expression in a class', 'class A { b = (t: string): string => t.replace(/\\s+$/g, ""); }', 'square time'],
    ['that is made', 'const a = (b: string) => new RegExp(b);', 'not in the table MADE'],
  ])('one %s is found', (_, text, complaint) => {
    expect(complaintsOn(text)).toContain(complaint);
  });

  it.each(['const a = /^ +/;', 'const a = /^[a-z]+ *$/;', "const a = '/ +$/';", '// / +$/'])(
    'nothing is found in %s',
    (text) => {
      expect(complaintsOn(text)).toBe('');
    },
  );
});
