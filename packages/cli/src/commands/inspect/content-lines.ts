/** The content of one file, for `--reveal`: what it says, and nothing that a terminal would obey. */
import { printable } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { bold } from '../../frame/output.ts';
import { wholeContent } from '../../inputs/content.ts';
import type { ImageFile } from '../../inputs/image-paths.ts';

export async function contentLines({ path, byteLength, content }: ImageFile): Promise<readonly string[]> {
  const text = strictUtf8Text(await wholeContent(content));
  const lines =
    text === undefined ? ['not text; configdrive cat writes it as it is'] : text.replace(/\n$/, '').split('\n');
  return [
    '',
    bold(`/${printable(path)}, ${byteLength} bytes`),
    ...lines.map((line) => `    ${line.split('\t').map(printable).join('\t')}`),
  ];
}
