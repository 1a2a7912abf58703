import { buildConfigDrive, type Triple } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { TIMESTAMP } from '../../../test/core/helpers.ts';
import { guestCheckWith } from './guest-check.ts';
import { checkedGuests } from './guest-names.ts';
import { RecentTexts } from './recent-texts.ts';
import type { MeasuredYaml } from './yaml/yaml.ts';

/** Counts how often a text was not known yet, and was parsed. */
class CountedTexts extends RecentTexts {
  readonly looks = new Map<string, number>();

  override get(text: string): MeasuredYaml | undefined {
    const known = super.get(text);
    if (known === undefined) this.looks.set(text, (this.looks.get(text) ?? 0) + 1);
    return known;
  }
}

const USER_DATA = '#cloud-config\npackages: [vim]\n';

describe('a check of many drives', () => {
  it('looks once at the text that they share, and keeps only a few of those that they do not', () => {
    const texts = new CountedTexts();
    const check = guestCheckWith(texts, 'likely');
    for (let n = 0; n < 200; n++) {
      const vmData: Triple[] = [
        ['metadata', 'vm-id', `u${n}`],
        ['password', 'vm_password', `s3cret-${n}`],
      ];
      const vendorData = `#cloud-config\nhostname: web-${n}\n`;
      buildConfigDrive({ vmData, userData: USER_DATA, vendorData }, { timestamp: TIMESTAMP, check });
    }
    expect(texts.looks.get(USER_DATA)).toBe(1);
    expect([...texts.looks.values()].every((looks) => looks === 1)).toBe(true);
    expect(texts.looks.size).toBe(201);
    expect(texts.size).toBeLessThanOrEqual(32);
    // What is written for a password is known, and not kept.
    expect([...texts.looks.keys()].filter((text) => text.includes('s3cret'))).toEqual([]);
  });
});

it('texts are kept within a number of characters, the last that were asked for', () => {
  const texts = new RecentTexts();
  const measured: MeasuredYaml = { result: { limit: 'steps' }, steps: 0 };
  const long = (digit: number): string => `${digit}`.repeat(600_000);
  for (const digit of [1, 2, 3]) texts.set(long(digit), measured);
  expect(texts.get(long(1))).toBe(measured);
  texts.set(long(4), measured);
  expect([1, 2, 3, 4].map((digit) => texts.get(long(digit)) !== undefined)).toEqual([true, false, true, true]);
});

it.each([
  [['cloud-init', 'cloudinit'], /^guests\[1\]: no program of a guest has this name; did you mean cloud-init\?$/],
  [['nonsense'], /^guests\[0\]: .*; known are cloud-init, /],
  [[5], /^guests\[0\]: /],
  ['cloud-init', /^guests: must be 'likely', or a list of names$/],
])('names that are none are refused: %j', (names, message) => {
  expect(() => checkedGuests(names as readonly string[])).toThrow(message);
});
