/**
 * The bytes of our images are those that were reviewed. After a change that is meant: `npm run generate -- golden --accept`, and
 * read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { imageOf } from '../writer/images.ts';
import { goldenCases } from './cases.ts';
import { goldenText } from './text.ts';

const SUFFIX = '.golden.txt';
const isAccepting = process.env.CONFIGDRIVE_ACCEPT_GOLDEN === '1';
const pathOf = (name: string): string => fileURLToPath(new URL(`${name}${SUFFIX}`, import.meta.url));

describe('the golden image', () => {
  it.each(goldenCases)('$name: $about', (golden) => {
    const text = goldenText(golden);
    if (isAccepting) writeFileSync(pathOf(golden.name), text);
    expect(text, 'npm run generate -- golden --accept, if this change is meant').toBe(
      readFileSync(pathOf(golden.name), 'utf8'),
    );
  });

  it.each(goldenCases.filter(({ isLarge }) => isLarge !== true))('$name is sound', ({ entries, options, bends }) => {
    expect(imageOf(entries, options, bends).bytes.length).toBeGreaterThan(0);
  });

  it('files are those of the cases', () => {
    const files = readdirSync(fileURLToPath(new URL('.', import.meta.url))).filter((name) => name.endsWith(SUFFIX));
    expect(files.sort()).toEqual(goldenCases.map(({ name }) => `${name}${SUFFIX}`).sort());
  });
});
