/** `configdrive explain`: which guests take a drive, what they see, and why not. */
import { type Explanation, explain as explainDrive, type GuestName } from '@configdrive/guests';
import { printable } from '@configdrive/issues';
import type { explain as words } from '../../commands/explain.ts';
import type { ActionOf } from '../../framework/action.ts';
import { DONE, FAULT_FOUND } from '../../framework/exit-codes.ts';
import { bold, dim, printJson, printLines } from '../../framework/output.ts';
import { nameOf } from '../../inputs/bytes.ts';
import { driveIn } from '../../inputs/drive-file.ts';
import { columnsOf, factLines } from '../../views/text.ts';
import { detailFacts, findingLines, headings, type JointExplanation, mergeReleases, rowOf, shownView } from './view.ts';

export const explain: ActionOf<typeof words> = async ({ image }, { guest: wanted, json }, { signal }) => {
  const drive = await driveIn(image, signal);
  const explanations = explainDrive(drive, { guests: wanted });
  const isTakenBy = (name: GuestName): boolean => explanations.filter((one) => one.guest === name).every(takes);
  const isTaken = wanted === undefined ? SOURCES.some(isTakenBy) : wanted.every(isTakenBy);
  if (json) await printJson('configdrive.explain/2', { image: nameOf(image), ...dataOf(drive.label, explanations) });
  else await show(image, drive.label, explanations, wanted !== undefined);
  return isTaken ? DONE : FAULT_FOUND;
};

/** The sources of cloud-init, one of which decides about the exit code if no guest is asked for: a drive is for one of them. */
const SOURCES: readonly GuestName[] = ['cloud-init', 'cloud-init-nocloud'];

/**
 * Tells whether a guest takes a drive. A drive without anything for a guest is none that it refuses; one that it does not find
 * is as good as refused.
 */
const takes = ({ verdict, issues }: Explanation): boolean =>
  verdict === 'taken' ||
  verdict === 'partly' ||
  (verdict === 'ignored' && !issues.some(({ severity }) => severity === 'error'));

/** Makes the facts for programs. Field names are API: adding one is minor, renaming one makes it `configdrive.explain/3`. */
const dataOf = (label: string, explanations: readonly Explanation[]): object => ({
  label,
  explanations: explanations.map(({ issues, view, ...explanation }) => ({
    ...explanation,
    because: issues,
    sees: shownView(view),
  })),
});

async function show(path: string, label: string, all: readonly Explanation[], inDetail: boolean): Promise<void> {
  const { tableLines } = await import('../../views/table.ts');
  const explanations = mergeReleases(all);
  const columns = columnsOf(process.stdout);
  await printLines([
    `${printable(nameOf(path))}, label ${bold(printable(label))}`,
    '',
    ...tableLines([headings, ...explanations.map(rowOf)], columns),
    ...(inDetail ? explanations.flatMap((explanation) => detailLines(explanation, columns)) : []),
    ...explanations.flatMap((explanation) => findingLines(explanation, inDetail, columns)),
  ]);
}

function detailLines({ guest, versions, view }: JointExplanation, columns: number): readonly string[] {
  const facts = factLines(detailFacts(view), dim, columns);
  return facts.length === 0 ? [] : ['', bold(`${guest} ${versions.join(', ')} sees`), ...facts];
}
