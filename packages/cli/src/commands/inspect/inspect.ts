/** `configdrive inspect`: what is on a drive, as a tree or as data; never a content. */
import { type Image, type ImageSource, type ImageSummary, openImage, summaryOf } from 'iso9660-reader';
import type { Context } from '../../frame/command.ts';
import { bold, dim, printFacts, printIssues, printJson, printLines } from '../../frame/output.ts';
import { withImageSource } from '../../inputs/bytes.ts';
import { filesAt } from '../../inputs/image-paths.ts';
import { factLines } from '../../views/facts.ts';
import { octal } from '../../views/octal.ts';
import { columnsOf } from '../../views/terminal.ts';
import type { InspectOptions } from './command.ts';
import { contentLines } from './content-lines.ts';
import { type Guest, guestFacts, guestsOf } from './guests.ts';
import { imageFacts } from './image-facts.ts';
import { type Sharing, sharingOf } from './sharing.ts';
import { treeLines } from './tree-view.ts';

export async function inspect(path: string, { json, reveal = [] }: InspectOptions, context: Context): Promise<void> {
  await withImageSource(path, context.signal, async (source) => {
    const image = await openImage(source, { now: () => performance.now() });
    const revealed = await filesAt(image, reveal);
    const inspection = await inspectionOf(image, source);
    if (json) return printJson('configdrive.inspect/1', dataOf(inspection));
    await printFacts(textOf(path, inspection));
    for (const file of revealed) await printLines(await contentLines(file));
    await printIssues(image.issues);
  });
}

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
function dataOf({ summary, sharing, guests }: Inspection): object {
  const entries = summary.entries.map((entry) => ({
    ...entry,
    mode: entry.mode === undefined ? undefined : octal(entry.mode),
    // Which of several files on one extent a disc names first says nothing: `aliasOf` does.
    sameAs: undefined,
    ...sharing.get(entry.path),
  }));
  return { ...summary, entries, guests };
}

function textOf(path: string, { summary, sharing, guests }: Inspection): string {
  const facts = [...imageFacts(path, summary), ...guestFacts(guests)];
  const told = facts.map(([name, fact]) => [name, name === 'label' ? bold(fact) : fact] as const);
  return [...factLines(told, dim, columnsOf(process.stdout)), '', ...treeLines(summary.entries, sharing, dim)].join(
    '\n',
  );
}
