/** Hostile images are extracted as their family demands, or not at all; and never anything is left outside. */

import { describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { extractAndJudge } from './extracted.ts';
import { HOSTILE_CASES } from './families.ts';
import type { HostileCase } from './hostile-case.ts';
import { hostileTree } from './hostile-trees.ts';

/** Tens of thousands of files take seconds to write. */
const isLarge = ({ family, extraction }: HostileCase): boolean => family === 17 && extraction === undefined;

const directory = useTemporaryDirectory();

describe.each(HOSTILE_CASES.filter((one) => isLong || !isLarge(one)))('family $family: $name', (one) => {
  it('is extracted, or forbidden by the code that it must be', async () => {
    const codes = await extractAndJudge(one.image(), directory('case'));
    if (one.reader === 'either') return;
    const expected = forbiddingCodes(one);
    if (expected.length === 0) expect(codes).toEqual([]);
    else expect(expected.filter((code) => codes.includes(code))).not.toEqual([]);
  });
});

function forbiddingCodes({ reader, extraction, unreadable = {} }: HostileCase): readonly string[] {
  if (extraction !== undefined) return [extraction];
  return reader === 'read' || reader === 'either' ? Object.values(unreadable) : reader;
}

const TREES = isLong ? 100_000 : 300;

it(`${TREES} trees of names and links that lead elsewhere stay where they are put`, {
  timeout: 3_600_000,
}, async () => {
  const codes = new Map<string, number>();
  for (let seed = 0; seed < TREES; seed++) {
    const [code = 'extracted'] = await extractAndJudge(hostileTree(seed), directory('tree'));
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  // Neither all refused nor all taken: else nothing would have been tried.
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining(['extracted', 'name-invalid', 'name-unsafe', 'names-alike']),
  );
  expect(codes.get('extracted')).toBeGreaterThan(TREES / 5);
});
