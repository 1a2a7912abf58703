/** `configdrive inspect`: what is on a drive, as a tree or as data; never a content. */
import { type Issue, printable } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { type Image, type ImageSource, type ImageSummary, openImage, summaryOf, treeIssuesOf } from 'iso9660-reader';
import type { inspect as words } from '../../commands/inspect.ts';
import type { ActionOf } from '../../framework/action.ts';
import { bold, dim, printFacts, printIssues, printJson, printLines } from '../../framework/output.ts';
import { withImageSource } from '../../inputs/bytes.ts';
import { filesAt, type ImageFile, wholeContent } from '../../inputs/image-paths.ts';
import { columnsOf, factLines, octal } from '../../views/text.ts';
import { type Guest, guestFacts, guestsOf, imageFacts } from './facts.ts';
import { type Sharing, sharingOf } from './sharing.ts';
import { treeLines } from './tree-view.ts';

export const inspect: ActionOf<typeof words> = async ({ image: path }, { json, reveal = [] }, { signal }) => {
  await withImageSource(path, signal, async (source, notices) => {
    const image = await openImage(source, { now: () => performance.now() });
    const revealed = await filesAt(image, reveal);
    const inspection = await inspectionOf(image, source);
    const told = [...(await treeIssuesOf(image)), ...notices];
    if (json) return printJson('configdrive.inspect/1', dataOf(inspection, told));
    await printFacts(textOf(path, inspection));
    for (const file of revealed) await printLines(await contentLines(file));
    await printIssues([...image.issues, ...told]);
  });
};

interface Inspection {
  readonly summary: ImageSummary;
  readonly sharing: ReadonlyMap<string, Sharing>;
  readonly guests: readonly Guest[];
}

const inspectionOf = async (image: Image, source: ImageSource): Promise<Inspection> => ({
  summary: await summaryOf(image),
  sharing: sharingOf(await image.records()),
  guests: await guestsOf(source),
});

/** Field names are API: adding one is minor, renaming one makes it `configdrive.inspect/2`. */
function dataOf({ summary, sharing, guests }: Inspection, notices: readonly Issue[]): object {
  const entries = summary.entries.map((entry) => ({
    ...entry,
    mode: entry.mode === undefined ? undefined : octal(entry.mode),
    // Which of several files on one extent a disc names first says nothing: `aliasOf` does.
    sameAs: undefined,
    ...sharing.get(entry.path),
  }));
  // A guest is called a reader in this schema.
  const readers = guests.map(({ guest: reader, ...rest }) => ({ reader, ...rest }));
  const issues = [...summary.issues, ...notices.map(({ code, severity, message }) => ({ code, severity, message }))];
  return { ...summary, issues, entries, guests: readers };
}

function textOf(path: string, { summary, sharing, guests }: Inspection): string {
  const facts = [...imageFacts(path, summary), ...guestFacts(guests)];
  const told = facts.map(([name, fact]) => [name, name === 'label' ? bold(fact) : fact] as const);
  return [...factLines(told, dim, columnsOf(process.stdout)), '', ...treeLines(summary.entries, sharing, dim)].join(
    '\n',
  );
}

/** Shows the content of one file, for `--reveal`: what it says, and nothing that a terminal would obey. */
async function contentLines({ path, byteLength, content }: ImageFile): Promise<readonly string[]> {
  const text = strictUtf8Text(await wholeContent(content));
  const lines =
    text === undefined ? ['not text; configdrive cat writes it as it is'] : text.replace(/\n$/, '').split('\n');
  return [
    '',
    bold(`/${printable(path)}, ${byteLength} bytes`),
    ...lines.map((line) => `    ${line.split('\t').map(printable).join('\t')}`),
  ];
}
