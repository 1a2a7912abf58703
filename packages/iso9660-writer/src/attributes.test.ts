import { describe, expect, it } from 'vitest';
import { codesOf, file, issuesOf, laidOut } from '../../../test/support/laid-out.ts';

describe('attributes that are refused', () => {
  const device = { major: 8, minor: 1 };
  it.each([
    ['a mode with a type that does not fit', file('a', { mode: 0o040644 })],
    ['a mode with unknown bits', file('a', { mode: 0o1000644 })],
    ['a mode that is no whole number', file('a', { mode: 0.5 })],
    ['a negative mode', file('a', { mode: -1 })],
    ['a device without a mode', { path: 'a', device }],
    ['a device whose mode is a file’s', { path: 'a', device, mode: 0o100644 }],
    ['a mode of a device without one', { path: 'a', mode: 0o060644 }],
    ['a device number out of range', { path: 'a', mode: 0o060644, device: { major: 2 ** 32, minor: 0 } }],
    ['a device number that is none', { path: 'a', mode: 0o020644, device: { major: 1, minor: Number.NaN } }],
    ['an owner out of range', file('a', { uid: 2 ** 32 })],
    ['a negative group', file('a', { gid: -1 })],
    ['an invalid date', file('a', { modified: new Date(Number.NaN) })],
  ])('%s', (_, entry) => {
    expect(codesOf([entry])).toEqual(['attribute-invalid']);
  });

  it.each([
    ['content and target', file('a', { target: 'b' })],
    ['content and alias', file('a', { sameAs: 'b' })],
    ['content and device', file('a', { device, mode: 0o060644 })],
    ['content and a fifo’s mode', file('a', { mode: 0o010644 })],
    ['target and a socket’s mode', { path: 'a', target: 'b', mode: 0o140644 }],
  ])('%s contradict each other', (_, entry) => {
    expect(codesOf([entry, file('b')])).toContain('entry-contradictory');
  });

  it.each([
    ['nothing', [{ path: 'a', sameAs: 'b' }]],
    ['a directory', [{ path: 'a', sameAs: 'b' }, { path: 'b' }]],
    [
      'a link',
      [
        { path: 'a', sameAs: 'b' },
        { path: 'b', target: 'c' },
      ],
    ],
    ['itself', [{ path: 'a', sameAs: 'a' }]],
  ])('an alias of %s is unresolved', (_, entries) => {
    expect(codesOf(entries)).toEqual(['alias-unresolved']);
  });

  it.each(['', 'a\0b', '\ud83d'])('a link to %j is refused', (target) => {
    expect(codesOf([{ path: 'a', target }])).toEqual(['link-target-invalid']);
  });

  it.each(['a//b', 'a/', '//'])('a link to %j is taken with a warning: the text cannot be kept (R105)', (target) => {
    expect(codesOf([{ path: 'a', target }])).toEqual(['warning link-target-changed']);
  });

  it('a link of more than 1,023 bytes is taken with a warning: xorriso loads no such image (R105)', () => {
    expect(codesOf([{ path: 'a', target: 'x'.repeat(1023) }])).toEqual([]);
    expect(codesOf([{ path: 'a', target: 'x'.repeat(1024) }])).toEqual(['warning link-target-beyond-readers']);
    expect(codesOf([{ path: 'a', target: `${'x'.repeat(1024)}/` }])).toEqual([
      'warning link-target-beyond-readers',
      'warning link-target-changed',
    ]);
  });

  it.each(['a', '/', '.', '..', './a', '/a/../b', 'a/.'])('a link to %j is taken', (target) => {
    expect(codesOf([{ path: 'a', target }])).toEqual([]);
  });
});

describe('dates beyond their range are clamped, with a warning (R63)', () => {
  it.each([
    ['1899-12-31T23:59:59Z', '1900-01-01T00:00:00.000Z'],
    ['2156-01-01T00:00:00Z', '2155-12-31T23:59:59.999Z'],
  ])('%s', (given, clamped) => {
    const date = new Date(given);
    const [issue, ...others] = issuesOf([file('a', { modified: date })]);
    expect(issue).toMatchObject({ code: 'date-clamped', severity: 'warning', place: ['entries', 'a', 'modified'] });
    expect(issue?.message).toContain(clamped);
    expect(others).toEqual([]);
    expect(laidOut([], { timestamp: date }).timestamp.toISOString()).toBe(clamped);
    expect(codesOf([], { timestamp: date })).toEqual(['warning date-clamped']);
  });

  it.each(['1900-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '2155-12-31T23:59:59.999Z'])('%s is kept', (given) => {
    expect(codesOf([file('a', { modified: new Date(given) })], { timestamp: new Date(given) })).toEqual([]);
  });
});
