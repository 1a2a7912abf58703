import { describe, expect, it } from 'vitest';
import { FoldedPaths, foldedPath, isWindowsDevice, jolietNameProblem, nameProblem } from './names.ts';

describe('a name', () => {
  it.each([
    'vm-id.txt',
    'a',
    '..txt',
    '...',
    '.hidden',
    'with space',
    'ns:key',
    '10',
    '__proto__',
    'constructor',
    'Ünïcödé',
    '基盤チーム',
    '😀',
    'x'.repeat(253),
    'é'.repeat(126),
  ])('may be %j', (name) => expect(nameProblem(name)).toBeUndefined());

  it.each([
    '',
    ' ',
    '\u00a0',
    '.',
    '..',
    '../x',
    'a/../../b',
    '/abs',
    'a/b',
    'a\\b',
    '\\\\host\\x',
    'C:x',
    'nul\u0000',
    'line\nbreak',
    'tab\t',
    'escape\u001b[31m',
    'del\u007f',
    'c1\u0085',
    'separator\u2028',
    'turned\u202eround',
    'bom\ufeff',
    'half\ud800',
    '\udc00half',
  ])('may not be %j', (name) => expect(nameProblem(name)?.code).toBe('name-unsafe'));

  it.each(['x'.repeat(254), 'é'.repeat(127), '基'.repeat(85), '😀'.repeat(64)])('ends at 253 bytes', (name) => {
    expect(nameProblem(name)?.code).toBe('name-too-long');
  });

  it('of over 64 units is cut by Joliet', () => {
    expect(jolietNameProblem('😀'.repeat(32))).toBeUndefined();
    expect(jolietNameProblem('x'.repeat(65))?.code).toBe('joliet-name-too-long');
  });

  it.each(['CON', 'nul.txt', 'aux', 'com1', 'LPT9.tar.gz'])('%j is a device in Windows', (name) => {
    expect(isWindowsDevice(name)).toBe(true);
  });

  it.each(['console', 'auxiliary.txt', 'com', 'com10'])('%j is none', (name) =>
    expect(isWindowsDevice(name)).toBe(false),
  );
});

describe('foldedPath', () => {
  it.each([
    ['a/README.txt', 'a/readme.TXT'],
    ['a/\u00e9', 'a/e\u0301'],
    ['a/\u00c9', 'a/e\u0301'],
    ['a./b. ', 'a/b'],
    ['\u212bngstrom', '\u00e5ngstrom'],
  ])('makes %j and %j one', (one, other) => expect(foldedPath(one)).toBe(foldedPath(other)));

  it.each([
    ['a/b', 'a/c'],
    ['a-b', 'a_b'],
    ['a.b', 'ab'],
  ])('keeps %j and %j apart', (one, other) => expect(foldedPath(one)).not.toBe(foldedPath(other)));
});

it('FoldedPaths says what a path cannot live beside', () => {
  const paths = new FoldedPaths();
  expect(paths.add('a/b/c')).toBeUndefined();
  expect(paths.add('a/b/d')).toBeUndefined();
  expect(paths.add('a/b/c')).toBeUndefined();
  expect(paths.add('a/B/e')).toBe('a/b');
  expect(paths.add('a/b/C')).toBe('a/b/c');
  expect(paths.add('A')).toBe('a');
});
