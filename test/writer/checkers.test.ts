/** Nasty trees in the eyes of programs that only check: not a word of warning. */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { warningsOfIsovfy } from '../support/readers/isoinfo.ts';
import { warningsOfSevenZip } from '../support/readers/seven-zip.ts';
import { warningsOfXorriso } from '../support/readers/xorriso.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { imageOf } from './images.ts';
import { nastyTrees } from './nasty-trees.ts';
import { checkerFaults } from './reader-faults.ts';

const CHECKERS = [
  { name: 'isovfy', programs: ['isovfy'], warningsOf: warningsOfIsovfy },
  { name: 'xorriso', programs: ['xorriso'], warningsOf: warningsOfXorriso },
  { name: '7-Zip', programs: ['7z'], warningsOf: warningsOfSevenZip },
] as const;

for (const { name, programs, warningsOf } of CHECKERS) {
  withForeign(programs, `${name} has nothing to say of`, () => {
    const directory = useTemporaryDirectory();
    it.each(nastyTrees)('$name', (nasty) => {
      const image = directory('image.iso');
      writeFileSync(image, imageOf(nasty.entries, nasty.options, nasty.bends).bytes);
      const isFaulty = checkerFaults[name]?.includes(nasty.name) === true;
      if (isFaulty) expect(warningsOf(image)).not.toEqual([]);
      else expect(warningsOf(image)).toEqual([]);
    });
  });
}
