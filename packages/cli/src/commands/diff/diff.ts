/** `configdrive diff`: in what two drives differ; of contents only that they do. */
import { diffDrives } from '@configdrive/core';
import { printable } from '@configdrive/issues';
import type { Context } from '../../frame/command.ts';
import { DONE, type ExitCode, FAULT_FOUND } from '../../frame/exit-codes.ts';
import { printJson, printLines } from '../../frame/output.ts';
import { nameOf, refuseSecondStdin } from '../../inputs/bytes.ts';
import { driveIn } from '../../inputs/drive-file.ts';
import { counted } from '../../views/counts.ts';
import { differenceData, pathLines, volumeLines } from '../../views/difference.ts';
import type { DiffOptions } from './command.ts';

export async function diff(before: string, after: string, { json }: DiffOptions, context: Context): Promise<ExitCode> {
  refuseSecondStdin([before, after]);
  const difference = diffDrives(await driveIn(before, context.signal), await driveIn(after, context.signal));
  const [from, to] = [nameOf(before), nameOf(after)];
  const lines = [...volumeLines(difference), ...pathLines(difference)];
  if (json) await printJson('configdrive.diff/1', { from, to, ...differenceData(difference) });
  else await printLines([headOf(from, to, lines.length), ...lines]);
  return difference.isSame ? DONE : FAULT_FOUND;
}

function headOf(from: string, to: string, count: number): string {
  const names = `${printable(from)} and ${printable(to)}`;
  return count === 0 ? `${names}: no difference` : `${names}: ${counted(count, 'difference')}`;
}
