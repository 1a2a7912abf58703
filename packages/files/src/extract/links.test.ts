import { describe, expect, it } from 'vitest';
import { linksInside } from './links.ts';

/** Links by path; asked about the first. */
const leadsInside = (targets: Readonly<Record<string, string>>, onWindows = false, allowsAlike = false): boolean => {
  const links = Object.entries(targets).map(([path, target]) => ({ path, entry: { path, target } }));
  return linksInside(links, { onWindows, allowsAlike }).some(({ path }) => path === links[0]?.path);
};

describe('links that stay', () => {
  it.each([
    { l: 'a' },
    { l: '.' },
    { l: 'a/../b' },
    { 'd/l': '..' },
    { 'd/l': '../other//x/.' },
    { l: 'nowhere/at/all' },
    { l: 'm/x', m: 'd' },
    { 'a/b/l': '../m/../x', 'a/m': 'c/d' },
    { l: 'd/l', 'd/l': 'e' },
  ])('%j', (links) => {
    expect(leadsInside(links as unknown as Readonly<Record<string, string>>)).toBe(true);
  });
});

describe('links that leave', () => {
  it.each([
    { l: '..' },
    { l: '/etc/passwd' },
    { l: '/' },
    { l: 'a/../..' },
    { 'd/l': '../../x' },
    { l: 'x\0' },
    // By its text it stays in a/b; through the other link it does not.
    { 'a/b/l': 'up/../../x', 'a/b/up': '../..' },
    { l: 'm', m: '/etc' },
    { l: 'UP/../..', up: 'd/e/..' },
    { l: 'l' },
    { l: 'm/x', m: 'l' },
  ])('%j', (links) => {
    expect(leadsInside(links as unknown as Readonly<Record<string, string>>)).toBe(false);
  });

  it.each(['..\\x', 'C:x', '\\\\host\\share', 'a:b'])('%j on Windows', (target) => {
    expect(leadsInside({ l: target }, true)).toBe(false);
    expect(leadsInside({ l: target }, false)).toBe(true);
  });
});

describe('links whose names are alike', () => {
  it.each([
    { L: '/etc', l: 'a' },
    { l: 'L', L: '..' },
    { l: 'up/..', up: 'd', UP: '../..' },
    { 'd/l': '../UP/../x', up: 'd/e', D: '/' },
  ])('%j leave where any spelling does', (links) => {
    expect(leadsInside(links as unknown as Readonly<Record<string, string>>, false, true)).toBe(false);
  });

  it('stay where each of them stays', () => {
    expect(leadsInside({ l: 'L', L: 'd' }, false, true)).toBe(true);
  });
});
