/** `configdrive extract`: an image becomes a directory of its own, or nothing. */
import { type ExtractedImage, extractImage, type SkippedEntry } from '@configdrive/files';
import { type Issue, MOST_LINES, printable } from '@configdrive/issues';
import type { extract as words } from '../commands/extract.ts';
import type { ActionOf } from '../framework/action.ts';
import { printDiagnostic, printFacts, printIssues, printJson, printMore } from '../framework/output.ts';
import { withImageSource } from '../inputs/bytes.ts';
import { counted } from '../views/text.ts';

export const extract: ActionOf<typeof words> = async ({ image, directory }, options, { signal }) => {
  const { tree, links, namesAlike, allowSharedDirectory, json } = options;
  const notices: Issue[] = [];
  const extracted = await withImageSource(image, signal, (source) =>
    extractImage(source, directory, {
      namespace: tree,
      symbolicLinks: links ? 'inside' : 'skip',
      namesAlike: namesAlike ? 'write' : 'refuse',
      allowSharedDirectory,
      onIssue: (issue) => notices.push(issue),
      signal,
    }),
  );
  await printIssues(notices);
  if (json) return printJson('configdrive.extract/1', extracted);
  await printFacts(textOf(extracted));
  for (const skipped of extracted.skipped.slice(0, MOST_LINES))
    await printDiagnostic('warning', `${printable(skipped.path)}: ${reasonOf(skipped)}`);
  await printMore(extracted.skipped.length - MOST_LINES);
  await printIssues(extracted.issues);
};

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
