/** What `explain` says of each reader: a row of a table that one understands at once, and below it what is not liked. */
import { type Issue, issueText } from '@configdrive/issues';
import { bold, dim, inColour, inColourOf } from '../../frame/output.ts';
import { wrapped } from '../../views/wrapped.ts';
import { briefly } from './sees-view.ts';
import type { JointExplanation } from './together.ts';

type Verdict = JointExplanation['verdict'];

const colours = { taken: 'green', partly: 'yellow', refused: 'red', ignored: 'gray' } as const satisfies Record<
  Verdict,
  string
>;

export const headings = ['reader', 'verdict', 'what it sees'].map(dim);

/** Cells: the reader, its verdict, and what it sees. */
export const rowOf = ({ guest: reader, versions, verdict, view: sees }: JointExplanation): readonly string[] => [
  `${bold(reader)} ${dim(versions.join(', '))}`,
  inColour(colours[verdict], verdict, process.stdout),
  briefly(sees),
];

/** What a reader does not like, under its name; without detail no notices, and of a drive that is not for it only the first reason. */
export function findingLines(explanation: JointExplanation, inDetail: boolean, columns: number): readonly string[] {
  const { guest: reader, versions } = explanation;
  const told = inDetail ? explanation.issues : reasonsOf(explanation);
  if (told.length === 0) return [];
  return ['', `${bold(reader)} ${dim(versions.join(', '))}`, ...told.flatMap((issue) => findingText(issue, columns))];
}

const reasonsOf = ({ verdict, issues: because }: JointExplanation): readonly Issue[] =>
  verdict === 'ignored' ? because.slice(0, 1) : because.filter(({ severity }) => severity !== 'notice');

const INDENT = 2;

const findingText = (issue: Issue, columns: number): readonly string[] =>
  wrapped(`${inColourOf(issue.severity, `${issue.severity}:`)} ${issueText(issue)}`, columns, INDENT);
