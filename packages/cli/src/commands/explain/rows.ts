/** The table of `explain`: a row per reader, in words that one understands at once. */
import { type Issue, issueText } from 'iso9660-format';
import { bold, dim, inColour, inColourOf } from '../../frame/output.ts';
import { briefly } from './sees-view.ts';
import type { JointExplanation } from './together.ts';

type Verdict = JointExplanation['verdict'];

const colours = { taken: 'green', partly: 'yellow', refused: 'red', ignored: 'gray' } as const satisfies Record<
  Verdict,
  string
>;

/** Cells: the reader, its verdict, and what there is to say about it. Notices only in detail, or where nothing else explains. */
export function explanationRows(explanation: JointExplanation, inDetail: boolean): readonly string[] {
  const { reader, versions, verdict, because, sees } = explanation;
  const grave = because.filter(({ severity }) => severity !== 'notice');
  const told = inDetail || (grave.length === 0 && verdict === 'ignored') ? because : grave;
  const seen = briefly(sees);
  const lines = [...(seen === '' ? [] : [seen]), ...told.map(findingText)];
  return [
    `${bold(reader)} ${dim(versions.join(', '))}`,
    inColour(colours[verdict], verdict, process.stdout),
    lines.join('\n'),
  ];
}

const findingText = (issue: Issue): string => `${inColourOf(issue.severity, `${issue.severity}:`)} ${issueText(issue)}`;
