/** What an image has beside its files, which a drive that is made anew of them does not keep. */
import type { Issue } from '@configdrive/issues';
import { type MappedArea, mapImageSync } from 'iso9660-reader';
import type { CommandIssueCode } from '../framework/codes.ts';
import { counted } from '../views/text.ts';

/** genisoimage and xorriso write their names into a block behind the descriptors, of which there are never so many. */
const isNameOfMaker = ({ block, blocks }: MappedArea): boolean => block < 32 && blocks === 1;

/** Tells in one notice what of an image is not kept; nothing of one that has only files. */
export function lossIssues(path: string, image: Uint8Array): readonly Issue[] {
  const map = mapImageSync(image);
  let unclaimed = 0;
  let hasSystemArea = false;
  for (const area of map.areas()) {
    if (area.isZero ?? true) continue;
    if (area.kind === 'system area') hasSystemArea = true;
    else if (area.kind === 'unclaimed' && !isNameOfMaker(area)) unclaimed += area.byteLength;
  }
  const losses = [
    hasSystemArea && 'the system area, with partition tables or a boot loader',
    unclaimed > 0 &&
      `${counted(unclaimed, 'byte')} that no file has, such as HFS, UDF, an appended partition or session`,
    map.issues.length > 0 && `${counted(map.issues.length, 'fault')} that verify tells of, which may have cost files`,
  ].filter((loss) => loss !== false);
  if (losses.length === 0) return [];
  const message = `a drive is made anew of the files; not kept: ${losses.join('; ')}`;
  return [{ code: 'parts-not-kept' satisfies CommandIssueCode, severity: 'notice', place: [path], message }];
}
