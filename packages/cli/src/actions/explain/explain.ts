/** `configdrive explain`: which guests take a drive, what they see, and why not. */
import { type AskedGuest, type Explanation, explain as explainDrive, likelyGuests } from '@configdrive/guests';
import { type Issue, printable } from '@configdrive/issues';
import type { explain as words } from '../../commands/explain.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import { DONE, FAULT_FOUND } from '../../framework/exit-codes.ts';
import { bold, dim, printIssues, printJson, printLines } from '../../framework/output.ts';
import { nameOf } from '../../inputs/bytes.ts';
import { driveIn } from '../../inputs/drive-file.ts';
import { columnsOf, factLines } from '../../views/text.ts';
import {
  detailFacts,
  findingLines,
  headings,
  type JointExplanation,
  mergeReleases,
  othersLines,
  rowOf,
  shownView,
} from './view.ts';

export const explain: ActionOf<typeof words> = async ({ image }, options, { signal }) => {
  const { guest: wanted, reveal, json } = options;
  const drive = await driveIn(image, signal);
  const asked = wanted ?? likelyGuests(drive);
  const explanations = explainDrive(drive, { guests: wanted, now: () => performance.now() });
  const all = reveal ? explanations : explanations.map(withoutComments);
  const answer = { name: nameOf(image), label: drive.label, asked, all, issues: drive.issues };
  if (!json) await printIssues(drive.issues.filter(({ severity }) => severity !== 'notice'));
  if (json) await printJson('configdrive.explain/2', dataOf(answer));
  else await show(answer, options);
  const isWell = options.require === undefined ? losesNothingByError : wanted === undefined ? mayTakeAll : takesAll;
  return all.filter(isAskedBy(asked)).every(isWell) ? DONE : FAULT_FOUND;
};

const isAskedBy =
  (asked: readonly AskedGuest[]) =>
  ({ guest, version }: Explanation): boolean =>
    asked.includes(guest) || asked.includes(`${guest}@${version}`);

/** The comment of a key tells who logs in from where. */
const withoutComments = ({ view, ...explanation }: Explanation): Explanation =>
  view.keys === undefined
    ? { ...explanation, view }
    : { ...explanation, view: { ...view, keys: view.keys.map((key) => ({ ...key, name: undefined })) } };

/** What is said of one image: which guests are asked, and what there is to say of all. */
interface Answer {
  readonly name: string;
  readonly label: string;
  /** Names, some with a release. */
  readonly asked: readonly AskedGuest[];
  readonly all: readonly Explanation[];
  /** What is wrong with the image itself. */
  readonly issues: readonly Issue[];
}

/** A drive without anything for a guest is none that it loses; one that it does not find is. */
const losesNothingByError = ({ issues }: Explanation): boolean => !issues.some(({ severity }) => severity === 'error');

const takesAll = ({ verdict }: Explanation): boolean => verdict === 'taken';

/** Of programs that nobody named some may have nothing to do. */
const mayTakeAll = (explanation: Explanation): boolean =>
  takesAll(explanation) || (explanation.verdict === 'ignored' && losesNothingByError(explanation));

/** Makes the facts for programs. Field names are API: adding one is minor, renaming one makes it `configdrive.explain/3`. */
const dataOf = ({ name, label, asked, all, issues }: Answer): object => ({
  image: name,
  label,
  asked,
  issues,
  explanations: all.map(({ issues, view, ...explanation }) => ({
    ...explanation,
    because: issues,
    sees: shownView(view),
  })),
});

/** What concerns this drive in full, or all of it in a table. */
async function show(answer: Answer, options: OptionsOf<typeof words>): Promise<void> {
  const { tableLines } = await import('../../views/table.ts');
  const isAll = options.all ?? false;
  const isAsked = (one: Explanation): boolean => isAll || isAskedBy(answer.asked)(one);
  const shown = mergeReleases(answer.all.filter(isAsked));
  const others = answer.all.filter((one) => !isAsked(one));
  const columns = columnsOf(process.stdout);
  await printLines([
    `${printable(answer.name)}, label ${bold(printable(answer.label))}`,
    '',
    ...(shown.length === 0 ? [NOBODY] : tableLines([headings, ...shown.map(rowOf)], columns)),
    ...(isAll ? [] : shown.flatMap((explanation) => detailLines(explanation, columns))),
    ...findingLines(shown, !isAll, columns),
    ...othersLines(others, columns),
  ]);
}

const NOBODY = 'no program that a guest of this drive would have is known here';

function detailLines({ guest, versions, view }: JointExplanation, columns: number): readonly string[] {
  const facts = factLines(detailFacts(view), dim, columns);
  return facts.length === 0 ? [] : ['', bold(`${guest} ${versions.join(', ')} sees`), ...facts];
}
