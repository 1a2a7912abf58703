/** `configdrive cat`: contents, as they are. The one command whose standard output is a secret. */
import { strictUtf8Text } from 'iso9660-format';
import { type Image, type ImageIssue, openImage } from 'iso9660-reader';
import type { cat as words } from '../commands/cat.ts';
import type { ActionOf } from '../framework/action.ts';
import { refusal } from '../framework/codes.ts';
import { printIssues, writeStdout } from '../framework/output.ts';
import { withImageSource } from '../inputs/bytes.ts';
import { filesAt, type ImageFile, piecesOfContent, wholeContent } from '../inputs/image-paths.ts';

export const cat: ActionOf<typeof words> = async ({ image, paths }, _options, { signal }) => {
  await withImageSource(image, signal, async (source) => {
    const opened = await openImage(source, { now: () => performance.now() });
    const files = await filesAt(opened, paths);
    await printIssues(issuesOf(files, opened));
    if (process.stdout.isTTY) for (const file of files) await refuseForTerminal(file);
    for (const { content } of files) {
      for await (const piece of piecesOfContent(content)) {
        signal.throwIfAborted();
        if (!(await writeStdout(piece))) return;
      }
    }
  });
};

/** What is known of the files themselves, such as that they are compressed. */
function issuesOf(files: readonly ImageFile[], { issues }: Image): readonly ImageIssue[] {
  const shown = new Set(files.map(({ path }) => path));
  return issues.filter(({ path }) => path !== undefined && shown.has(path));
}

/** What a terminal would obey, but for line breaks and tabs. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** A drive comes from anywhere: its bytes shall not command the terminal of whoever looks. */
async function refuseForTerminal({ path, content }: ImageFile): Promise<void> {
  const text = strictUtf8Text(await wholeContent(content));
  if (text !== undefined && !CONTROLS.test(text)) return;
  throw refusal(
    'output-is-terminal',
    [path],
    'is not plain text, which a terminal could obey: pipe it, or into a file',
  );
}
