/** Where symbolic links of a tree lead, found without a file system: a link must stay inside whatever it passes through. */

import { alikePath } from './names.ts';

/** As Linux: more links on the way than this are a circle. */
const MAX_LINKS = 40;

/** A backslash or a colon leads anywhere on Windows, `/` anywhere on all others. */
const LEADS_ELSEWHERE = { posix: /^\/|\0/, windows: /^\/|[\\:\0]/ };

/**
 * Whether a link, followed through all other links, never leaves the tree. What does not exist is taken for a directory:
 * it could become one.
 *
 * @param links Targets by folded path.
 */
export function staysInside(path: string, links: ReadonlyMap<string, string>, onWindows: boolean): boolean {
  const elsewhere = onWindows ? LEADS_ELSEWHERE.windows : LEADS_ELSEWHERE.posix;
  const at = path.split('/').slice(0, -1);
  const ahead = [path.slice(path.lastIndexOf('/') + 1)];
  let followed = 0;
  for (let component = ahead.pop(); component !== undefined; component = ahead.pop()) {
    if (component === '' || component === '.') continue;
    if (component === '..') {
      if (at.pop() === undefined) return false;
      continue;
    }
    at.push(component);
    const target = links.get(alikePath(at.join('/')));
    if (target === undefined) continue;
    if (++followed > MAX_LINKS || elsewhere.test(target)) return false;
    at.pop();
    ahead.push(...componentsAhead(target));
  }
  return true;
}

/** The next one last. */
const componentsAhead = (target: string): string[] => target.split('/').toReversed();
