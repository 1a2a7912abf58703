/** What an extraction of a hostile image leaves on a disk, judged by rules that hold for all of them. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractImage } from '@configdrive/files';
import { InvalidImageError } from '@configdrive/issues';
import { openImageSync, type SyncImage } from 'iso9660-reader';
import { expect } from 'vitest';
import { seenByUs } from '../reader/seen-by-us.ts';
import { textOf } from '../support/run.ts';
import { namesAndContents, type SeenEntry, seenMounted } from '../support/seen.ts';

const OUTSIDE = 'the neighbour';
const DIRECTORY = 'extracted';

/**
 * Extracts an image beside a neighbour, links included, and looks at everything: nothing but files, directories and links
 * that stay inside, contents as the reader has them, the neighbour untouched. Answers the codes that forbade it; none: it
 * is extracted.
 */
export async function extractAndJudge(bytes: Uint8Array, parent: string): Promise<readonly string[]> {
  rmSync(parent, { recursive: true, force: true });
  mkdirSync(parent);
  writeFileSync(join(parent, 'neighbour'), OUTSIDE);
  const codes = await codesOf(() => extractImage(bytes, join(parent, DIRECTORY), { symbolicLinks: 'inside' }));
  expect(readdirSync(parent).toSorted()).toEqual(codes.length === 0 ? [DIRECTORY, 'neighbour'] : ['neighbour']);
  expect(readFileSync(join(parent, 'neighbour'), 'utf8')).toBe(OUTSIDE);
  if (codes.length === 0) judgeTree(join(parent, DIRECTORY), openImageSync(bytes));
  return codes;
}

/** Of an image's fault; any other error is thrown on. */
async function codesOf(act: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await act();
    return [];
  } catch (cause) {
    if (cause instanceof InvalidImageError) return cause.issues.map(({ code }) => code);
    throw cause;
  }
}

function judgeTree(root: string, image: SyncImage): void {
  const seen = seenMounted(root);
  const [links, others] = [seen.filter(isLink), seen.filter((entry) => !isLink(entry))];
  const wanted = seenByUs(image, image.namespaces[0]).filter(({ type }) => type === 'file' || type === 'directory');
  expect(namesAndContents(others)).toEqual(namesAndContents(wanted));
  expect(seen.filter(({ mode = 0 }) => (mode & 0o7000) !== 0)).toEqual([]);
  if (links.length > 0)
    judgeLinks(
      root,
      links.map(({ path }) => path),
    );
}

const isLink = ({ type }: SeenEntry): boolean => type === 'symlink';

/** Where they lead, missing parts and all, is coreutils' to say. */
function judgeLinks(root: string, links: readonly string[]): void {
  const leads = textOf('realpath', ['-mz', '--', ...links.map((link) => join(root, link))]);
  const [inside = ''] = textOf('realpath', ['-mz', '--', root]).split('\0');
  for (const place of leads.split('\0').slice(0, -1))
    expect(place === inside || place.startsWith(`${inside}/`)).toBe(true);
}
