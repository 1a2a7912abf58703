/** `configdrive extract`: an image becomes a directory of its own, or nothing. */

import { type ExtractedImage, extractImage, type SkippedEntry } from '@configdrive/files';
import { printable } from '@configdrive/issues';
import type { Context } from '../../frame/command.ts';
import { printFacts, printIssues, printJson, printTrouble } from '../../frame/output.ts';
import { withImageSource } from '../../inputs/bytes.ts';
import { counted } from '../../views/counts.ts';
import type { ExtractOptions } from './command.ts';

export async function extract(
  path: string,
  directory: string,
  { tree, links, namesAlike, allowSharedDirectory, json }: ExtractOptions,
  { signal }: Context,
): Promise<void> {
  const extracted = await withImageSource(path, signal, (source) =>
    extractImage(source, directory, {
      namespace: tree,
      symbolicLinks: links ? 'inside' : 'skip',
      namesAlike: namesAlike ? 'write' : 'refuse',
      allowSharedDirectory,
      signal,
    }),
  );
  if (json) return printJson('configdrive.extract/1', extracted);
  await printFacts(textOf(extracted));
  for (const skipped of extracted.skipped)
    await printTrouble('warning', `${printable(skipped.path)}: ${reasonOf(skipped)}`);
  await printIssues(extracted.issues);
}

const reasons: Readonly<Record<SkippedEntry['reason'], string>> = {
  'links-not-wanted': 'left out; --links makes links',
  'leads-outside': 'left out: the link leads outside',
  'special-file': 'left out',
};

const reasonOf = ({ kind, reason }: SkippedEntry): string => `a ${kind.replace('-', ' ')}, ${reasons[reason]}`;

function textOf({ directory, files, directories, links, byteLength }: ExtractedImage): string {
  const made = [
    counted(files, 'file'),
    counted(directories, 'directory', 'directories'),
    ...(links === 0 ? [] : [counted(links, 'link')]),
  ];
  return `${printable(directory)}: ${made.join(', ')}, ${byteLength} bytes`;
}
