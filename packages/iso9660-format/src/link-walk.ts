/**
 * Paths through the symbolic links of a tree, component by component as the kernel goes, without a file system. What does
 * not exist is taken for a directory: it could become one.
 */
import type { Entry } from './entry.ts';

/** As Linux: more links on the way than this are a circle. */
const MAX_LINKS = 40;

interface Node {
  /** Undefined for the root. */
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  entry: Entry | undefined;
}

/** So many names below a node, none of which is there. */
interface Place {
  readonly node: Node;
  readonly missing: number;
  /** Links that were followed on the way. */
  readonly hops: number;
}

/** Leads outside, in a circle, or over too many links. */
type Answer = Place | 'lost';

/** A path, or the target of a link, of which the first names are done. */
interface Walk {
  readonly link: Node | undefined;
  readonly names: readonly string[];
  next: number;
  node: Node;
  missing: number;
  hops: number;
}

export interface LinkWalkOptions {
  /** Gives names that are one name the same text; default: each is its own. */
  readonly fold?: ((name: string) => string) | undefined;
  /** Whether a target leads out of the tree by its text alone; default: an absolute one does. */
  readonly leadsElsewhere?: ((target: string) => boolean) | undefined;
}

const newNode = (parent?: Node): Node => ({ parent, children: new Map(), entry: undefined });

/**
 * Follows the symbolic links of a tree. Each is followed once and its answer kept, so that all paths together take as many
 * steps as all targets have components, and no single path goes over more than forty links, as in Linux.
 */
export class LinkWalk {
  readonly #root = newNode();
  readonly #fold: (name: string) => string;
  readonly #leadsElsewhere: (target: string) => boolean;
  /** Links that are being followed are lost: who meets them again goes in a circle. */
  readonly #answers = new Map<Node, Answer>();

  constructor(options: LinkWalkOptions = {}) {
    this.#fold = options.fold ?? ((name) => name);
    this.#leadsElsewhere = options.leadsElsewhere ?? ((target) => target.startsWith('/'));
  }

  /** Adds an entry to the tree; all of them are added before the first question. */
  add(path: string, entry: Entry): void {
    let node = this.#root;
    for (const name of path.split('/')) node = this.#childOf(node, name);
    node.entry = entry;
  }

  /** Answers which entry is at a path, all links on the way followed; none where the path leaves the tree. */
  entryAt(path: string): Entry | undefined {
    const answer = this.#answerFrom(this.#root, path.split('/'));
    return answer === 'lost' || answer.missing > 0 ? undefined : answer.node.entry;
  }

  /** Whether a link of the tree, followed through all other links, never leaves the tree. Its parents are no links. */
  staysInside(path: string): boolean {
    const names = path.split('/');
    let parent = this.#root;
    for (const name of names.slice(0, -1)) parent = this.#childOf(parent, name);
    return this.#answerFrom(parent, names.slice(-1)) !== 'lost';
  }

  #childOf(node: Node, name: string): Node {
    const folded = this.#fold(name);
    const child = node.children.get(folded) ?? newNode(node);
    node.children.set(folded, child);
    return child;
  }

  #answerFrom(node: Node, names: readonly string[]): Answer {
    return this.#answerOf({ link: undefined, names, next: 0, node, missing: 0, hops: 0 });
  }

  /** With a stack of its own: a link may lead over a hundred thousand others. */
  #answerOf(path: Walk): Answer {
    const stack = [path];
    let answer: Answer = 'lost';
    for (let walk = stack.at(-1); walk !== undefined; walk = stack.at(-1)) {
      const link = this.#advance(walk);
      if (link !== undefined && link !== 'lost') {
        stack.push(this.#opened(link));
        continue;
      }
      answer = link ?? { node: walk.node, missing: walk.missing, hops: walk.hops };
      if (walk.link !== undefined) this.#answers.set(walk.link, answer);
      stack.pop();
    }
    return answer;
  }

  #opened(link: Node): Walk {
    this.#answers.set(link, 'lost');
    const names = link.entry!.target!.split('/');
    return { link, names, next: 0, node: link.parent!, missing: 0, hops: 1 };
  }

  /** Once for each link: a target may be long, and be met often. */
  #isLost(link: Node): boolean {
    const isLost = this.#leadsElsewhere(link.entry!.target!);
    if (isLost) this.#answers.set(link, 'lost');
    return isLost;
  }

  /** Goes on to the end, which is undefined, or to a link that was not followed yet. */
  #advance(walk: Walk): Node | 'lost' | undefined {
    while (walk.next < walk.names.length) {
      const found = this.#step(walk, walk.names[walk.next]!);
      if (found !== undefined) return found;
      walk.next++;
    }
    return undefined;
  }

  #step(walk: Walk, name: string): Node | 'lost' | undefined {
    if (name === '' || name === '.') return undefined;
    if (name === '..') return stepUp(walk);
    const child = walk.missing > 0 ? undefined : walk.node.children.get(this.#fold(name));
    if (child === undefined) walk.missing++;
    else if (child.entry?.target === undefined) walk.node = child;
    else return this.#stepOver(walk, child);
    return undefined;
  }

  #stepOver(walk: Walk, link: Node): Node | 'lost' | undefined {
    const answer = this.#answers.get(link);
    if (answer === undefined) return this.#isLost(link) ? 'lost' : link;
    if (answer === 'lost' || walk.hops + answer.hops > MAX_LINKS) return 'lost';
    Object.assign(walk, { node: answer.node, missing: answer.missing, hops: walk.hops + answer.hops });
    return undefined;
  }
}

function stepUp(walk: Walk): 'lost' | undefined {
  if (walk.missing > 0) walk.missing--;
  else if (walk.node.parent === undefined) return 'lost';
  else walk.node = walk.node.parent;
  return undefined;
}
