/** What the length of a rebuilt image means for a guest that runs. */
import type { Issue } from '@configdrive/issues';
import type { CoreCode } from '../codes.ts';

/**
 * Says, as a warning, that an image is longer than the one that it replaced: a guest that has it open knows no more of it than
 * the length of before, until its medium is changed. Of a new image, and of one that is no longer, it says nothing.
 *
 * @param before Bytes of the replaced image; undefined when there was none.
 */
export const lengthIssues = (before: number | undefined, after: number): readonly Issue[] =>
  before === undefined || after <= before ? [] : [longer(before, after)];

const longer = (before: number, after: number): Issue => ({
  code: 'longer-than-before' satisfies CoreCode,
  severity: 'warning',
  place: [],
  message: `the image has ${after} bytes, the one before had ${before}: a guest that runs with it sees the first ${before} until its medium is changed`,
});
