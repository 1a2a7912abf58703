/** One mutant and more for every rule that can be broken by editing bytes: the verifier names that rule. */
import { InvalidImageError } from '@configdrive/issues';
import { openImageSync, verifyImageSync } from 'iso9660-reader';
import { describe, expect, it } from 'vitest';
import { baseImage } from './mutants/mutant.ts';
import { IMAGE_MUTANTS, mutated } from './mutants.ts';

/** Rules of the numbers 1 to 118 that no byte of a finished image can show broken, and why. */
const NOT_ON_BYTES: Readonly<Record<string, string>> = {
  R44: 'needs 65,536 directories; the writer refuses to make them',
  R50: 'an image does not say which interchange level it claims',
  R51: 'how names are made unique is the writer’s; that they are unique is R39',
  R63: 'every seven bytes are within the range, or no date (R61)',
  R66: 'two builds are compared, not one image',
  R79: 'Joliet’s directories and tables obey R29 to R46, whose numbers are reported',
  R99: 'a permission, not a demand',
  R114: 'advice on when to relocate',
  R117: 'what does not fit into a record shows as R33 or R89',
  R118: 'a pipe or socket of length 0 is R116',
};

describe.each(IMAGE_MUTANTS)('$rule, $what', (mutant) => {
  it('is found', () => {
    const rules = verifyImageSync(mutated(mutant), { strict: mutant.strict ?? false }).map(({ rule }) => rule);
    expect(rules).toContain(mutant.rule);
  });

  it('is read, or refused with a code that the verifier reports too', () => {
    const bytes = mutated(mutant);
    const codes = new Set(verifyImageSync(bytes).map(({ code }) => code as string));
    try {
      const image = openImageSync(bytes);
      for (const namespace of image.namespaces) image.entries({ namespace });
    } catch (cause) {
      if (!(cause instanceof InvalidImageError)) throw cause;
      expect([...codes]).toContain(cause.code);
    }
  });
});

describe('one byte too many', () => {
  it('is R1', () => {
    const bytes = new Uint8Array([...baseImage('sample'), 0]);
    expect(verifyImageSync(bytes).map(({ rule }) => rule)).toContain('R1');
  });
});

describe('the rules', () => {
  const numbers = Array.from({ length: 118 }, (_, index) => `R${index + 1}`);

  it('are all broken by some mutant, or not to be broken on bytes', () => {
    const broken = new Set(['R1', ...IMAGE_MUTANTS.map(({ rule }) => rule)]);
    expect(numbers.filter((rule) => !broken.has(rule) && !(rule in NOT_ON_BYTES))).toEqual([]);
    expect(Object.keys(NOT_ON_BYTES).filter((rule) => broken.has(rule))).toEqual([]);
  });

  it('that a mutant breaks on purpose are kept by the image it is made from', () => {
    const withBase = IMAGE_MUTANTS.filter(({ edit }) => edit.toString() !== '() => undefined');
    for (const { base = 'sample', rule, strict = false } of withBase) {
      const rules = verifyImageSync(baseImage(base), { strict }).map((issue) => issue.rule);
      expect(rules, `${base} before ${rule}`).not.toContain(rule);
    }
  });
});
