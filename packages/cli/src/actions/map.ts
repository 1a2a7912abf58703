/** `configdrive map`: the annotated dump of an image; contents of files are lengths. */
import { mapImage, mapText } from 'iso9660-reader';
import type { map as words } from '../commands/map.ts';
import type { ActionOf } from '../framework/action.ts';
import { bold, printIssues, printJson, printLines } from '../framework/output.ts';
import { nameOf, withImageSource } from '../inputs/bytes.ts';

export const map: ActionOf<typeof words> = async ({ image: path }, { json }, { signal }) => {
  await withImageSource(path, signal, async (source) => {
    const mapped = await mapImage(source);
    const { byteLength, blocks, issues } = mapped;
    if (json) {
      await printJson('configdrive.map/1', {
        image: nameOf(path),
        byteLength,
        blocks,
        issues,
        areas: [...mapped.areas()],
      });
    } else {
      await printLines(withBoldAreas(mapText(mapped)));
      await printIssues(issues);
    }
  });
};

/** The lines of areas are flush left. */
function* withBoldAreas(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield line.startsWith(' ') ? line : bold(line);
}
