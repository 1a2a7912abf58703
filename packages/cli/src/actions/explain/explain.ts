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
import { detailFacts, findingLines, headings, type JointExplanation, mergeReleases, rowOf, shownSees } from './view.ts';

export const explain: ActionOf<typeof words> = async ({ image }, { reader, json }, { signal }) => {
  const drive = await driveIn(image, signal);
  const explanations = explainDrive(drive, { guests: reader });
  const isTakenBy = (name: GuestName): boolean => explanations.filter((one) => one.guest === name).every(takes);
  const isTaken = reader === undefined ? SOURCES.some(isTakenBy) : reader.every(isTakenBy);
  if (json) await printJson('configdrive.explain/1', { image: nameOf(image), ...dataOf(drive.label, explanations) });
  else await show(image, drive.label, explanations, reader !== undefined);
  return isTaken ? DONE : FAULT_FOUND;
};

/** cloud-init's sources, one of which decides about the exit code if no reader is asked for: a drive is for one of them. */
const SOURCES: readonly GuestName[] = ['cloud-init', 'cloud-init-nocloud'];

/** A drive without anything for a reader is none that it refuses; one that it does not find is as good as refused. */
const takes = ({ verdict, issues: because }: Explanation): boolean =>
  verdict === 'taken' ||
  verdict === 'partly' ||
  (verdict === 'ignored' && !because.some(({ severity }) => severity === 'error'));

const dataOf = (label: string, explanations: readonly Explanation[]): object => ({
  label,
  explanations: explanations.map((explanation) => ({ ...explanation, sees: shownSees(explanation.view) })),
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

function detailLines({ guest: reader, versions, view: sees }: JointExplanation, columns: number): readonly string[] {
  const facts = factLines(detailFacts(sees), dim, columns);
  return facts.length === 0 ? [] : ['', bold(`${reader} ${versions.join(', ')} sees`), ...facts];
}
