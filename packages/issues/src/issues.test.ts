import { describe, expect, it } from 'vitest';
import {
  InvalidImageError,
  InvalidInputError,
  type Issue,
  internalError,
  issueText,
  placeText,
  printable,
  refuseErrors,
  unreachable,
} from './index.ts';

const issue = (code: string, severity: Issue['severity'] = 'error'): Issue => ({
  code,
  severity,
  place: ['entries', 'a/b'],
  rule: 'R1',
  message: `is ${code}`,
});

describe('places', () => {
  it.each([
    [[], ''],
    [['nics', 1, 'ipv4', 'gateway'], 'nics[1].ipv4.gateway'],
    [['entries', 'a/b.txt', 'mode'], 'entries["a/b.txt"].mode'],
    [[0, 'a'], '[0].a'],
    [['a b'], 'a b'],
    [['entries', ''], 'entries[""]'],
    [['entries', 'a\nb'], 'entries["a\\u000ab"]'],
    [['vm-data', 'x-y'], 'vm-data.x-y'],
    [['block', 16, 'byte', 40], 'block[16].byte[40]'],
  ])('%j', (place, text) => {
    expect(placeText(place)).toBe(text);
  });
});

describe('text from outside', () => {
  it.each([
    ['a\u001b[31mb', 'a\\u001b[31mb'],
    ['a\u0085b\u009f', 'a\\u0085b\\u009f'],
    ['\u202eevil', '\\u202eevil'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['\ufeffx\u2028', '\\ufeffx\\u2028'],
    ['half \ud83d', 'half \\ud83d'],
    ['é漢😀 fine', 'é漢😀 fine'],
  ])('%j is printable', (text, safe) => {
    expect(printable(text)).toBe(safe);
  });
});

describe('issues', () => {
  it('are one line with place and rule, where there are any', () => {
    expect(issueText(issue('bad'))).toBe('entries["a/b"]: is bad (R1)');
    expect(issueText({ code: 'x', severity: 'notice', place: [], message: 'is so' })).toBe('is so');
  });

  it('of severity error are refused, all together; others pass', () => {
    const issues = [issue('one', 'warning'), issue('two'), issue('three', 'notice'), issue('four')];
    const refused = () => refuseErrors(issues);
    expect(refused).toThrow(InvalidInputError);
    expect(refused).toThrow('entries["a/b"]: is two (R1)\nentries["a/b"]: is four (R1)');
    expect(refused).toThrow(expect.objectContaining({ code: 'two', issues: [issues[1], issues[3]] }));
    expect(() => refuseErrors([issue('one', 'warning')])).not.toThrow();
    expect(() => refuseErrors([])).not.toThrow();
  });

  it('are carried by errors that say whose fault it is, with their cause', () => {
    const cause = new Error('why');
    const error = new InvalidImageError([issue('bad')], { cause });
    expect(error).toMatchObject({ name: 'InvalidImageError', code: 'bad', cause });
    expect(new InvalidInputError([issue('bad')]).name).toBe('InvalidInputError');
  });

  it('of our own are internal errors', () => {
    expect(internalError('oh').message).toBe('internal: oh');
    expect(() => unreachable('kind' as never)).toThrow('internal: unexpected kind');
  });
});
