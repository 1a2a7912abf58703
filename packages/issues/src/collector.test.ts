import { describe, expect, it } from 'vitest';
import { defineCodes, InvalidInputError, IssueCollector, inputRefusal, notice, refusal, warning } from './index.ts';

const codes = defineCodes({
  'mac-invalid': refusal('Not a MAC address.', 'R1'),
  'gateway-unused': notice('Not the default one.'),
  'name-cut': warning('A name was cut.'),
  'more-problems': refusal('Only some are listed.'),
});

describe('a collector', () => {
  it('places what is added where it is, however deep', () => {
    const issues = IssueCollector.of(codes);
    const nic = issues.at('nics', 1);
    nic.add('gateway-unused', ['ipv4', 'gateway'], 'is not used');
    nic.at('ipv6').add('name-cut', [], 'was cut', { rule: 'R7' });
    expect(issues.issues).toEqual([
      { code: 'gateway-unused', severity: 'notice', place: ['nics', 1, 'ipv4', 'gateway'], message: 'is not used' },
      { code: 'name-cut', severity: 'warning', place: ['nics', 1, 'ipv6'], rule: 'R7', message: 'was cut' },
    ]);
  });

  it('throws all refusals together, and in strict mode the errors that refuse nothing by themselves', () => {
    const issues = IssueCollector.of(codes);
    issues.add('name-cut', ['a'], 'was cut', { severity: 'error' });
    expect(() => issues.throwIfRefused()).not.toThrow();
    expect(() => issues.throwIfRefused(true)).toThrow('a: was cut');
    issues.add('mac-invalid', ['b'], 'is none');
    issues.at('c').add('mac-invalid', [], 'is none, too');
    expect(issues.refused).toBe(true);
    expect(issues.issues).toHaveLength(1);
    expect(() => issues.throwIfRefused()).toThrow(InvalidInputError);
    expect(() => issues.throwIfRefused()).toThrow(/^b: is none \(R1\)\nc: is none, too \(R1\)$/);
    expect(() => issues.throwIfRefused(true)).toThrow(/^b: is none \(R1\)\nc: is none, too \(R1\)\na: was cut$/);
  });

  it.each([
    [101, '1 more problem'],
    [103, '3 more problems'],
  ])('lists a hundred of %i refusals and counts the rest', (count, message) => {
    const issues = IssueCollector.of(codes, { most: 100, more: 'more-problems' });
    for (let index = 0; index < count; index++) issues.add('mac-invalid', [index], 'is none');
    const refused = () => issues.throwIfRefused();
    expect(refused).toThrow(expect.objectContaining({ issues: expect.objectContaining({ length: 101 }) }));
    expect(refused).toThrow(new RegExp(`\\n${message}$`));
  });
});

it('one refusal is an error with the rule of its code, and its cause', () => {
  const cause = new Error('why');
  const error = inputRefusal(codes, 'mac-invalid', ['mac'], 'is none', { cause });
  expect(error).toMatchObject({ code: 'mac-invalid', message: 'mac: is none (R1)', cause });
});
