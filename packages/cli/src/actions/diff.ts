/** `configdrive diff`: in what two drives differ; of contents only that they do. */
import { diffDrives } from '@configdrive/core';
import { firstLines, printable } from '@configdrive/issues';
import type { diff as words } from '../commands/diff.ts';
import type { ActionOf } from '../framework/action.ts';
import { DONE, FAULT_FOUND } from '../framework/exit-codes.ts';
import { printJson, printLines } from '../framework/output.ts';
import { nameOf, refuseSecondStdin } from '../inputs/bytes.ts';
import { driveIn } from '../inputs/drive-file.ts';
import { differenceData, pathLines, volumeLines, windowsLines } from '../views/difference.ts';
import { counted, MOST_FACTS } from '../views/text.ts';
import { windowsDifference } from '../views/windows-difference.ts';

export const diff: ActionOf<typeof words> = async ({ before, after }, { json }, { signal }) => {
  refuseSecondStdin([before, after]);
  const drives = [await driveIn(before, signal), await driveIn(after, signal)] as const;
  const windows = windowsDifference(...drives);
  const own = diffDrives(...drives);
  const difference = { ...own, isSame: own.isSame && windows === undefined };
  const [from, to] = [nameOf(before), nameOf(after)];
  const lines = [...volumeLines(difference), ...pathLines(difference), ...(windows ? windowsLines(windows) : [])];
  if (json) await printJson('configdrive.diff/1', { from, to, ...differenceData(difference), windows });
  else await printLines([headOf(from, to, lines.length), ...firstLines(lines, MOST_FACTS, '  ')]);
  return difference.isSame ? DONE : FAULT_FOUND;
};

function headOf(from: string, to: string, count: number): string {
  const names = `${printable(from)} and ${printable(to)}`;
  return count === 0 ? `${names}: no difference` : `${names}: ${counted(count, 'difference')}`;
}
