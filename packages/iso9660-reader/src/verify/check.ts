/** What a group of checks gets: the survey, whom to tell, how strict to be. */
import type { ImageCode } from '../codes.ts';
import type { Detail, Where } from '../image-issue.ts';
import type { Survey } from '../survey/survey.ts';
import type { SurveyedTree } from '../survey/tree.ts';

export type Report = (code: ImageCode, where: Where, detail?: Detail) => void;

export interface Verification {
  readonly survey: Survey;
  readonly report: Report;
  /** Also what config drives deviate in on purpose: R15, R36, R47, R48. */
  readonly isStrict: boolean;
}

export type Check = (verification: Verification) => void;

export const treeNamed = ({ trees }: Survey, kind: SurveyedTree['kind']): SurveyedTree | undefined =>
  trees.find((tree) => tree.kind === kind);

/** `expected` and `got` of a detail, when they are numbers. */
export const numbers = (expected: number, got: number): Detail => ({ expected: `${expected}`, got: `${got}` });
