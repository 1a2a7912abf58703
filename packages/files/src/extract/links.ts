/** Which symbolic links of a tree may be made: those that stay inside whatever they pass through. */
import { LinkWalk } from 'iso9660-format';
import type { ImageRecord } from 'iso9660-reader';
import { alikePath } from './names.ts';

/** A backslash or a colon leads anywhere on Windows, `/` anywhere on all others. */
const LEADS_ELSEWHERE = { posix: /^\/|\0/, windows: /^\/|[\\:\0]/ };

export interface LinkOptions {
  readonly onWindows: boolean;
  /** Whether the tree may hold names that differ only in case or normalisation. */
  readonly allowsAlike: boolean;
}

type Link = Pick<ImageRecord, 'path' | 'entry'>;

/** What makes two names one. */
type Fold = (name: string) => string;

const exactly: Fold = (name) => name;

/**
 * Those of the links that never leave the tree. What the file system will take for one name is not known: links are
 * followed by names that are alike, and where such names are written beside each other, by their exact names too.
 */
export function linksInside<Each extends Link>(
  links: readonly Each[],
  { onWindows, allowsAlike }: LinkOptions,
): readonly Each[] {
  const elsewhere = onWindows ? LEADS_ELSEWHERE.windows : LEADS_ELSEWHERE.posix;
  const folds = allowsAlike ? [alikePath, exactly] : [alikePath];
  const walks = folds.map((fold) => walkOver(links, fold, elsewhere));
  return links.filter(({ path }) => walks.every((walk) => walk.staysInside(path)));
}

function walkOver(links: readonly Link[], fold: Fold, elsewhere: RegExp): LinkWalk {
  const walk = new LinkWalk({ fold, leadsElsewhere: (target) => elsewhere.test(target) });
  for (const { path, entry } of links) walk.add(path, entry);
  return walk;
}
