/** `configdrive verify`: what is wrong with an image, rule by rule. */
import { firstLines, type Issue, issueText, printable, type Severity } from '@configdrive/issues';
import { verifyImage } from 'iso9660-reader';
import type { verify as words } from '../commands/verify.ts';
import type { ActionOf } from '../framework/action.ts';
import { DONE, FAULT_FOUND } from '../framework/exit-codes.ts';
import { inColourOf, printJson, printLines, severityText, worstFirst } from '../framework/output.ts';
import { nameOf, withImageSource } from '../inputs/bytes.ts';
import { counted, MOST_FACTS } from '../views/text.ts';

export const verify: ActionOf<typeof words> = async ({ image }, { strict = false, json }, { signal }) => {
  const issues = await withImageSource(
    image,
    signal,
    async (source, notices): Promise<readonly Issue[]> => [
      ...(await verifyImage(source, { strict })),
      ...notices.map((notice) => ({ ...notice, ...WHOLE_IMAGE })),
    ],
  );
  const counts = countsOf(issues);
  if (json)
    await printJson('configdrive.verify/1', { image: nameOf(image), isSound: counts.errors === 0, ...counts, issues });
  else await printLines([...linesOf(issues), summaryOf(nameOf(image), counts)]);
  return counts.errors === 0 ? DONE : FAULT_FOUND;
};

/** Where an issue is that is about no byte of the image. */
const WHOLE_IMAGE = { block: 0, byte: 0 };

type Counts = ReturnType<typeof countsOf>;

function countsOf(issues: readonly Issue[]) {
  const of = (wanted: Severity): number => issues.filter(({ severity }) => severity === wanted).length;
  return { errors: of('error'), warnings: of('warning'), notices: of('notice') };
}

const linesOf = (issues: readonly Issue[]): readonly string[] =>
  firstLines(worstFirst(issues, MOST_FACTS).map(lineOf), MOST_FACTS);

const lineOf = (issue: Issue): string =>
  `${inColourOf(issue.severity, severityText(issue.severity, issue.code))} ${issueText(issue)}`;

function summaryOf(name: string, { errors, warnings, notices }: Counts): string {
  const numbers = [counted(errors, 'error'), counted(warnings, 'warning'), counted(notices, 'notice')].join(', ');
  return `${printable(name)}: ${errors === 0 ? 'sound' : 'not sound'}, ${numbers}`;
}
