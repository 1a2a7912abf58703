/** `configdrive map`: the annotated dump of an image; contents of files are lengths. */
import { mapImage, mapText } from 'iso9660-reader';
import type { Context } from '../../frame/command.ts';
import { bold, printIssues, printJson, printLines } from '../../frame/output.ts';
import { nameOf, withImageSource } from '../../inputs/bytes.ts';
import type { MapOptions } from './command.ts';

export async function map(path: string, { json }: MapOptions, { signal }: Context): Promise<void> {
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
}

/** The lines of areas are flush left. */
function* withBoldAreas(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield line.startsWith(' ') ? line : bold(line);
}
