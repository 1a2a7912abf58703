/** `configdrive verify`: what is wrong with an image, rule by rule. */
import { type Issue, issueText, printable, type Severity } from '@configdrive/issues';
import { type ImageIssue, verifyImage } from 'iso9660-reader';
import type { verify as words } from '../commands/verify.ts';
import type { ActionOf } from '../framework/action.ts';
import { DONE, FAULT_FOUND } from '../framework/exit-codes.ts';
import { inColourOf, printJson, printLines } from '../framework/output.ts';
import { nameOf, withImageSource } from '../inputs/bytes.ts';
import { counted } from '../views/text.ts';

export const verify: ActionOf<typeof words> = async ({ image }, { strict = false, json }, { signal }) => {
  const issues = await withImageSource(image, signal, (source) => verifyImage(source, { strict }));
  const counts = countsOf(issues);
  if (json)
    await printJson('configdrive.verify/1', { image: nameOf(image), isSound: counts.errors === 0, ...counts, issues });
  else await printLines([...issues.map(lineOf), summaryOf(nameOf(image), counts)]);
  return counts.errors === 0 ? DONE : FAULT_FOUND;
};

type Counts = ReturnType<typeof countsOf>;

function countsOf(issues: readonly Issue[]) {
  const of = (wanted: Severity): number => issues.filter(({ severity }) => severity === wanted).length;
  return { errors: of('error'), warnings: of('warning'), notices: of('notice') };
}

const WIDEST_SEVERITY = 'warning:'.length;

const lineOf = (issue: ImageIssue): string =>
  `${inColourOf(issue.severity, `${issue.severity}:`.padEnd(WIDEST_SEVERITY))} ${issueText(issue)}`;

function summaryOf(name: string, { errors, warnings, notices }: Counts): string {
  const numbers = [counted(errors, 'error'), counted(warnings, 'warning'), counted(notices, 'notice')].join(', ');
  return `${printable(name)}: ${errors === 0 ? 'sound' : 'not sound'}, ${numbers}`;
}
