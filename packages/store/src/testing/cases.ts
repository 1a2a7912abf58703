/** The promises of `Backend`: each as a sentence, and what shows whether it is kept. */
import { contentCases } from './contents.ts';
import { nameCases } from './names.ts';
import { raceCases } from './races.ts';
import { removalCases } from './removals.ts';
import type { Case } from './stage.ts';

export const cases: Readonly<Record<string, Case>> = {
  ...contentCases,
  ...raceCases,
  ...nameCases,
  ...removalCases,
};
